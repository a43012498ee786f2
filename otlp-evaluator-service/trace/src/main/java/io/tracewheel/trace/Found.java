// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a source held, as the bytes have it or as a tree, and what can be made of it. */
sealed interface Found {

  /** A value as it came. */
  record Raw(Value value) implements Found {}

  /** A part of JSON, or something put together. */
  record Tree(JsonNode node) implements Found {}

  /** Something that cannot be read. */
  record Bad(String problem) implements Found {}

  /** A text that says something; null for anything else. */
  default @Nullable String text() {
    if (this instanceof Raw raw && raw.value().kind() == Value.Kind.STRING) {
      ByteSlice bytes = raw.value().bytes();
      return bytes.isEmpty() ? null : Words.meaningful(bytes.utf8());
    }
    if (this instanceof Tree tree && tree.node().isString()) {
      return Words.meaningful(tree.node().stringValue());
    }
    return null;
  }

  /** A number that is not NaN; null for anything else. A text that holds one is one. */
  default @Nullable Double number() {
    Double number = null;
    if (this instanceof Raw raw) {
      number =
          switch (raw.value().kind()) {
            case INTEGER -> (double) raw.value().integer();
            case REAL -> raw.value().real();
            case STRING -> raw.value().bytes().length() > 30 ? null : parse(text());
            default -> null;
          };
    } else if (this instanceof Tree tree) {
      number = tree.node().isNumber() ? Double.valueOf(tree.node().asDouble()) : parse(text());
    }
    return number == null || !Double.isFinite(number) ? null : number;
  }

  private static @Nullable Double parse(@Nullable String text) {
    if (text == null || text.isEmpty() || text.length() > 30 || !isDecimal(text)) {
      return null;
    }
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static boolean isDecimal(String text) {
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-.eE".indexOf(c) >= 0);
  }

  /**
   * A list of texts; a lone text is a list of one, unless it holds a JSON array.
   *
   * @param split whether a lone text is a list with commas
   */
  default List<String> texts(int most, boolean split) {
    List<String> texts = new ArrayList<>();
    if (this instanceof Raw raw && raw.value().kind() == Value.Kind.LIST) {
      for (Value element : raw.value().elements(most)) {
        if (element.kind() == Value.Kind.STRING) {
          texts.add(element.string());
        }
      }
      return texts;
    }
    if (this instanceof Tree tree && tree.node().isArray()) {
      for (JsonNode element : tree.node()) {
        if (element.isString() && texts.size() < most) {
          texts.add(element.stringValue());
        }
      }
      return texts;
    }
    String text = text();
    if (text == null) {
      return texts;
    }
    if (text.startsWith("[")) {
      JsonNode node = JsonValue.of(text).tree().value();
      if (node != null && node.isArray()) {
        return new Tree(node).texts(most, false);
      }
    }
    if (!split) {
      texts.add(text);
      return texts;
    }
    for (String piece : text.split(",", most + 1)) {
      if (!piece.isBlank() && texts.size() < most) {
        texts.add(piece.strip());
      }
    }
    return texts;
  }
}
