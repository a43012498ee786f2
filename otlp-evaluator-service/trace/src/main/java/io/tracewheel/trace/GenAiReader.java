// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import io.tracewheel.otlp.AttributeKeys;
import io.tracewheel.otlp.SpanView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads GenAI operations from spans, whatever dialect they are written in. The first dialect that
 * knows a span as its own is asked. Immutable and safe for use by many threads; what it returns is
 * not.
 */
public final class GenAiReader {
  private final List<Dialect> dialects = List.of(new SemconvDialect());
  private final ContentLimits limits;

  /** A reader that does at most so much work per span. */
  public GenAiReader(ContentLimits limits) {
    this.limits = limits;
  }

  /** The attribute keys and event names by which GenAI spans are found in a request. */
  public AttributeKeys interesting() {
    return AttributeKeys.withPrefix(
        dialects.stream()
            .flatMap(dialect -> dialect.prefixes().stream())
            .distinct()
            .toArray(String[]::new));
  }

  /**
   * The operation that a span stands for; null when it is no GenAI span. Reads no more than its
   * kind.
   */
  public @Nullable GenAiOperation read(SpanView span) {
    for (Dialect dialect : dialects) {
      String operation = dialect.operation(span);
      if (operation != null) {
        return operation(operation, new SpanFields(span, dialect, limits));
      }
    }
    return null;
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
