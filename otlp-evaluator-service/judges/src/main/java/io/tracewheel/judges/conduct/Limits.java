// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.conduct;

/**
 * What may be spent in one day (UTC). {@link Long#MAX_VALUE} is no limit.
 *
 * @param calls calls of a model, retries and repairs included
 * @param tokens tokens in and out
 * @param nanos money in billionths of the currency's unit
 */
public record Limits(long calls, long tokens, long nanos) {

  /** Nothing is limited. */
  public static final Limits NONE = new Limits(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

  /** Billionths in one unit of money. */
  public static final long NANOS = 1_000_000_000L;

  /** Checks that nothing is below zero. */
  public Limits {
    if (calls < 0 || tokens < 0 || nanos < 0) {
      throw new IllegalArgumentException("limits of a budget are from 0");
    }
  }

  /** Whether money is limited. */
  public boolean limitsMoney() {
    return nanos != Long.MAX_VALUE;
  }
}
