// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import io.tracewheel.evaluators.Provenance;
import io.tracewheel.evaluators.Score;
import org.jspecify.annotations.Nullable;

/** Makes the scores of text evaluators. */
final class TextVerdict {
  private TextVerdict() {}

  static Score of(
      TextEvaluator evaluator, double value, String label, @Nullable String explanation) {
    return new Score(
        evaluator.id(),
        evaluator.scale(),
        value,
        label,
        explanation,
        Provenance.of(evaluator.id(), evaluator.version()));
  }

  /** Pass or fail; the explanation is that of a fail. */
  static Score of(TextEvaluator evaluator, boolean pass, String explanation) {
    return pass ? of(evaluator, 1, Score.PASS, null) : of(evaluator, 0, Score.FAIL, explanation);
  }

  /** A number that is fine within limits; without limits it is just a number. */
  static Score within(
      TextEvaluator evaluator,
      double value,
      @Nullable Double min,
      @Nullable Double max,
      @Nullable String explanation) {
    boolean fine = (min == null || value >= min) && (max == null || value <= max);
    String label = min == null && max == null ? "" : fine ? Score.PASS : Score.FAIL;
    return of(evaluator, value, label, explanation);
  }
}
