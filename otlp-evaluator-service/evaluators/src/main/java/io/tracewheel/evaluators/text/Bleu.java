// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code bleu}: BLEU of one sentence (Papineni et al., "BLEU: a Method for Automatic Evaluation of
 * Machine Translation", 2002): the geometric mean of the clipped precisions of runs of 1 to n words
 * against all expected texts together, times {@code exp(1 - r/c)} where the answer's c words are
 * fewer than the r of the expected text of the nearest length (of two the shorter). Orders longer
 * than the answer are left out. Without a shared word it is 0.
 *
 * @param order the longest runs, 1 to 10
 * @param smoothing what becomes of an order without a shared run
 */
record Bleu(int order, Smoothing smoothing) implements Likeness {

  /** What becomes of an order without a shared run (Chen and Cherry 2014). */
  enum Smoothing {
    /** Everything is 0. */
    NONE,
    /** The k-th such order has 1 / 2^k shared runs (their method 3, that of NIST). */
    EXP,
    /** Every order above 1 has one more run, and it is shared (their method 2). */
    ADD_ONE
  }

  @Override
  public String id() {
    return "bleu";
  }

  @Override
  public double of(String answer, List<String> expected) {
    List<String> words = Words.of(answer);
    List<List<String>> references = expected.stream().map(Words::of).toList();
    if (words.isEmpty()) {
      return references.stream().anyMatch(List::isEmpty) ? 1 : 0;
    }
    double logs = 0;
    int orders = Math.min(order, words.size());
    int missing = 0;
    for (int n = 1; n <= orders; n++) {
      double total = words.size() - n + 1;
      double shared = clipped(words, references, n);
      if (n > 1 && smoothing == Smoothing.ADD_ONE) {
        shared++;
        total++;
      } else if (shared == 0 && n > 1 && smoothing == Smoothing.EXP) {
        missing++;
        shared = 1 / Math.pow(2, missing);
      }
      if (shared == 0) {
        return 0;
      }
      logs += Math.log(shared / total);
    }
    return Math.exp(logs / orders + Math.min(0, 1 - nearest(words.size(), references)));
  }

  private static int clipped(List<String> words, List<List<String>> references, int n) {
    Map<List<String>, Integer> most = new HashMap<>();
    for (List<String> reference : references) {
      Words.runs(reference, n).forEach((run, count) -> most.merge(run, count, Math::max));
    }
    return Words.shared(Words.runs(words, n), most);
  }

  /** Length of the nearest expected text over that of the answer. */
  private static double nearest(int length, List<List<String>> references) {
    int nearest = references.get(0).size();
    for (List<String> reference : references) {
      int apart = Math.abs(reference.size() - length);
      int least = Math.abs(nearest - length);
      if (apart < least || (apart == least && reference.size() < nearest)) {
        nearest = reference.size();
      }
    }
    return (double) nearest / length;
  }
}
