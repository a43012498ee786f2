// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import static io.tracewheel.trace.Field.*;

import io.tracewheel.otlp.AttributeKeys;
import io.tracewheel.otlp.AttributeList;
import java.util.EnumMap;
import java.util.Map;

/**
 * OpenTelemetry's GenAI semantic conventions, latest and old, and what every dialect shares: each
 * field's places in the order of trust, new names before old ones. Content sits in span attributes,
 * in an event {@code gen_ai.client.inference.operation.details}, or up to v1.36 in one event for
 * each message; an event is one of the span or a log record.
 */
final class Convention {
  /** Keys and event names of the convention. */
  static final AttributeKeys OWN = AttributeKeys.withPrefix("gen_ai.");

  private static final Source[] NOWHERE = {};
  private static final Map<Field, Source[]> SOURCES = new EnumMap<>(Field.class);

  static {
    at(PROVIDER, "gen_ai.provider.name", "gen_ai.system");
    at(REQUEST_MODEL, "gen_ai.request.model");
    at(RESPONSE_MODEL, "gen_ai.response.model");
    at(RESPONSE_ID, "gen_ai.response.id");
    at(OUTPUT_TYPE, "gen_ai.output.type");
    at(
        FINISH_REASONS,
        "gen_ai.response.finish_reasons",
        "gen_ai.response.finish_reason",
        "gen_ai.response.stop_reason",
        "gen_ai.finishReason",
        "llm.finish_reason");
    at(INPUT_TOKENS, "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens");
    at(OUTPUT_TOKENS, "gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens");
    at(
        CACHE_READ_TOKENS,
        "gen_ai.usage.cache_read.input_tokens",
        "gen_ai.usage.cache_read_input_tokens",
        "gen_ai.usage.cache_read_tokens",
        "gen_ai.usage.details.cache_read_tokens",
        "gen_ai.usage.details.cache_read_input_tokens");
    at(
        CACHE_WRITE_TOKENS,
        "gen_ai.usage.cache_write.input_tokens",
        "gen_ai.usage.cache_creation.input_tokens",
        "gen_ai.usage.cache_creation_input_tokens",
        "gen_ai.usage.cache_write_tokens",
        "gen_ai.usage.details.cache_write_tokens");
    at(REASONING_TOKENS, "gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning_tokens");
    at(AUDIO_INPUT_TOKENS, "gen_ai.usage.audio.input_tokens");
    at(AUDIO_OUTPUT_TOKENS, "gen_ai.usage.audio.output_tokens");
    at(COST, "gen_ai.usage.cost", "gen_ai.usage.cost.amount");
    SOURCES.put(SYSTEM_INSTRUCTIONS, new Source[] {Source.exact("gen_ai.system_instructions")});
    SOURCES.put(
        INPUT_MESSAGES,
        new Source[] {
          Source.exact("gen_ai.input.messages"),
          MessageEvents.INPUT_SOURCE,
          Source.of("gen_ai.prompt")
        });
    SOURCES.put(
        OUTPUT_MESSAGES,
        new Source[] {
          Source.exact("gen_ai.output.messages"),
          MessageEvents.OUTPUT_SOURCE,
          Source.of("gen_ai.completion")
        });
    SOURCES.put(TOOL_DEFINITIONS, new Source[] {Source.exact("gen_ai.tool.definitions")});
    at(AGENT_NAME, "gen_ai.agent.name");
    at(AGENT_ID, "gen_ai.agent.id");
    at(TOOL_NAME, "gen_ai.tool.name");
    at(TOOL_TYPE, "gen_ai.tool.type");
    at(TOOL_CALL_ID, "gen_ai.tool.call.id");
    at(TOOL_ARGUMENTS, "gen_ai.tool.call.arguments");
    at(TOOL_RESULT, "gen_ai.tool.call.result");
    at(RETRIEVAL_QUERY, "gen_ai.retrieval.query.text");
    at(RETRIEVAL_DOCUMENTS, "gen_ai.retrieval.documents");
    at(RETRIEVAL_TOP_K, "gen_ai.retrieval.top_k");
    at(ERROR_TYPE, "error.type");
    at(
        CONVERSATION_ID,
        "gen_ai.conversation.id",
        "session.id",
        "langfuse.session.id",
        "traceloop.association.properties.session_id",
        "gcp.vertex.agent.session_id",
        "spring.ai.chat.client.conversation.id",
        "ai.telemetry.metadata.sessionId",
        "langfuse.trace.metadata.langfuse_session_id",
        "langfuse.observation.metadata.langfuse_session_id",
        "voltagent.conversation_id",
        "mlflow.trace.session",
        "langsmith.metadata.thread_id",
        "langsmith.metadata.session_id",
        "langsmith.metadata.conversation_id");
    at(
        USER_ID,
        "user.id",
        "langfuse.user.id",
        "traceloop.association.properties.user_id",
        "ai.telemetry.metadata.userId",
        "langfuse.trace.metadata.langfuse_user_id",
        "langfuse.observation.metadata.langfuse_user_id",
        "mlflow.trace.user",
        "gen_ai.user",
        "llm.user");
    at(
        TAGS,
        "tag.tags",
        "langfuse.trace.tags",
        "langsmith.span.tags",
        "ai.telemetry.metadata.tags",
        "braintrust.tags");
  }

  private Convention() {}

  private static void at(Field field, String... keys) {
    Source[] sources = new Source[keys.length];
    for (int i = 0; i < keys.length; i++) {
      sources[i] = Source.of(keys[i]);
    }
    SOURCES.put(field, sources);
  }

  /** Where the convention puts a field. */
  static Source[] sources(Field field) {
    return SOURCES.getOrDefault(field, NOWHERE);
  }

  /** Which convention a span follows: up to v1.36 the provider was called a system. */
  static String name(AttributeList attributes) {
    return attributes.contains("gen_ai.system") && !attributes.contains("gen_ai.provider.name")
        ? "gen_ai (up to 1.36)"
        : "gen_ai";
  }
}
