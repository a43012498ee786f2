// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import java.util.List;
import java.util.Map;

/**
 * {@code rouge_n}: runs of n words that the answer and the expected text share, over those of the
 * answer (precision), of the expected text (recall), or the harmonic mean of both (C.-Y. Lin,
 * "ROUGE: A Package for Automatic Evaluation of Summaries", 2004). Words are not stemmed.
 *
 * @param n 1 to 10
 */
record RougeN(int n, Figure figure) implements Likeness {

  @Override
  public String id() {
    return "rouge_n";
  }

  @Override
  public double of(String answer, List<String> expected) {
    List<String> words = Words.of(answer);
    Map<List<String>, Integer> runs = Words.runs(words, n);
    return Likeness.best(expected, text -> likeness(words, runs, Words.of(text)));
  }

  private double likeness(
      List<String> words, Map<List<String>, Integer> runs, List<String> expected) {
    int ofAnswer = Math.max(0, words.size() - n + 1);
    int ofExpected = Math.max(0, expected.size() - n + 1);
    if (ofAnswer == 0 && ofExpected == 0) {
      return words.equals(expected) ? 1 : 0;
    }
    return figure.of(Words.shared(runs, Words.runs(expected, n)), ofAnswer, ofExpected);
  }
}
