// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import static io.tracewheel.trace.Field.*;

/** Langfuse's SDKs. */
final class LangfuseDialect {
  static final Dialect TABLE =
      Dialect.named("langfuse")
          .scopes("langfuse-sdk")
          .keys("langfuse.observation.*", "langfuse.trace.input", "langfuse.trace.output")
          .kind(
              "langfuse.observation.type",
              "generation",
              "chat",
              "embedding",
              "embeddings",
              "retriever",
              "retrieval",
              "tool",
              "execute_tool",
              "agent",
              "invoke_agent",
              "chain",
              "invoke_workflow",
              "span",
              "invoke_workflow")
          .then(REQUEST_MODEL, "langfuse.observation.model.name")
          .then(RESPONSE_MODEL, "langfuse.observation.model.name")
          .then(INPUT_MESSAGES, "langfuse.observation.input", "langfuse.trace.input")
          .then(OUTPUT_MESSAGES, "langfuse.observation.output", "langfuse.trace.output")
          .then(TOOL_NAME, Source.SPAN_NAME)
          .then(TOOL_ARGUMENTS, "langfuse.observation.input")
          .then(TOOL_RESULT, "langfuse.observation.output")
          .then(RETRIEVAL_QUERY, "langfuse.observation.input > query", "langfuse.observation.input")
          .then(RETRIEVAL_DOCUMENTS, "langfuse.observation.output")
          .then(
              INPUT_TOKENS,
              "langfuse.observation.usage_details > input",
              "langfuse.observation.usage_details > input_tokens",
              "langfuse.observation.usage_details > prompt_tokens")
          .then(
              OUTPUT_TOKENS,
              "langfuse.observation.usage_details > output",
              "langfuse.observation.usage_details > output_tokens",
              "langfuse.observation.usage_details > completion_tokens")
          .then(CACHE_READ_TOKENS, "langfuse.observation.usage_details > cache_read_input_tokens")
          .then(
              CACHE_WRITE_TOKENS,
              "langfuse.observation.usage_details > cache_creation_input_tokens")
          .then(COST, "langfuse.observation.cost_details > total")
          .then(INPUT_COST, "langfuse.observation.cost_details > input")
          .then(OUTPUT_COST, "langfuse.observation.cost_details > output")
          .then(OUTCOME, "langfuse.observation.level")
          .then(ERROR_MESSAGE, "langfuse.observation.status_message")
          .build();

  private LangfuseDialect() {}
}
