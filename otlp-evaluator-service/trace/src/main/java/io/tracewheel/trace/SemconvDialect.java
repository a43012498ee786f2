// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import static java.util.Map.entry;

import io.tracewheel.otlp.AttributeList;
import io.tracewheel.otlp.SpanView;
import io.tracewheel.otlp.Value;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry's GenAI semantic conventions from v1.37 on, with the names that the attributes had
 * shortly before as second choice. Content sits in span attributes or in a span event {@code
 * gen_ai.client.inference.operation.details}.
 */
final class SemconvDialect implements Dialect {
  private static final String DETAILS_EVENT = "gen_ai.client.inference.operation.details";

  /** Keys of each field, the first that is there wins. */
  private final Map<Field, String[]> keys =
      new EnumMap<>(
          Map.ofEntries(
              keys(Field.OPERATION, "gen_ai.operation.name"),
              keys(Field.PROVIDER, "gen_ai.provider.name", "gen_ai.system"),
              keys(Field.REQUEST_MODEL, "gen_ai.request.model"),
              keys(Field.RESPONSE_MODEL, "gen_ai.response.model"),
              keys(Field.RESPONSE_ID, "gen_ai.response.id"),
              keys(Field.CONVERSATION_ID, "gen_ai.conversation.id"),
              keys(Field.OUTPUT_TYPE, "gen_ai.output.type"),
              keys(Field.FINISH_REASONS, "gen_ai.response.finish_reasons"),
              keys(Field.INPUT_TOKENS, "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"),
              keys(
                  Field.OUTPUT_TOKENS,
                  "gen_ai.usage.output_tokens",
                  "gen_ai.usage.completion_tokens"),
              keys(Field.CACHE_READ_TOKENS, "gen_ai.usage.cache_read.input_tokens"),
              keys(
                  Field.CACHE_WRITE_TOKENS,
                  "gen_ai.usage.cache_write.input_tokens",
                  "gen_ai.usage.cache_creation.input_tokens"),
              keys(Field.REASONING_TOKENS, "gen_ai.usage.reasoning.output_tokens"),
              keys(Field.SYSTEM_INSTRUCTIONS, "gen_ai.system_instructions"),
              keys(Field.INPUT_MESSAGES, "gen_ai.input.messages"),
              keys(Field.OUTPUT_MESSAGES, "gen_ai.output.messages"),
              keys(Field.TOOL_DEFINITIONS, "gen_ai.tool.definitions"),
              keys(Field.AGENT_NAME, "gen_ai.agent.name"),
              keys(Field.AGENT_ID, "gen_ai.agent.id"),
              keys(Field.TOOL_NAME, "gen_ai.tool.name"),
              keys(Field.TOOL_TYPE, "gen_ai.tool.type"),
              keys(Field.TOOL_CALL_ID, "gen_ai.tool.call.id"),
              keys(Field.TOOL_ARGUMENTS, "gen_ai.tool.call.arguments"),
              keys(Field.TOOL_RESULT, "gen_ai.tool.call.result"),
              keys(Field.RETRIEVAL_QUERY, "gen_ai.retrieval.query.text"),
              keys(Field.RETRIEVAL_DOCUMENTS, "gen_ai.retrieval.documents"),
              keys(Field.RETRIEVAL_TOP_K, "gen_ai.retrieval.top_k"),
              keys(Field.ERROR_TYPE, "error.type")));

  private static Map.Entry<Field, String[]> keys(Field field, String... names) {
    return entry(field, names);
  }

  @Override
  public List<String> prefixes() {
    return List.of("gen_ai.");
  }

  @Override
  public @Nullable String operation(SpanView span) {
    AttributeList attributes = span.attributes();
    String named = attributes.string("gen_ai.operation.name");
    if (named != null) {
      return named;
    }
    if (attributes.contains("gen_ai.tool.name") || attributes.contains("gen_ai.tool.call.id")) {
      return "execute_tool";
    }
    if (attributes.contains("gen_ai.request.model")
        || attributes.contains("gen_ai.response.model")) {
      return "chat";
    }
    return "";
  }

  @Override
  public @Nullable Value find(AttributeList attributes, Field field) {
    String[] names = keys.get(field);
    if (names != null) {
      for (String name : names) {
        Value value = attributes.get(name);
        if (value != null) {
          return value;
        }
      }
    }
    return null;
  }

  @Override
  public String contentEvent() {
    return DETAILS_EVENT;
  }
}
