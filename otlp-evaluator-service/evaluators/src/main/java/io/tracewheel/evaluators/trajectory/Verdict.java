// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import io.tracewheel.evaluators.Provenance;
import io.tracewheel.evaluators.Score;
import org.jspecify.annotations.Nullable;

/** Makes the scores of trajectory evaluators. */
final class Verdict {
  private Verdict() {}

  static Score of(
      TrajectoryEvaluator evaluator, double value, String label, @Nullable String explanation) {
    return new Score(
        evaluator.id(),
        evaluator.scale(),
        value,
        label,
        explanation,
        Provenance.of(evaluator.id(), evaluator.version()));
  }

  static Score pass(TrajectoryEvaluator evaluator, double value) {
    return of(evaluator, value, Score.PASS, null);
  }

  static Score fail(TrajectoryEvaluator evaluator, double value, String explanation) {
    return of(evaluator, value, Score.FAIL, explanation);
  }

  /** A number that is fine up to a limit; without a limit it is just a number. */
  static Score limited(
      TrajectoryEvaluator evaluator, double value, @Nullable Double max, String explanation) {
    String label = max == null ? "" : value <= max ? Score.PASS : Score.FAIL;
    return of(evaluator, value, label, explanation);
  }
}
