// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import java.util.List;

/**
 * {@code gleu}: the GLEU score of sentences (Wu et al., "Google's Neural Machine Translation
 * System", 2016, section 8): shared runs of 1 to n words over all such runs of the text that has
 * more of them, that is the smaller of precision and recall.
 *
 * @param order the longest runs, 1 to 10
 */
record Gleu(int order) implements Likeness {

  @Override
  public String id() {
    return "gleu";
  }

  @Override
  public double of(String answer, List<String> expected) {
    List<String> words = Words.of(answer);
    return Likeness.best(expected, text -> likeness(words, Words.of(text)));
  }

  private double likeness(List<String> answer, List<String> expected) {
    int shared = 0;
    int ofAnswer = 0;
    int ofExpected = 0;
    for (int n = 1; n <= order; n++) {
      shared += Words.shared(Words.runs(answer, n), Words.runs(expected, n));
      ofAnswer += Math.max(0, answer.size() - n + 1);
      ofExpected += Math.max(0, expected.size() - n + 1);
    }
    int more = Math.max(ofAnswer, ofExpected);
    return more == 0 ? 1 : (double) shared / more;
  }
}
