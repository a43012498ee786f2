// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import org.jspecify.annotations.Nullable;

/**
 * What a span tells about one piece of content: the value, nothing at all, or something that cannot
 * be read and why. Immutable when the value is.
 *
 * @param value the value; null when nothing was captured or when it cannot be read
 * @param problem why the captured bytes cannot be read, one phrase that never quotes the content;
 *     null when there is a value or nothing was captured
 */
public record Captured<T>(@Nullable T value, @Nullable String problem) {

  private static final Captured<?> ABSENT = new Captured<>(null, null);

  /** Rejects a value that comes with a problem. */
  public Captured {
    if (value != null && problem != null) {
      throw new IllegalArgumentException("a captured value cannot also be unreadable: " + problem);
    }
  }

  /** A value that was captured and could be read. */
  public static <T> Captured<T> of(T value) {
    return new Captured<>(value, null);
  }

  /** Nothing was captured. */
  @SuppressWarnings("unchecked") // holds no value
  public static <T> Captured<T> absent() {
    return (Captured<T>) ABSENT;
  }

  /** Something was captured but cannot be read. */
  public static <T> Captured<T> unreadable(String problem) {
    return new Captured<>(null, problem);
  }

  /** Whether nothing was captured. */
  public boolean isAbsent() {
    return value == null && problem == null;
  }
}
