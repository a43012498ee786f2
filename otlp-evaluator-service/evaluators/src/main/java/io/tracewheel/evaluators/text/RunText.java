// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.trajectory.Run;
import io.tracewheel.evaluators.trajectory.TrajectoryEvaluator;

/**
 * A text evaluator on the final answers of runs and sessions. A run whose final answer is blank or
 * not captured is not scored.
 *
 * @param evaluator judges the text
 */
public record RunText(TextEvaluator evaluator) implements TrajectoryEvaluator {

  @Override
  public String id() {
    return evaluator.id();
  }

  @Override
  public String version() {
    return evaluator.version();
  }

  @Override
  public ScoreScale scale() {
    return evaluator.scale();
  }

  @Override
  public Outcome evaluate(Run run) {
    String answer = run.trajectory().finalAnswer();
    return answer.isBlank() ? Unscored.NOT_CAPTURED : evaluator.evaluate(answer, run.reference());
  }
}
