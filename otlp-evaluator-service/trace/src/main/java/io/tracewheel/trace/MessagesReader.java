// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the messages of a call in one pass over the JSON, without decoding what is said: texts,
 * arguments and results stay views into the bytes.
 *
 * <p>The shape is the convention's {@code [{role, parts: [{type, ...}]}]}. Providers' own shapes,
 * which many emitters pass on as they are, are read too: {@code content} as a string or as an array
 * of parts, OpenAI's {@code tool_calls} and {@code tool_call_id}, Anthropic's {@code tool_use} and
 * {@code tool_result}.
 */
final class MessagesReader {
  private final byte[] array;
  private final int base;
  private final int end;
  private final int maxParts;
  private int parts;

  private MessagesReader(JsonValue json, ContentLimits limits) {
    this.array = json.array();
    this.base = json.offset();
    this.end = json.offset() + json.length();
    this.maxParts = limits.maxParts();
  }

  static Captured<List<Message>> read(JsonValue json, ContentLimits limits) {
    if (!Json.looksLikeUtf8(json.array(), json.offset(), json.length())) {
      return Captured.unreadable("messages are not JSON in UTF-8");
    }
    return new MessagesReader(json, limits).read();
  }

  private Captured<List<Message>> read() {
    List<Message> messages = new ArrayList<>();
    try (JsonParser parser = Json.parser(array, base, end - base)) {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_OBJECT) {
        messages.add(message(parser));
      } else if (token == JsonToken.START_ARRAY) {
        parser.nextToken();
        while (parser.currentToken() != JsonToken.END_ARRAY) {
          if (parser.currentToken() == JsonToken.START_OBJECT) {
            messages.add(message(parser));
          } else {
            return Captured.unreadable("messages hold something that is no message");
          }
          if (parts + messages.size() > maxParts) {
            throw new TooManyParts();
          }
        }
        parser.nextToken();
      } else {
        return Captured.unreadable("messages are not a JSON array");
      }
      return parser.currentToken() == null
          ? Captured.of(messages)
          : Captured.unreadable("messages are followed by more JSON");
    } catch (JacksonException e) {
      return Captured.unreadable("messages: " + Json.problem(e));
    } catch (TooManyParts e) {
      return Captured.unreadable("messages have more than " + maxParts + " parts");
    }
  }

  private Message message(JsonParser parser) {
    List<Part> into = new ArrayList<>(2);
    Role role = Role.OTHER;
    String finishReason = null;
    String toolCallId = null;
    parser.nextToken();
    while (parser.currentToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonToken token = parser.nextToken();
      switch (key) {
        case "role" -> role = token == JsonToken.VALUE_STRING ? Role.of(parser.getString()) : role;
        case "finish_reason" ->
            finishReason = token == JsonToken.VALUE_STRING ? parser.getString() : null;
        case "tool_call_id" ->
            toolCallId = token == JsonToken.VALUE_STRING ? parser.getString() : null;
        case "refusal" -> {
          if (token == JsonToken.VALUE_STRING) {
            into.add(new Part.Refusal());
          }
        }
        case "parts", "content", "tool_calls" -> {
          content(parser, token, into);
          continue;
        }
        default -> {}
      }
      Json.skip(parser);
    }
    parser.nextToken();
    if (role == Role.TOOL) {
      asResponses(into, toolCallId);
    }
    return new Message(role, into, finishReason);
  }

  private void content(JsonParser parser, JsonToken token, List<Part> into) {
    if (token == JsonToken.START_ARRAY) {
      parser.nextToken();
      while (parser.currentToken() != JsonToken.END_ARRAY) {
        if (++parts > maxParts) {
          throw new TooManyParts();
        }
        if (parser.currentToken() == JsonToken.START_OBJECT) {
          into.add(part(parser));
        } else if (parser.currentToken() == JsonToken.VALUE_STRING) {
          into.add(new Part.Text(Json.take(parser, array, base, end)));
        } else {
          Json.skip(parser);
        }
      }
      parser.nextToken();
    } else if (token == JsonToken.VALUE_STRING) {
      into.add(new Part.Text(Json.take(parser, array, base, end)));
    } else {
      Json.skip(parser);
    }
  }

  private Part part(JsonParser parser) {
    Fields fields = new Fields();
    fields(parser, fields, true);
    return fields.toPart();
  }

  private void fields(JsonParser parser, Fields into, boolean outer) {
    parser.nextToken();
    while (parser.currentToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonToken token = parser.nextToken();
      boolean string = token == JsonToken.VALUE_STRING;
      switch (key) {
        case "type" -> into.type = string && outer ? parser.getString() : into.type;
        case "name" -> into.name = string ? parser.getString() : into.name;
        case "id", "tool_use_id", "tool_call_id" -> into.id = string ? parser.getString() : into.id;
        case "is_error", "isError" -> into.error |= token == JsonToken.VALUE_TRUE;
        case "content", "text" -> {
          into.content = Json.take(parser, array, base, end);
          continue;
        }
        case "arguments", "input" -> {
          into.arguments = Json.take(parser, array, base, end);
          continue;
        }
        case "response", "result" -> {
          into.response = Json.take(parser, array, base, end);
          continue;
        }
        case "function" -> {
          if (outer && token == JsonToken.START_OBJECT) {
            fields(parser, into, false);
            continue;
          }
        }
        default -> {}
      }
      Json.skip(parser);
    }
    parser.nextToken();
  }

  /** What a message of role tool says in plain text is the tool's answer. */
  private static void asResponses(List<Part> into, @Nullable String toolCallId) {
    for (int i = 0; i < into.size(); i++) {
      if (into.get(i) instanceof Part.Text text) {
        into.set(i, new Part.ToolResponse(toolCallId, text.content(), false));
      }
    }
  }

  private static final class TooManyParts extends RuntimeException {
    TooManyParts() {
      super(null, null, false, false);
    }
  }

  /** The fields of a part in whatever order they come. */
  private static final class Fields {
    private @Nullable String type;
    private @Nullable String name;
    private @Nullable String id;
    private @Nullable JsonValue content;
    private @Nullable JsonValue arguments;
    private @Nullable JsonValue response;
    private boolean error;

    Part toPart() {
      String kind = type == null ? "" : type;
      return switch (kind) {
        case "text", "output_text", "input_text" ->
            content == null ? new Part.Other(kind) : new Part.Text(content);
        case "reasoning", "thinking" -> new Part.Reasoning(content);
        case "refusal" -> new Part.Refusal();
        case "tool_call", "function", "tool_use", "function_call" ->
            new Part.ToolRequest(id, name == null ? "" : name, arguments);
        case "tool_call_response", "tool_result", "function_call_output" ->
            new Part.ToolResponse(id, response == null ? content : response, error);
        default -> new Part.Other(kind);
      };
    }
  }
}
