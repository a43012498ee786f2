// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import tools.jackson.databind.JsonNode;

/** Content of which nobody says whether it is JSON, plain text, or JSON inside a JSON string. */
final class LooseJson {
  private static final int MOST_WRAPPINGS = 3;

  private LooseJson() {}

  /** Whether a text begins as JSON does and plain text hardly ever. */
  static boolean isMeantAsJson(JsonValue text) {
    String head = text.stripLeading().head(64);
    if (head.isEmpty()) {
      return false;
    }
    char first = head.charAt(0);
    if (first != '{' && first != '[' && first != '"') {
      return false;
    }
    if (first == '"') {
      return text.isDocument();
    }
    String rest = head.substring(1).stripLeading();
    String follows = first == '{' ? "\"}" : "{[\"]";
    return rest.isEmpty() || follows.indexOf(rest.charAt(0)) >= 0;
  }

  /** Frees JSON from strings around it; a string that holds no JSON stays one. */
  static Captured<JsonNode> unwrap(Captured<JsonNode> json, ContentLimits limits) {
    Captured<JsonNode> plain = json;
    for (int i = 0; i < MOST_WRAPPINGS; i++) {
      JsonNode node = plain.value();
      if (node == null || !node.isString()) {
        break;
      }
      JsonValue text = JsonValue.of(node.stringValue());
      Captured<JsonNode> inner =
          isMeantAsJson(text) ? Trees.parse(text, limits) : Captured.absent();
      if (inner.value() == null) {
        break;
      }
      plain = inner;
    }
    return plain;
  }
}
