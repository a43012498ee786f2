// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import io.tracewheel.otlp.AttributeKeys;
import io.tracewheel.otlp.AttributeList;
import io.tracewheel.otlp.EventView;
import io.tracewheel.otlp.LogRecordView;
import io.tracewheel.otlp.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Messages that come one by one as events, as the conventions up to v1.36 had it: events {@code
 * gen_ai.user.message} and its like for the input, {@code gen_ai.choice} for the output, each an
 * event of the span or a log record. Older still and in Semantic Kernel: {@code
 * gen_ai.content.prompt} and {@code gen_ai.content.completion} with everything in one text.
 */
final class MessageEvents {
  static final AttributeKeys INPUT =
      AttributeKeys.of(
          List.of(),
          List.of(
              "gen_ai.system.message",
              "gen_ai.user.message",
              "gen_ai.assistant.message",
              "gen_ai.tool.message",
              "gen_ai.content.prompt"));
  static final AttributeKeys OUTPUT =
      AttributeKeys.of(List.of(), List.of("gen_ai.choice", "gen_ai.content.completion"));

  static final Source INPUT_SOURCE = Source.code(fields -> messages(fields, INPUT));
  static final Source OUTPUT_SOURCE = Source.code(fields -> messages(fields, OUTPUT));

  /** Attributes of an event that are not about its message. */
  private static final List<String> WHOLE =
      List.of("gen_ai.event.content", "gen_ai.prompt", "gen_ai.completion");

  private MessageEvents() {}

  private static @Nullable JsonNode messages(SpanFields fields, AttributeKeys names) {
    ArrayNode messages = Trees.NODES.arrayNode();
    int most = fields.limits().maxParts();
    for (EventView event : fields.span().events(names, most)) {
      add(messages, event.name(), event.attributes(), null, fields.limits());
    }
    for (LogRecordView log : fields.logs()) {
      if (names.matches(log.eventName()) && messages.size() < most) {
        add(messages, log.eventName(), log.attributes(), log.body(), fields.limits());
      }
    }
    return messages.isEmpty() ? null : messages;
  }

  private static void add(
      ArrayNode messages,
      String eventName,
      AttributeList attributes,
      @Nullable Value body,
      ContentLimits limits) {
    JsonNode content = body == null ? null : body(body, limits);
    for (String key : WHOLE) {
      String text = content == null ? attributes.string(key) : null;
      content = text == null ? content : json(text, limits);
    }
    if (content != null && content.isArray()) {
      content.forEach(messages::add);
      return;
    }
    ObjectNode message;
    if (content instanceof ObjectNode whole) {
      message = whole;
    } else {
      message = Trees.NODES.objectNode();
      if (content != null) {
        message.set("content", content);
      }
      attributes.forEach(
          (key, value) -> {
            JsonNode node = Trees.of(value, limits);
            if (node != null && !key.startsWith("event.")) {
              message.set(key, node.isString() ? unquoted(key, node, limits) : node);
            }
          });
    }
    message.put("event.name", eventName);
    messages.add(message);
  }

  private static @Nullable JsonNode body(Value body, ContentLimits limits) {
    return switch (body.kind()) {
      case EMPTY -> null;
      case STRING -> json(body.string(), limits);
      default -> Trees.of(body, limits);
    };
  }

  /** In an event's attributes structures are JSON in a text; what is said stays the text it is. */
  private static JsonNode unquoted(String key, JsonNode text, ContentLimits limits) {
    return switch (key) {
      case "message", "tool_calls" -> json(text.stringValue(), limits);
      default -> text;
    };
  }

  private static JsonNode json(String text, ContentLimits limits) {
    JsonValue value = JsonValue.of(text);
    JsonNode tree = LooseJson.isMeantAsJson(value) ? Trees.parse(value, limits).value() : null;
    return tree == null ? Trees.NODES.stringNode(text) : tree;
  }
}
