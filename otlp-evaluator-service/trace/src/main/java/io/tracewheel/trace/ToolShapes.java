// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Brings lists of tools into one: entries that are JSON inside a text, wrapped as {@code {tool:
 * {json_schema}}}, keyed by name, or in groups as Gemini's {@code function_declarations}.
 */
final class ToolShapes {
  private static final int MOST_WRAPPINGS = 6;

  private ToolShapes() {}

  /** The definitions as one array of objects. */
  static ArrayNode flat(JsonNode tools, ContentLimits limits) {
    ArrayNode into = Trees.NODES.arrayNode();
    collect(tools, into, limits, 0);
    return into;
  }

  private static void collect(JsonNode node, ArrayNode into, ContentLimits limits, int depth) {
    if (depth > MOST_WRAPPINGS || into.size() >= limits.maxParts()) {
      return;
    }
    if (node.isString()) {
      JsonValue text = JsonValue.of(node.stringValue());
      if (LooseJson.isMeantAsJson(text)) {
        JsonNode inner = Trees.parse(text, limits).value();
        if (inner != null) {
          collect(inner, into, limits, depth + 1);
        }
      } else if (depth > 0) {
        into.addObject().put("name", node.stringValue());
      }
    } else if (node.isArray()) {
      node.forEach(element -> collect(element, into, limits, depth + 1));
    } else if (node.isObject()) {
      for (String wrapper :
          List.of("tool", "json_schema", "function_declarations", "functionDeclarations")) {
        JsonNode inner = node.get(wrapper);
        if (inner != null) {
          collect(inner, into, limits, depth + 1);
          return;
        }
      }
      if (node.path("parameters").isString()) {
        JsonNode schema =
            Trees.parse(JsonValue.of(node.get("parameters").stringValue()), limits).value();
        if (schema != null) {
          into.add(node.deepCopy());
          ((tools.jackson.databind.node.ObjectNode) into.get(into.size() - 1))
              .set("parameters", schema);
          return;
        }
      }
      into.add(node);
    }
  }
}
