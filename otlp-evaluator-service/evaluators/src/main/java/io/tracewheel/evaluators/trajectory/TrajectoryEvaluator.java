// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.ScoreScale;

/**
 * Judges a whole run. Deterministic and without state: the same run gives the same outcome. Safe
 * for use by many threads.
 */
public interface TrajectoryEvaluator {

  /** What configuration calls it, and the name of its scores unless a rule gives another. */
  String id();

  /** Changes whenever the same run may be scored differently, parameters included. */
  String version();

  /** What its scores can be. */
  ScoreScale scale();

  /** The score, or why there is none. */
  Outcome evaluate(Run run);
}
