// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.trajectory.Reference;
import org.jspecify.annotations.Nullable;

/**
 * Judges one answer, wherever it comes from: a model call, a whole run, a session or an example of
 * a dataset. Deterministic and bounded; safe for use by many threads. {@link SpanText} and {@link
 * RunText} are how it is put on a stream.
 */
public interface TextEvaluator {

  /** What configuration calls it, and the name of its scores unless a rule gives another. */
  String id();

  /** Changes whenever the same answer may be scored differently, parameters included. */
  String version();

  /** What its scores can be. */
  ScoreScale scale();

  /**
   * The score, or why there is none.
   *
   * @param answer what was said
   * @param reference what should have been said; null when nobody says, then only a literal {@code
   *     expected} can be compared with
   */
  Outcome evaluate(String answer, @Nullable Reference reference);
}
