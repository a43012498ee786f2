// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code meteor}: METEOR of exact words (Banerjee and Lavie, "METEOR: An Automatic Metric for MT
 * Evaluation", 2005): {@code 10PR / (R + 9P) * (1 - 0.5 * (chunks / matches)^3)}. Only the first of
 * its stages: no stems, and no synonyms because there is no WordNet here. The k-th occurrence of a
 * word is paired with the k-th on the other side; a chunk is a run of words paired in the same
 * order without a gap on either side.
 *
 * <p>A text against itself has one chunk and not quite 1: {@code 1 - 0.5 / words^3}.
 */
record Meteor() implements Likeness {

  @Override
  public String id() {
    return "meteor";
  }

  @Override
  public double of(String answer, List<String> expected) {
    List<String> words = Words.of(answer);
    return Likeness.best(expected, text -> likeness(words, Words.of(text)));
  }

  private static double likeness(List<String> answer, List<String> expected) {
    if (answer.isEmpty() && expected.isEmpty()) {
      return 1;
    }
    Map<String, Deque<Integer>> places = new HashMap<>();
    for (int i = 0; i < expected.size(); i++) {
      places.computeIfAbsent(expected.get(i), word -> new ArrayDeque<>()).addLast(i);
    }
    int matches = 0;
    int chunks = 0;
    int last = -2;
    for (String word : answer) {
      Deque<Integer> left = places.get(word);
      Integer place = left == null ? null : left.pollFirst();
      if (place == null) {
        last = -2;
      } else {
        matches++;
        chunks += place == last + 1 ? 0 : 1;
        last = place;
      }
    }
    if (matches == 0) {
      return 0;
    }
    double precision = (double) matches / answer.size();
    double recall = (double) matches / expected.size();
    double mean = 10 * precision * recall / (recall + 9 * precision);
    return mean * (1 - 0.5 * Math.pow((double) chunks / matches, 3));
  }
}
