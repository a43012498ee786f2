// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

/** Makes names that a model wrote fit for an explanation, which holds no content. */
public final class Names {
  private static final int LONGEST = 80;

  private Names() {}

  /** The name with everything but letters, digits and {@code _ - . : / $ [ ]} made '?', and cut. */
  public static String safe(String name) {
    StringBuilder safe = new StringBuilder(Math.min(name.length(), LONGEST) + 1);
    for (int i = 0; i < name.length() && i < LONGEST; i++) {
      char c = name.charAt(i);
      boolean plain = Character.isLetterOrDigit(c) || "_-.:/$[]".indexOf(c) >= 0;
      safe.append(plain ? c : '?');
    }
    return name.length() > LONGEST ? safe.append('…').toString() : safe.toString();
  }
}
