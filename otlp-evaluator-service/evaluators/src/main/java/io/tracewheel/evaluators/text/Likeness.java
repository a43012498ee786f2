// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** A measure of how alike an answer and expected texts are. */
interface Likeness {
  /** Longest text that is measured, in UTF-16 units. */
  int MAX_TEXT = 20_000;

  /** Most cells of a table that comparing two texts may fill: some milliseconds. */
  int MAX_CELLS = 4_000_000;

  /** What configuration calls it. */
  String id();

  /**
   * From 0, nothing in common, to 1; not a number when it would cost more than the limits allow.
   *
   * @param expected at least one text
   */
  double of(String answer, List<String> expected);

  /** The best of several expected texts; not a number when one cannot be compared with. */
  static double best(List<String> expected, ToDoubleFunction<String> likeness) {
    double best = 0;
    for (String text : expected) {
      // Math.max keeps what is not a number.
      best = Math.max(best, likeness.applyAsDouble(text));
    }
    return best;
  }

  /** Precision, recall or their harmonic mean. */
  enum Figure {
    PRECISION,
    RECALL,
    F1;

    /** The figure of shared things; two empty sides are alike, an empty and a full one are not. */
    double of(double shared, double ofAnswer, double ofExpected) {
      if (ofAnswer == 0 && ofExpected == 0) {
        return 1;
      }
      double precision = ofAnswer == 0 ? 0 : shared / ofAnswer;
      double recall = ofExpected == 0 ? 0 : shared / ofExpected;
      return switch (this) {
        case PRECISION -> precision;
        case RECALL -> recall;
        case F1 -> shared == 0 ? 0 : 2 * precision * recall / (precision + recall);
      };
    }
  }
}
