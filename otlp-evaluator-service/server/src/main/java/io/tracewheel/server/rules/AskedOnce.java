// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.Run;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An evaluator for one run whose answer a composite wants, too: whoever comes first asks, all get
 * the same answer. Thread-safe.
 */
public final class AskedOnce implements AsyncTrajectoryEvaluator {
  private final AsyncTrajectoryEvaluator evaluator;
  private @Nullable CompletionStage<Outcome> answer;

  AskedOnce(AsyncTrajectoryEvaluator evaluator) {
    this.evaluator = evaluator;
  }

  /** The evaluator itself, where this is around one. */
  public static @Nullable AsyncTrajectoryEvaluator inside(
      @Nullable AsyncTrajectoryEvaluator evaluator) {
    return evaluator instanceof AskedOnce shared ? shared.evaluator : evaluator;
  }

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
  public String bulkhead() {
    return evaluator.bulkhead();
  }

  @Override
  public synchronized CompletionStage<Outcome> evaluate(Run run) {
    CompletionStage<Outcome> given = answer;
    if (given == null) {
      given = evaluator.evaluate(run);
      answer = given;
    }
    return given;
  }
}
