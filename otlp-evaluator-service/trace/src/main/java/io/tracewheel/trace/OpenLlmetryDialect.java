// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import static io.tracewheel.trace.Field.*;

import io.tracewheel.otlp.AttributeKeys;
import io.tracewheel.otlp.EventView;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** OpenLLMetry (Traceloop), before and after it took to the convention's message attributes. */
final class OpenLlmetryDialect {
  private static final AttributeKeys RESULTS =
      AttributeKeys.of(List.of(), List.of("db.query.result", "db.search.result"));

  static final Dialect TABLE =
      Dialect.named("openllmetry")
          .keys(
              "traceloop.span.kind",
              "traceloop.entity.*",
              "gen_ai.prompt.0.*",
              "gen_ai.completion.0.*",
              "gen_ai.is_streaming",
              "gen_ai.openai.api_base",
              "llm.request.type",
              "llm.request.model",
              "llm.request.functions.*",
              "llm.usage.*")
          .kind(
              "traceloop.span.kind",
              "tool",
              "execute_tool",
              "agent",
              "invoke_agent",
              "workflow",
              "invoke_workflow",
              "task",
              "invoke_workflow")
          .kindOtherwise(OpenLlmetryDialect::kind)
          .then(REQUEST_MODEL, "llm.request.model")
          .then(INPUT_MESSAGES, "gen_ai.prompt.*", "traceloop.entity.input")
          .then(OUTPUT_MESSAGES, "gen_ai.completion.*", "traceloop.entity.output")
          .then(TOOL_DEFINITIONS, "llm.request.functions.*")
          .then(TOOL_NAME, "traceloop.entity.name")
          .then(
              TOOL_ARGUMENTS,
              Source.code(fields -> opened(fields, "traceloop.entity.input", "inputs", "input")),
              Source.of("traceloop.entity.input"))
          .then(
              TOOL_RESULT,
              Source.code(fields -> opened(fields, "traceloop.entity.output", "outputs", "output")),
              Source.of("traceloop.entity.output"))
          .then(AGENT_NAME, "traceloop.entity.name")
          .then(RETRIEVAL_QUERY, "gen_ai.task.input")
          .then(RETRIEVAL_DOCUMENTS, Source.code(OpenLlmetryDialect::documents))
          .then(RETRIEVAL_DOCUMENTS, "gen_ai.task.output")
          .then(RETRIEVAL_TOP_K, "db.vector.query.top_k")
          .then(INPUT_TOKENS, "llm.usage.prompt_tokens")
          .then(OUTPUT_TOKENS, "llm.usage.completion_tokens")
          .then(REASONING_TOKENS, "llm.usage.reasoning_tokens")
          .build();

  private OpenLlmetryDialect() {}

  private static @Nullable String kind(Look look) {
    String type = look.word("llm.request.type");
    if (type != null) {
      return switch (type) {
        case "completion" -> "text_completion";
        case "embedding" -> "embeddings";
        default -> type;
      };
    }
    return look.has("gen_ai.prompt.0.role")
            || look.has("gen_ai.prompt.0.content")
            || look.has("gen_ai.completion.0.content")
        ? "chat"
        : null;
  }

  /** The content of the one-field envelope that workflow spans put around it. */
  private static @Nullable JsonNode opened(SpanFields fields, String key, String... envelopes) {
    JsonNode node = fields.tree(key);
    if (node == null || !node.isObject()) {
      return null;
    }
    for (String envelope : envelopes) {
      JsonNode inside = node.get(envelope);
      if (inside != null && !inside.isNull()) {
        return inside;
      }
    }
    return null;
  }

  /** One span event for each document. */
  private static @Nullable JsonNode documents(SpanFields fields) {
    ArrayNode documents = Trees.NODES.arrayNode();
    for (EventView event : fields.span().events(RESULTS, fields.limits().maxParts())) {
      ObjectNode document = documents.addObject();
      event
          .attributes()
          .forEach(
              (key, value) -> {
                JsonNode node = Trees.of(value, fields.limits());
                int dot = key.lastIndexOf('.');
                String name = key.substring(dot + 1);
                if (node != null) {
                  document.set(name.equals("document") ? "content" : name, node);
                }
              });
    }
    return documents.isEmpty() ? null : documents;
  }
}
