// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import io.tracewheel.trace.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * JSON written in one way: no white space, object fields by name, of duplicates the last. Two
 * documents that differ in nothing else have the same canonical text. Numbers are kept as they are
 * written by the JSON library; 1 and 1.0 differ.
 */
public final class CanonicalJson {
  private CanonicalJson() {}

  /**
   * The arguments of a tool call. None and an empty text are an empty object; a text is the
   * document in it, or itself when it holds none. Null when they cannot be read.
   */
  static @Nullable String ofArguments(@Nullable JsonValue arguments) {
    if (arguments == null || arguments.isBlank()) {
      return "{}";
    }
    JsonValue inner = arguments.unwrapped();
    JsonNode tree = inner.tree().value();
    if (tree != null) {
      StringBuilder text = new StringBuilder(inner.length());
      append(tree, text);
      return text.toString();
    }
    return arguments.isString() ? arguments.text() : null;
  }

  /** The canonical text of a tree. */
  public static String of(JsonNode node) {
    StringBuilder text = new StringBuilder();
    append(node, text);
    return text.toString();
  }

  /** Recursion is bounded by the nesting limit of the parser. */
  private static void append(JsonNode node, StringBuilder out) {
    if (node.isObject()) {
      List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(node.properties());
      fields.sort(Map.Entry.comparingByKey());
      String separator = "{";
      for (Map.Entry<String, JsonNode> field : fields) {
        out.append(separator);
        quote(field.getKey(), out);
        out.append(':');
        append(field.getValue(), out);
        separator = ",";
      }
      out.append(fields.isEmpty() ? "{}" : "}");
    } else if (node.isArray()) {
      out.append('[');
      for (int i = 0; i < node.size(); i++) {
        if (i > 0) {
          out.append(',');
        }
        append(node.get(i), out);
      }
      out.append(']');
    } else if (node.isString()) {
      quote(node.stringValue(), out);
    } else {
      out.append(node);
    }
  }

  /** Not JSON's quoting, but one that no other text has. */
  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\');
      }
      out.append(c);
    }
    out.append('"');
  }
}
