// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.declared;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A name as it was declared: a text, or in braces a path to read it from at each call. */
final class NamePattern {

  private static final int LONGEST = 200;

  private final @Nullable String text;
  private final @Nullable ValuePath path;

  /**
   * @throws IllegalArgumentException if there is no path in the braces
   */
  NamePattern(String declared) {
    String trimmed = declared.trim();
    boolean braces = trimmed.startsWith("{") && trimmed.endsWith("}");
    text = braces ? null : trimmed;
    path = braces ? new ValuePath(trimmed.substring(1, trimmed.length() - 1)) : null;
  }

  @Nullable ValuePath path() {
    return path;
  }

  /** The name in one call; {@code null} if it is empty or no text, number or enum. */
  @Nullable String read(@Nullable Object self, Object[] arguments, List<String> parameters) {
    Object value = path == null ? text : path.read(self, arguments, parameters, null);
    return simple(value);
  }

  /** The text of a simple value, at most 200 characters; {@code null} for all others. */
  static @Nullable String simple(@Nullable Object value) {
    String name = null;
    if (value instanceof String || value instanceof Number || value instanceof java.util.UUID) {
      name = value.toString();
    } else if (value instanceof Enum) {
      name = ((Enum<?>) value).name();
    }
    if (name == null || name.isEmpty()) {
      return null;
    }
    return name.length() > LONGEST ? name.substring(0, LONGEST) : name;
  }
}
