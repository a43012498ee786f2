// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

/**
 * Tokens of one call; each is -1 when the span does not say. Cached and reasoning tokens are parts
 * of the totals, never additions to them.
 *
 * @param input tokens of the prompt, cached ones included
 * @param output tokens of the answer, reasoning included
 * @param cacheRead prompt tokens served from a cache
 * @param cacheWrite prompt tokens written to a cache
 * @param reasoning answer tokens spent on reasoning
 */
public record TokenUsage(long input, long output, long cacheRead, long cacheWrite, long reasoning) {

  /** Stands for a count that the span does not have. */
  public static final long UNKNOWN = -1;
}
