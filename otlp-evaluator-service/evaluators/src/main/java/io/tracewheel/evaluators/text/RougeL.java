// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code rouge_l}: the longest sequence of words that both texts have in this order, gaps allowed,
 * over the words of the answer (precision), of the expected text (recall), or the harmonic mean of
 * both (C.-Y. Lin 2004, sentence level). At most {@link Likeness#MAX_CELLS} pairs of words.
 */
record RougeL(Figure figure) implements Likeness {

  @Override
  public String id() {
    return "rouge_l";
  }

  @Override
  public double of(String answer, List<String> expected) {
    List<String> words = Words.of(answer);
    return Likeness.best(expected, text -> likeness(words, Words.of(text)));
  }

  private double likeness(List<String> answer, List<String> expected) {
    if ((long) answer.size() * expected.size() > MAX_CELLS) {
      return Double.NaN;
    }
    return figure.of(longest(answer, expected), answer.size(), expected.size());
  }

  private static int longest(List<String> a, List<String> b) {
    Map<String, Integer> ids = new HashMap<>();
    int[] left = a.stream().mapToInt(word -> id(ids, word)).toArray();
    int[] right = b.stream().mapToInt(word -> id(ids, word)).toArray();
    int[] above = new int[right.length + 1];
    int[] row = new int[right.length + 1];
    for (int word : left) {
      for (int j = 1; j <= right.length; j++) {
        row[j] = word == right[j - 1] ? above[j - 1] + 1 : Math.max(above[j], row[j - 1]);
      }
      int[] swap = above;
      above = row;
      row = swap;
    }
    return above[right.length];
  }

  private static int id(Map<String, Integer> ids, String word) {
    return ids.computeIfAbsent(word, unknown -> ids.size());
  }
}
