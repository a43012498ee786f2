// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code chrf}: the character n-gram F-score (Popović, "chrF: character n-gram F-score for
 * automatic MT evaluation", 2015): precision and recall of runs of 1 to n characters without white
 * space, each averaged over the lengths that both texts have, then {@code (1 + b^2)PR / (b^2 P +
 * R)}. From 0 to 1, not to 100.
 *
 * @param order the longest runs, 1 to 10
 * @param beta how much more recall counts than precision, above 0
 */
record Chrf(int order, double beta) implements Likeness {

  @Override
  public String id() {
    return "chrf";
  }

  @Override
  public double of(String answer, List<String> expected) {
    int[] letters = letters(answer);
    return Likeness.best(expected, text -> likeness(letters, letters(text)));
  }

  private double likeness(int[] answer, int[] expected) {
    if (answer.length == 0 || expected.length == 0) {
      return answer.length == expected.length ? 1 : 0;
    }
    int orders = Math.min(order, Math.min(answer.length, expected.length));
    double precision = 0;
    double recall = 0;
    for (int n = 1; n <= orders; n++) {
      double shared = Words.shared(runs(answer, n), runs(expected, n));
      precision += shared / (answer.length - n + 1);
      recall += shared / (expected.length - n + 1);
    }
    if (precision == 0) {
      return 0;
    }
    double weight = beta * beta;
    return (1 + weight) * precision * recall / (weight * precision + recall) / orders;
  }

  private static int[] letters(String text) {
    return text.codePoints()
        .filter(c -> !Character.isWhitespace(c) && !Character.isSpaceChar(c))
        .toArray();
  }

  private static Map<String, Integer> runs(int[] letters, int n) {
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i + n <= letters.length; i++) {
      counts.merge(new String(letters, i, n), 1, Integer::sum);
    }
    return counts;
  }
}
