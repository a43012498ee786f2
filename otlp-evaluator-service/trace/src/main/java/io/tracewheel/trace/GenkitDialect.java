// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import static io.tracewheel.trace.Field.*;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Genkit, whose keys have colons. */
final class GenkitDialect {
  static final Dialect TABLE =
      Dialect.named("genkit")
          .scopes("genkit-tracer")
          .keys("genkit:*")
          .kind(
              "genkit:metadata:subtype",
              "model",
              "chat",
              "background-model",
              "chat",
              "embedder",
              "embeddings",
              "retriever",
              "retrieval",
              "tool",
              "execute_tool",
              "tool.v2",
              "execute_tool",
              "flow",
              "invoke_workflow",
              "util",
              "invoke_workflow")
          .kindOtherwise(GenkitDialect::kind)
          .then(REQUEST_MODEL, "genkit:name")
          .then(PROVIDER, Source.code(GenkitDialect::provider))
          .then(INPUT_MESSAGES, "genkit:input > messages", "genkit:input")
          .then(OUTPUT_MESSAGES, "genkit:output > message", "genkit:output")
          .then(FINISH_REASONS, "genkit:output > finishReason")
          .then(TOOL_DEFINITIONS, "genkit:input > tools")
          .then(TOOL_NAME, "genkit:name")
          .then(TOOL_ARGUMENTS, "genkit:input")
          .then(TOOL_RESULT, "genkit:output")
          .then(RETRIEVAL_QUERY, "genkit:input > query", "genkit:input")
          .then(RETRIEVAL_DOCUMENTS, "genkit:output > documents", "genkit:output")
          .then(INPUT_TOKENS, "genkit:output > usage > inputTokens")
          .then(OUTPUT_TOKENS, "genkit:output > usage > outputTokens")
          .then(REASONING_TOKENS, "genkit:output > usage > thoughtsTokens")
          .build();

  private GenkitDialect() {}

  private static @Nullable String kind(Look look) {
    String type = look.word("genkit:type");
    return "flow".equals(type) || "util".equals(type) ? "invoke_workflow" : null;
  }

  /** A model is called {@code provider/model}. */
  private static @Nullable JsonNode provider(SpanFields fields) {
    String name = fields.text("genkit:name");
    int slash = name == null ? -1 : name.indexOf('/');
    return name == null || slash < 1 ? null : Trees.NODES.stringNode(name.substring(0, slash));
  }
}
