// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import static io.tracewheel.trace.Field.*;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** OpenInference, as Phoenix, Arize, SmolAgents, Agno and BeeAI write it. */
final class OpenInferenceDialect {
  static final Dialect TABLE =
      Dialect.named("openinference")
          .scopes("openinference.*")
          .keys(
              "openinference.*",
              "llm.input_messages.*",
              "llm.output_messages.*",
              "llm.token_count.*",
              "llm.model_name",
              "llm.invocation_parameters",
              "retrieval.documents.*",
              "reranker.*")
          .kind(
              "openinference.span.kind",
              "llm",
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
              "invoke_workflow")
          .kindOtherwise(OpenInferenceDialect::kind)
          .then(
              REQUEST_MODEL,
              "llm.request.model_name",
              "llm.invocation_parameters > model",
              "llm.model_name",
              "embedding.model_name",
              "reranker.model_name")
          .then(PROVIDER, Source.code(OpenInferenceDialect::provider))
          .then(RESPONSE_MODEL, "llm.response.model_name", "llm.model_name")
          .then(OUTPUT_TYPE, "llm.invocation_parameters > response_format > type")
          .then(INPUT_MESSAGES, "llm.input_messages.*")
          .then(INPUT_MESSAGES, Source.code(fields -> texts(fields, "llm.prompts.", "prompt")))
          .then(INPUT_MESSAGES, "input.value")
          .then(OUTPUT_MESSAGES, "llm.output_messages.*")
          .then(OUTPUT_MESSAGES, Source.code(fields -> texts(fields, "llm.choices.", "completion")))
          .then(OUTPUT_MESSAGES, "output.value")
          .then(TOOL_DEFINITIONS, "llm.tools.*")
          .then(TOOL_NAME, "tool.name")
          .then(TOOL_CALL_ID, "tool.id", "tool_call.id")
          .then(TOOL_ARGUMENTS, "tool.parameters", "input.value")
          .then(TOOL_RESULT, "output.value")
          .then(AGENT_NAME, "agent.name")
          .then(RETRIEVAL_QUERY, "reranker.query", "input.value")
          .then(
              RETRIEVAL_DOCUMENTS,
              Source.code(fields -> documents(fields, "retrieval.documents.")),
              Source.code(fields -> documents(fields, "reranker.output_documents.")))
          .then(RETRIEVAL_TOP_K, "reranker.top_k")
          .then(INPUT_TOKENS, "llm.token_count.prompt")
          .then(OUTPUT_TOKENS, "llm.token_count.completion")
          .then(CACHE_READ_TOKENS, "llm.token_count.prompt_details.cache_read")
          .then(CACHE_WRITE_TOKENS, "llm.token_count.prompt_details.cache_write")
          .then(REASONING_TOKENS, "llm.token_count.completion_details.reasoning")
          .then(AUDIO_INPUT_TOKENS, "llm.token_count.prompt_details.audio")
          .then(AUDIO_OUTPUT_TOKENS, "llm.token_count.completion_details.audio")
          .then(COST, "llm.cost.total")
          .then(INPUT_COST, "llm.cost.prompt")
          .then(OUTPUT_COST, "llm.cost.completion")
          .build();

  private OpenInferenceDialect() {}

  private static @Nullable String kind(Look look) {
    return look.has("llm.model_name") || look.has("llm.input_messages.0.message.role")
        ? "chat"
        : null;
  }

  private static @Nullable JsonNode provider(SpanFields fields) {
    String provider = Providers.hosted(fields.text("llm.provider"), fields.text("llm.system"));
    return provider == null ? null : Trees.NODES.stringNode(provider);
  }

  /** Completions: {@code llm.prompts.0.prompt.text}. */
  private static @Nullable JsonNode texts(SpanFields fields, String prefix, String wrapper) {
    JsonNode list = list(fields, prefix);
    if (list == null) {
      return null;
    }
    ArrayNode texts = Trees.NODES.arrayNode();
    list.forEach(
        entry -> {
          if (entry.path(wrapper).path("text").isString()) {
            texts.add(entry.path(wrapper).get("text"));
          }
        });
    return texts.isEmpty() ? null : texts;
  }

  /** Documents: {@code retrieval.documents.0.document.content}. */
  private static @Nullable JsonNode documents(SpanFields fields, String prefix) {
    JsonNode list = list(fields, prefix);
    if (list == null) {
      return null;
    }
    ArrayNode documents = Trees.NODES.arrayNode();
    list.forEach(
        entry -> documents.add(entry.path("document").isObject() ? entry.get("document") : entry));
    return documents;
  }

  private static @Nullable JsonNode list(SpanFields fields, String prefix) {
    Found found = Trees.unflatten(fields.span().attributes(), prefix, fields.limits());
    return found instanceof Found.Tree tree && tree.node().isArray() ? tree.node() : null;
  }
}
