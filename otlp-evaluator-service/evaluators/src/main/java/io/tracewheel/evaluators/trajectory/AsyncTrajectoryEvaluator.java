// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.ScoreScale;
import java.util.concurrent.CompletionStage;

/**
 * Judges a whole run by asking somebody else, such as a model: slow, costly, and now and then not
 * there. Never on the way of a span: who runs it reads runs from the log or from files, keeps a
 * bounded number of stages open, and does not wait on a thread that telemetry needs. A single span
 * is judged as the run of that span alone.
 *
 * <p>What it promises: {@link #evaluate} does not wait and does not throw; the stage always
 * completes, never exceptionally and never with null, within the time that the evaluator is
 * configured with; whoever completes it runs little after it, so work that hangs on the stage must
 * be short or go elsewhere. No judgement is an {@link io.tracewheel.evaluators.Unjudged} with its
 * reason, never a default score. The same run may be judged differently the next time.
 *
 * <p>Safe for use by many threads.
 */
public interface AsyncTrajectoryEvaluator {

  /** What configuration calls it, and the name of its scores unless a rule gives another. */
  String id();

  /** Changes whenever the same run may be judged by another rule: prompt, model, parameters. */
  String version();

  /** What its scores can be. */
  ScoreScale scale();

  /**
   * Who is asked in the end, such as a model or a server. Evaluators that ask the same share what
   * may be open at one time, so that one who hangs holds up nobody else.
   */
  default String bulkhead() {
    return id();
  }

  /**
   * Asks for the score of a run.
   *
   * @param run as much of the run as there is; it is not kept once the stage is complete
   * @return completes with a {@link io.tracewheel.evaluators.Score}, or with why there is none
   */
  CompletionStage<Outcome> evaluate(Run run);
}
