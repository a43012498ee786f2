// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import static io.tracewheel.trace.Field.*;

/** MLflow, whose values are JSON even where they are plain words. */
final class MlflowDialect {
  static final Dialect TABLE =
      Dialect.named("mlflow")
          .keys(
              "mlflow.spanType",
              "mlflow.spanInputs",
              "mlflow.spanOutputs",
              "mlflow.traceRequestId",
              "mlflow.chat.*",
              "mlflow.llm.*")
          .kind(
              "mlflow.spanType",
              "llm",
              "chat",
              "chat_model",
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
              "workflow",
              "invoke_workflow",
              "task",
              "invoke_workflow")
          .then(REQUEST_MODEL, "mlflow.llm.model")
          .then(PROVIDER, "mlflow.llm.provider")
          .then(INPUT_MESSAGES, "mlflow.spanInputs")
          .then(OUTPUT_MESSAGES, "mlflow.spanOutputs")
          .then(TOOL_DEFINITIONS, "mlflow.chat.tools")
          .then(TOOL_NAME, Source.SPAN_NAME)
          .then(TOOL_ARGUMENTS, "mlflow.spanInputs")
          .then(TOOL_RESULT, "mlflow.spanOutputs")
          .then(RETRIEVAL_QUERY, "mlflow.spanInputs > query", "mlflow.spanInputs")
          .then(RETRIEVAL_DOCUMENTS, "mlflow.spanOutputs")
          .then(INPUT_TOKENS, "mlflow.chat.tokenUsage > input_tokens")
          .then(OUTPUT_TOKENS, "mlflow.chat.tokenUsage > output_tokens")
          .then(CACHE_READ_TOKENS, "mlflow.chat.tokenUsage > cache_read_input_tokens")
          .then(CACHE_WRITE_TOKENS, "mlflow.chat.tokenUsage > cache_creation_input_tokens")
          .then(COST, "mlflow.llm.cost > total_cost")
          .then(INPUT_COST, "mlflow.llm.cost > input_cost")
          .then(OUTPUT_COST, "mlflow.llm.cost > output_cost")
          .build();

  private MlflowDialect() {}
}
