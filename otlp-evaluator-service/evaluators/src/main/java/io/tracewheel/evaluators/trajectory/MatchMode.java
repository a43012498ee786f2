// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

/** What a match asks for; see {@link TrajectoryMatch#value}. */
public enum MatchMode {
  /** The same calls in the same order, none extra; parallel calls in any order among themselves. */
  STRICT,
  /** All expected calls in their order, others between them allowed. */
  IN_ORDER,
  /** The same calls in any order, none extra. */
  ANY_ORDER,
  /** Nothing but expected calls, not necessarily all of them. */
  SUBSET,
  /** All expected calls in any order, others allowed. */
  SUPERSET,
  /** Share of actual calls that were expected. */
  PRECISION,
  /** Share of expected calls that were made. */
  RECALL,
  /** Harmonic mean of precision and recall. */
  F1
}
