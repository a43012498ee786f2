// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import static io.tracewheel.trace.Field.*;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Pydantic AI, with Logfire or without: version 1 with lists of events, later ones with messages.
 */
final class PydanticDialect {
  static final Dialect TABLE =
      Dialect.named("pydantic_ai")
          .scopes("pydantic-ai")
          .keys("pydantic_ai.*", "all_messages_events")
          .kindOtherwise(PydanticDialect::kind)
          .then(REQUEST_MODEL, "model_name")
          .then(AGENT_NAME, "agent_name")
          .then(
              INPUT_MESSAGES,
              Source.code(fields -> events(fields, false)),
              Source.code(fields -> given(fields, "pydantic_ai.all_messages")),
              Source.code(fields -> given(fields, "all_messages_events")))
          .then(INPUT_MESSAGES, "prompt", "input")
          .then(
              OUTPUT_MESSAGES,
              Source.code(fields -> events(fields, true)),
              Source.of("final_result"),
              Source.code(fields -> last(fields, "pydantic_ai.all_messages")),
              Source.code(fields -> last(fields, "all_messages_events")))
          .then(OUTPUT_MESSAGES, "output")
          .then(TOOL_ARGUMENTS, "tool_arguments", "input")
          .then(TOOL_RESULT, "tool_response", "output")
          .then(COST, "operation.cost")
          .build();

  private PydanticDialect() {}

  private static @Nullable String kind(Look look) {
    return look.has("pydantic_ai.all_messages")
            || look.has("all_messages_events")
            || look.has("final_result")
        ? "invoke_agent"
        : null;
  }

  /** Of the list of events of a model call those that are its input, or its choices. */
  private static @Nullable JsonNode events(SpanFields fields, boolean choices) {
    JsonNode events = fields.tree("events");
    if (events == null || !events.isArray()) {
      return null;
    }
    ArrayNode wanted = Trees.NODES.arrayNode();
    for (JsonNode event : events) {
      if (event.path("event.name").asString("").equals("gen_ai.choice") == choices) {
        wanted.add(event);
      }
    }
    return wanted.isEmpty() ? null : wanted;
  }

  /** All messages of a run but its answer. */
  private static @Nullable JsonNode given(SpanFields fields, String key) {
    List<JsonNode> all = all(fields, key);
    ArrayNode wanted = Trees.NODES.arrayNode();
    int end = all.size();
    if (end > 0 && isAnswer(all.get(end - 1))) {
      end--;
    }
    all.subList(0, end).forEach(wanted::add);
    return wanted.isEmpty() ? null : wanted;
  }

  private static @Nullable JsonNode last(SpanFields fields, String key) {
    List<JsonNode> all = all(fields, key);
    return all.isEmpty() || !isAnswer(all.get(all.size() - 1)) ? null : all.get(all.size() - 1);
  }

  private static List<JsonNode> all(SpanFields fields, String key) {
    JsonNode messages = fields.tree(key);
    return messages == null || !messages.isArray() ? List.of() : new ArrayList<>(messages.values());
  }

  private static boolean isAnswer(JsonNode message) {
    return message.path("role").asString("").equals("assistant");
  }
}
