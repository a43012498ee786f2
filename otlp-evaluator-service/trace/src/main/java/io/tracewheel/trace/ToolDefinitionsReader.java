// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads a JSON array of tool definitions. Accepts the convention's {@code {type, name,
 * parameters}}, OpenAI's nested {@code {type, function: {name, parameters}}} and the schema under
 * {@code input_schema} or {@code inputSchema} as Anthropic and MCP call it. Entries without a name
 * are left out.
 */
final class ToolDefinitionsReader {
  private final byte[] array;
  private final int base;
  private final int end;
  private final ContentLimits limits;

  private ToolDefinitionsReader(JsonValue json, ContentLimits limits) {
    this.array = json.array();
    this.base = json.offset();
    this.end = json.offset() + json.length();
    this.limits = limits;
  }

  static Captured<List<ToolDefinition>> read(JsonValue json, ContentLimits limits) {
    if (!Json.looksLikeUtf8(json.array(), json.offset(), json.length())) {
      return Captured.unreadable("tool definitions are not JSON in UTF-8");
    }
    return new ToolDefinitionsReader(json, limits).read();
  }

  private Captured<List<ToolDefinition>> read() {
    List<ToolDefinition> tools = new ArrayList<>();
    try (JsonParser parser = Json.parser(array, base, end - base)) {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_OBJECT) {
        definition(parser, tools);
      } else if (token == JsonToken.START_ARRAY) {
        parser.nextToken();
        while (parser.currentToken() != JsonToken.END_ARRAY) {
          if (tools.size() >= limits.maxParts()) {
            return Captured.unreadable("more than " + limits.maxParts() + " tool definitions");
          }
          if (parser.currentToken() == JsonToken.START_OBJECT) {
            definition(parser, tools);
          } else {
            Json.skip(parser);
          }
        }
        parser.nextToken();
      } else {
        return Captured.unreadable("tool definitions are not a JSON array");
      }
      return parser.currentToken() == null
          ? Captured.of(tools)
          : Captured.unreadable("tool definitions are followed by more JSON");
    } catch (JacksonException e) {
      return Captured.unreadable("tool definitions: " + Json.problem(e));
    }
  }

  private void definition(JsonParser parser, List<ToolDefinition> tools) {
    Fields fields = new Fields();
    fields(parser, fields, true);
    if (fields.name != null && !fields.name.isEmpty()) {
      String type = fields.type == null ? "function" : fields.type;
      tools.add(new ToolDefinition(fields.name, type, fields.parameters));
    }
  }

  /** Reads one object into {@code into} and moves past its end. */
  private void fields(JsonParser parser, Fields into, boolean outer) {
    parser.nextToken();
    while (parser.currentToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonToken token = parser.nextToken();
      switch (key) {
        case "name" -> into.name = string(parser, token, into.name);
        case "type" -> into.type = outer ? string(parser, token, into.type) : into.type;
        case "parameters", "input_schema", "inputSchema" -> {
          JsonValue value = Json.take(parser, array, base, end);
          into.parameters = value.isNull() ? into.parameters : value;
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

  private static @Nullable String string(
      JsonParser parser, JsonToken token, @Nullable String otherwise) {
    return token == JsonToken.VALUE_STRING ? parser.getString() : otherwise;
  }

  private static final class Fields {
    private @Nullable String name;
    private @Nullable String type;
    private @Nullable JsonValue parameters;
  }
}
