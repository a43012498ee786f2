// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads one part of a message in any shape that emitters pass on. */
final class PartShapes {
  /** Fields that make an object a part although it has no type. */
  private static final List<String> UNTYPED =
      List.of(
          "text",
          "message_content",
          "toolRequest",
          "toolResponse",
          "function_call",
          "functionCall",
          "function_response",
          "functionResponse",
          "toolUse",
          "toolResult",
          "media",
          "reasoning");

  private PartShapes() {}

  /** Whether an object is a part rather than a message. */
  static boolean isPart(JsonNode object) {
    return object.path("type").isString() || UNTYPED.stream().anyMatch(object::has);
  }

  /** The parts that an object stands for: one, mostly. */
  static List<Part> part(JsonNode object) {
    if (object.path("message_content").isObject()) {
      return part(object.get("message_content"));
    }
    JsonNode type = object.get("type");
    return List.of(
        type != null && type.isString() ? typed(type.stringValue(), object) : untyped(object));
  }

  private static Part typed(String type, JsonNode object) {
    return switch (type) {
      case "text", "output_text", "input_text" -> {
        JsonNode said = any(object, "text", "content");
        yield said == null ? new Part.Other(type) : new Part.Text(json(said));
      }
      case "reasoning", "thinking" ->
          new Part.Reasoning(nullable(any(object, "content", "text", "thinking", "summary")));
      case "refusal" -> new Part.Refusal();
      case "tool_call", "function", "tool_use", "function_call", "tool-call" -> request(object);
      case "tool_call_response", "tool_result", "function_call_output", "tool-result" ->
          response(object);
      default -> new Part.Other(type);
    };
  }

  private static Part untyped(JsonNode object) {
    JsonNode call = any(object, "toolRequest", "function_call", "functionCall", "toolUse");
    if (call != null) {
      return request(call);
    }
    JsonNode answer =
        any(object, "toolResponse", "function_response", "functionResponse", "toolResult");
    if (answer != null) {
      return response(answer);
    }
    JsonNode text = object.get("text");
    if (text != null) {
      return object.path("thought").asBoolean(false)
          ? new Part.Reasoning(json(text))
          : new Part.Text(json(text));
    }
    if (object.has("reasoning")) {
      return new Part.Reasoning(json(object.get("reasoning")));
    }
    return new Part.Other(object.has("media") ? "media" : "");
  }

  /** A request for a tool. */
  static Part.ToolRequest request(JsonNode call) {
    JsonNode inner = call.path("tool_call").isObject() ? call.get("tool_call") : call;
    JsonNode function = inner.path("function").isObject() ? inner.get("function") : inner;
    JsonNode name = any(function, "name", "toolName", "tool_name");
    JsonNode arguments = any(function, "arguments", "args", "input");
    return new Part.ToolRequest(
        text(any(inner, "call_id", "id", "toolCallId", "tool_call_id", "toolUseId", "ref")),
        name == null ? "" : name.asString(""),
        nullable(arguments));
  }

  private static Part response(JsonNode answer) {
    JsonNode result = any(answer, "response", "result", "output", "content");
    if (result != null && result.isObject() && result.size() == 2 && result.has("type")) {
      // {"type": "json", "value": ...}
      JsonNode value = result.get("value");
      result = value == null ? result : value;
    }
    boolean failed =
        answer.path("is_error").asBoolean(false)
            || answer.path("isError").asBoolean(false)
            || answer.path("status").asString("").equals("error");
    return new Part.ToolResponse(
        text(
            any(
                answer,
                "tool_use_id",
                "tool_call_id",
                "toolCallId",
                "call_id",
                "toolUseId",
                "id",
                "ref")),
        nullable(result),
        failed);
  }

  /** What a message of a tool says in plain text is the tool's answer. */
  static void answer(List<Part> said, @Nullable String callId, boolean failed) {
    for (int i = 0; i < said.size(); i++) {
      if (said.get(i) instanceof Part.Text text) {
        said.set(i, new Part.ToolResponse(callId, text.content(), failed));
      }
    }
  }

  /** A value as its JSON text. */
  static JsonValue json(@Nullable JsonNode node) {
    return JsonValue.of(node == null ? "null" : node.toString());
  }

  private static @Nullable JsonValue nullable(@Nullable JsonNode node) {
    return node == null || node.isNull() ? null : json(node);
  }

  private static @Nullable JsonNode any(JsonNode object, String... names) {
    for (String name : names) {
      JsonNode value = object.get(name);
      if (value != null && !value.isNull()) {
        return value;
      }
    }
    return null;
  }

  private static @Nullable String text(@Nullable JsonNode node) {
    return node == null || !node.isString() ? null : node.stringValue();
  }
}
