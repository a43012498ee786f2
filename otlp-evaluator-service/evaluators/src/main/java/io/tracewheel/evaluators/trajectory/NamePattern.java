// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

/** Names with {@code *} for any run of characters and {@code ?} for one. */
public final class NamePattern {
  private NamePattern() {}

  /** Whether the whole name matches. */
  public static boolean matches(String pattern, String name) {
    return Glob.matches(pattern, name);
  }
}
