// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

/** Names that a model wrote, fit for an explanation. */
final class Named {
  private static final int LONGEST = 80;

  private Named() {}

  /** {@code The tool x}, whatever is no plain character made '?'. */
  static String tool(String name) {
    return "The tool " + safe(name);
  }

  static String safe(String name) {
    StringBuilder safe = new StringBuilder();
    for (int i = 0; i < name.length() && i < LONGEST; i++) {
      char c = name.charAt(i);
      safe.append(Character.isLetterOrDigit(c) || "_-.:/$".indexOf(c) >= 0 ? c : '?');
    }
    return name.length() > LONGEST ? safe.append('…').toString() : safe.toString();
  }
}
