// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import static io.tracewheel.trace.Field.*;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * LangSmith's exporter. Its {@code gen_ai.operation.name} calls a retrieval {@code embeddings} and
 * its {@code gen_ai.system} is guessed, so its own words go first.
 */
final class LangSmithDialect {
  static final Dialect TABLE =
      Dialect.named("langsmith")
          .scopes("langsmith")
          .keys("langsmith.*")
          .kind(
              "langsmith.span.kind",
              "llm",
              "chat",
              "embedding",
              "embeddings",
              "retriever",
              "retrieval",
              "tool",
              "execute_tool",
              "chain",
              "invoke_workflow",
              "parser",
              "invoke_workflow",
              "prompt",
              "invoke_workflow")
          .first(PROVIDER, "langsmith.metadata.ls_provider")
          .then(REQUEST_MODEL, "langsmith.metadata.ls_model_name")
          .then(INPUT_MESSAGES, "gen_ai.prompt.*")
          .then(OUTPUT_MESSAGES, "gen_ai.completion.*")
          .then(TOOL_NAME, Source.SPAN_NAME)
          .then(TOOL_ARGUMENTS, "gen_ai.prompt")
          .then(TOOL_RESULT, "gen_ai.completion")
          .then(RETRIEVAL_QUERY, "gen_ai.prompt > query", "gen_ai.prompt")
          .then(RETRIEVAL_DOCUMENTS, "gen_ai.completion > documents", "gen_ai.completion > output")
          .then(
              REASONING_TOKENS,
              Source.code(fields -> detail(fields, "gen_ai.usage.output_token_details")))
          .build();

  private LangSmithDialect() {}

  /** A count out of a Python dictionary in print: {@code {'reasoning': 12}}. */
  private static @Nullable JsonNode detail(SpanFields fields, String key) {
    String printed = fields.text(key);
    JsonNode details =
        printed == null ? null : JsonValue.of(printed.replace('\'', '"')).tree().value();
    return details == null ? null : details.get("reasoning");
  }
}
