// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace.trajectory;

/**
 * How much of a trace a trajectory was made from.
 *
 * @param rootMissing whether no span without parent was seen
 * @param orphanSpans GenAI spans whose parent, or a parent above it, was not seen; where only GenAI
 *     spans are known, a parent of another kind counts as not seen
 * @param openToolCalls tool calls that were asked for and have neither a run nor a result
 */
public record Completeness(boolean rootMissing, int orphanSpans, int openToolCalls) {

  /** Whether nothing is known to be missing. */
  public boolean complete() {
    return !rootMissing && orphanSpans == 0 && openToolCalls == 0;
  }
}
