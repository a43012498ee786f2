// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import io.tracewheel.evaluators.Fingerprint;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.Unscored;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code step_ratio}, {@code tool_call_ratio}, {@code latency_ratio}, {@code solve_rate} and {@code
 * correctness} of one run, as {@link Efficiency} defines them.
 *
 * @param max the largest ratio that passes; null to only measure
 */
record ReferenceFigure(Figure figure, @Nullable Double max) implements TrajectoryEvaluator {

  /** Which figure. */
  enum Figure {
    STEP_RATIO,
    TOOL_CALL_RATIO,
    LATENCY_RATIO,
    SOLVE_RATE,
    CORRECTNESS
  }

  @Override
  public String id() {
    return figure.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String version() {
    return Fingerprint.of(1, this);
  }

  @Override
  public ScoreScale scale() {
    return switch (figure) {
      case CORRECTNESS -> ScoreScale.PASS_FAIL;
      case SOLVE_RATE ->
          ScoreScale.numeric(0, Double.POSITIVE_INFINITY, ScoreScale.Direction.MAXIMIZE);
      default -> ScoreScale.amount();
    };
  }

  @Override
  public Outcome evaluate(Run run) {
    if (run.reference() == null) {
      return Unscored.NO_REFERENCE;
    }
    Efficiency one = Efficiency.of(java.util.List.of(Efficiency.Figures.of(run)));
    Double value =
        switch (figure) {
          case STEP_RATIO -> one.stepRatio();
          case TOOL_CALL_RATIO -> one.toolCallRatio();
          case LATENCY_RATIO -> one.latencyRatio();
          case SOLVE_RATE -> one.solveRate();
          case CORRECTNESS -> one.correctness();
        };
    if (value == null) {
      return Unscored.NO_REFERENCE;
    }
    if (figure == Figure.CORRECTNESS) {
      return value == 1
          ? Verdict.pass(this, 1)
          : Verdict.fail(this, 0, "The reference says that the run did not solve its task.");
    }
    return Verdict.limited(this, value, max, words(run, value));
  }

  private String words(Run run, double value) {
    return String.format(
        Locale.ROOT,
        "%.2f; %d steps, %d tool calls, %.1f s.",
        value,
        run.trajectory().totals().modelCalls(),
        run.trajectory().totals().toolCalls(),
        run.trajectory().totals().durationNanos() / 1e9);
  }
}
