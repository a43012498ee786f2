// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.custom;

import io.tracewheel.evaluators.QuarantineRules;
import java.time.Duration;

/**
 * What one jar may use.
 *
 * @param load how long one of its evaluators may take to be made and configured
 * @param call how long one evaluation may take; then its thread is interrupted, it has no score,
 *     and the jar is set aside until the thread is free again
 * @param callBytes memory that one evaluation may allocate; more is an incident
 * @param cores share of one processor core that all evaluations of the jar may use together
 * @param burst processor time that may be used at once, when little was used before
 * @param quarantine when an evaluator that throws or overruns is set aside; its budget is the
 *     processor time of one evaluation
 * @param stuck threads of all jars together, old versions included, that may hang; above it none of
 *     them is called any more
 */
public record CustomLimits(
    Duration load,
    Duration call,
    long callBytes,
    double cores,
    Duration burst,
    QuarantineRules quarantine,
    int stuck) {

  /** For a stream: half of a core for each jar. */
  public static final CustomLimits LIVE =
      new CustomLimits(
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          256L << 20,
          0.5,
          Duration.ofSeconds(15),
          QuarantineRules.DEFAULT,
          4);

  /** For stored traces, whose scores must not depend on how fast they are read. */
  public static final CustomLimits STORED =
      new CustomLimits(
          LIVE.load,
          LIVE.call,
          LIVE.callBytes,
          Double.POSITIVE_INFINITY,
          LIVE.burst,
          LIVE.quarantine,
          LIVE.stuck);
}
