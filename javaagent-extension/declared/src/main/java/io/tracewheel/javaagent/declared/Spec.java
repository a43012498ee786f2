// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.declared;

import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What was said of a method: what it is and where its input, output and names are. */
final class Spec {

  final Kind kind;
  final @Nullable NamePattern name;
  final @Nullable String description;
  final @Nullable ValuePath input;
  final @Nullable ValuePath output;
  final @Nullable ValuePath conversation;

  private Spec(Kind kind, UnaryOperator<@Nullable String> said) {
    this.kind = kind;
    this.name = name(said);
    this.description = given(said, "description");
    this.input = path(said, "input");
    this.output = path(said, "output");
    this.conversation = path(said, "conversation");
  }

  /**
   * @param said answers what was said under a key, {@code null} or an empty text for nothing
   * @throws IllegalArgumentException with a sentence that starts with the key in question
   */
  static Spec of(Kind kind, UnaryOperator<@Nullable String> said) {
    return new Spec(kind, said);
  }

  /** As above, with the kind among what was said. */
  static Spec of(UnaryOperator<@Nullable String> said) {
    String kind = given(said, "kind");
    Kind known = kind == null ? null : Kind.of(kind);
    if (known == null) {
      throw new IllegalArgumentException(
          "kind "
              + (kind == null ? "is missing: write" : "is '" + kind + "', but must be")
              + " tool, agent, workflow or retrieval");
    }
    return new Spec(known, said);
  }

  static @Nullable String given(UnaryOperator<@Nullable String> said, String key) {
    String value = said.apply(key);
    return value == null || value.trim().isEmpty() ? null : value.trim();
  }

  private static @Nullable NamePattern name(UnaryOperator<@Nullable String> said) {
    String value = given(said, "name");
    try {
      return value == null ? null : new NamePattern(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("name: " + e.getMessage(), e);
    }
  }

  private static @Nullable ValuePath path(UnaryOperator<@Nullable String> said, String key) {
    String value = given(said, key);
    try {
      return value == null ? null : new ValuePath(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
