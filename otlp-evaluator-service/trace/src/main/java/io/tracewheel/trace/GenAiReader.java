// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import io.tracewheel.otlp.AttributeKeys;
import io.tracewheel.otlp.AttributeList;
import io.tracewheel.otlp.LogRecordView;
import io.tracewheel.otlp.SpanView;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads GenAI operations from spans, whatever dialect they are written in. All dialects that know a
 * span as theirs are heard, in a fixed order; the convention's own names stand in for what they do
 * not say. Immutable and safe for use by many threads; what it returns is not.
 */
public final class GenAiReader {
  private static final Set<String> KNOWN_OPERATIONS =
      Set.of(
          "chat",
          "text_completion",
          "generate_content",
          "embeddings",
          "retrieval",
          "fetch_response",
          "create_agent",
          "invoke_agent",
          "invoke_workflow",
          "plan",
          "execute_tool",
          "create_memory_store",
          "delete_memory_store",
          "create_memory",
          "update_memory",
          "upsert_memory",
          "delete_memory",
          "search_memory");

  /** What operations were called before, or are called by some. */
  private static final Map<String, String> ALIASES =
      Map.of(
          "completion", "text_completion",
          "generate", "generate_content",
          "response", "chat",
          "embedding", "embeddings",
          "agent_step", "invoke_agent");

  private final ContentLimits limits;

  /** A reader that does at most so much work per span. */
  public GenAiReader(ContentLimits limits) {
    this.limits = limits;
  }

  /**
   * The attribute keys and event names by which spans are found in a request that may be GenAI
   * spans.
   */
  public AttributeKeys interesting() {
    List<String> selectors =
        Stream.concat(
                Stream.of("gen_ai.*"),
                Dialects.ALL.stream().flatMap(dialect -> dialect.selectors().stream()))
            .distinct()
            .toList();
    // Each is compared with the keys of all spans: none that another one covers.
    return Dialect.keys(
        selectors.stream()
            .filter(
                selector ->
                    selectors.stream()
                        .noneMatch(other -> !other.equals(selector) && covers(other, selector)))
            .toList());
  }

  private static boolean covers(String prefix, String selector) {
    return prefix.endsWith("*") && selector.startsWith(prefix.substring(0, prefix.length() - 1));
  }

  /** The event names by which log records are found that may belong to GenAI spans. */
  public AttributeKeys interestingLogs() {
    return Convention.OWN;
  }

  /**
   * The operation that a span stands for; null when it is no GenAI span. Reads no more than its
   * kind.
   */
  public @Nullable GenAiOperation read(SpanView span) {
    return read(span, List.of());
  }

  /**
   * The operation that a span stands for, with what log records say about it; null when it is no
   * GenAI span.
   *
   * @param logs records with the names {@link #interestingLogs}; those of other spans are left
   *     aside
   */
  public @Nullable GenAiOperation read(SpanView span, List<LogRecordView> logs) {
    Look look = new Look(span);
    List<Dialect> dialects = Dialects.of(look);
    String operation = operation(look, dialects);
    if (operation == null) {
      return null;
    }
    List<LogRecordView> own =
        logs.isEmpty() ? logs : logs.stream().filter(log -> belongs(log, span)).toList();
    return operation(operation, new SpanFields(span, dialects, own, limits));
  }

  /** The score that a log record carries; null when it carries none. */
  public static @Nullable RecordedScore score(LogRecordView log) {
    return log.eventName().equals("gen_ai.evaluation.result") ? RecordedScores.log(log) : null;
  }

  private static boolean belongs(LogRecordView log, SpanView span) {
    return !span.spanId().isEmpty()
        && log.spanId().contentEquals(span.spanId())
        && log.traceId().contentEquals(span.traceId());
  }

  private static @Nullable String operation(Look look, List<Dialect> dialects) {
    String named = look.word("gen_ai.operation.name");
    if (named != null) {
      named = ALIASES.getOrDefault(named, named);
    }
    boolean known = named != null && KNOWN_OPERATIONS.contains(named);
    for (Dialect dialect : dialects) {
      String stated = dialect.statedKind(look);
      if (stated != null) {
        // The convention tells apart what others lump together.
        return known && isModelCall(stated) && named != null && isModelCall(named) ? named : stated;
      }
    }
    if (known) {
      return named;
    }
    for (Dialect dialect : dialects) {
      String guessed = dialect.guessedKind(look);
      if (guessed != null) {
        return guessed;
      }
    }
    if (named != null) {
      return named;
    }
    AttributeList attributes = look.attributes();
    if (attributes.contains("gen_ai.tool.name") || attributes.contains("gen_ai.tool.call.id")) {
      return "execute_tool";
    }
    if (attributes.contains("gen_ai.request.model")
        || attributes.contains("gen_ai.response.model")) {
      return "chat";
    }
    boolean ours =
        !dialects.isEmpty()
            || attributes.containsAny(Convention.OWN)
            || !look.span().events(Convention.OWN, 1).isEmpty();
    return ours ? "" : null;
  }

  private static boolean isModelCall(String operation) {
    return operation.equals("chat")
        || operation.equals("text_completion")
        || operation.equals("generate_content");
  }

  private static GenAiOperation operation(String operation, SpanFields fields) {
    return switch (operation) {
      case "chat", "text_completion", "generate_content" -> new LlmCall(operation, fields);
      case "execute_tool" -> new ToolCall(operation, fields);
      case "invoke_agent", "invoke_workflow", "create_agent" -> new AgentRun(operation, fields);
      case "retrieval" -> new Retrieval(operation, fields);
      case "embeddings" -> new Embeddings(operation, fields);
      default -> new OtherOperation(operation, fields);
    };
  }
}
