// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.config;

import java.util.Collection;
import java.util.Comparator;

/** "did you mean": the known name nearest to a wrong one. */
final class Suggestion {
  private Suggestion() {}

  /** {@code ; did you mean "x"?}, or the names to choose from if none is near. */
  static String of(String wrong, Collection<String> known) {
    return known.stream()
        .filter(name -> distance(wrong, name) <= Math.max(2, name.length() / 3))
        .min(Comparator.comparingInt(name -> distance(wrong, name)))
        .map(name -> "; did you mean \"" + name + "\"?")
        .orElse("; known are " + String.join(", ", known.stream().sorted().toList()) + ".");
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
