// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.conduct;

/**
 * What was spent or may yet be: reservations count in full until they are settled.
 *
 * @param calls calls of a model
 * @param tokens tokens in and out
 * @param nanos money in billionths of the currency's unit
 */
public record Spent(long calls, long tokens, long nanos) {

  /** Nothing. */
  public static final Spent NOTHING = new Spent(0, 0, 0);

  /** Checks that nothing is below zero. */
  public Spent {
    if (calls < 0 || tokens < 0 || nanos < 0) {
      throw new IllegalArgumentException("nothing can be spent below 0");
    }
  }

  Spent plus(Spent other) {
    return new Spent(sum(calls, other.calls), sum(tokens, other.tokens), sum(nanos, other.nanos));
  }

  Spent minus(Spent other) {
    return new Spent(calls - other.calls, tokens - other.tokens, nanos - other.nanos);
  }

  private static long sum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  /** What would be over a limit if this were spent; empty when nothing would. */
  String over(Limits limits) {
    if (calls > limits.calls()) {
      return limits.calls() + " calls";
    }
    if (tokens > limits.tokens()) {
      return limits.tokens() + " tokens";
    }
    return nanos > limits.nanos()
        ? String.format(java.util.Locale.ROOT, "%.6f", (double) limits.nanos() / Limits.NANOS)
        : "";
  }

  /** The largest share of a limit that is used up. */
  double share(Limits limits) {
    double share = 0;
    share = Math.max(share, (double) calls / Math.max(1, limits.calls()));
    share = Math.max(share, (double) tokens / Math.max(1, limits.tokens()));
    return Math.max(share, (double) nanos / Math.max(1, limits.nanos()));
  }
}
