// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.assembly;

import io.tracewheel.server.rules.RuleTally;
import java.util.List;

/**
 * What there is to report about traces that are put together.
 *
 * @param open traces in memory
 * @param bytes that they take, about
 * @param unanswered judgements that are not there yet
 * @param givenUp judgements that were never asked for, because memory was needed
 * @param unrevised scores that would have changed but for the limit of revisions
 * @param held requests that wait for the scores of their traces
 * @param heldBytes that they have
 * @param releasedScored requests that left when no score of their traces was on its way
 * @param releasedUnscored requests that left earlier: too old, too much, or for a stop
 * @param rules what has come of each rule since it came into force
 */
public record TraceStatistics(
    int open,
    long bytes,
    int unanswered,
    long givenUp,
    long unrevised,
    int held,
    long heldBytes,
    long releasedScored,
    long releasedUnscored,
    List<RuleTally.Counts> rules) {
  public TraceStatistics {
    rules = List.copyOf(rules);
  }

  /** Nothing yet. */
  public static final TraceStatistics NONE =
      new TraceStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0, List.of());
}
