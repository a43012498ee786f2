// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A place of a span where a dialect may put a field. */
sealed interface Source {

  /**
   * An attribute. Messages in it are in any shape that {@link MessageShapes} knows.
   *
   * @param exact whether its messages are in the convention's shape, read without a detour
   */
  record Attribute(String key, boolean exact) implements Source {}

  /** A member of the JSON that an attribute holds. */
  record Member(String key, List<String> path) implements Source {}

  /** Attributes whose keys spell out a list: {@code prefix.0.a}, {@code prefix.1.b.0.c}. */
  record Flat(String prefix) implements Source {}

  /** An attribute of an event of the span. */
  record OfEvent(String event, String key) implements Source {}

  /** A difference of shape, told in code; null when the span has nothing of it. */
  record Code(Function<SpanFields, @Nullable JsonNode> read) implements Source {}

  /** The name of the span. */
  Source SPAN_NAME = new Code(fields -> Trees.NODES.stringNode(fields.span().name()));

  /**
   * A source in the notation of the tables: {@code key}, {@code key > member > member}, {@code
   * prefix.*}, or {@code event : key}.
   */
  static Source of(String notation) {
    List<String> words = List.of(notation.split(" > ", -1));
    if (words.size() > 1) {
      return new Member(words.get(0), words.subList(1, words.size()));
    }
    int colon = notation.indexOf(" : ");
    if (colon > 0) {
      return new OfEvent(notation.substring(0, colon), notation.substring(colon + 3));
    }
    return notation.endsWith(".*")
        ? new Flat(notation.substring(0, notation.length() - 1))
        : new Attribute(notation, false);
  }

  /** An attribute with messages in the convention's shape. */
  static Source exact(String key) {
    return new Attribute(key, true);
  }

  /** A source that takes code. */
  static Source code(Function<SpanFields, @Nullable JsonNode> read) {
    return new Code(read);
  }
}
