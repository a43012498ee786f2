// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import org.jspecify.annotations.Nullable;

/**
 * How a judge came to a score.
 *
 * @param judge name of the judge in the configuration
 * @param provider who serves its model, as the GenAI conventions call it
 * @param model the model that answered, else the one that was asked for
 * @param responseId id that the provider gave to the last answer; null when it gave none
 * @param calls calls that were made: attempts and a repair; 0 when the answer was in the cache
 * @param inputTokens tokens that went in, summed over the calls; -1 when unknown
 * @param outputTokens tokens that came out, summed over the calls; -1 when unknown
 * @param cost money for all calls, an upper bound where the provider does not say what was used;
 *     null when the model has no price
 * @param currency of the cost
 * @param leftOut what the judge was not shown for want of room, one phrase; null when it saw all
 * @param traceId hexadecimal trace id of the spans of the calls, of the last ones made for this
 *     answer when it was in the cache; null when none was made
 * @param spanId hexadecimal span id of the judgement; null when there is none
 */
public record Judgement(
    String judge,
    String provider,
    String model,
    @Nullable String responseId,
    int calls,
    long inputTokens,
    long outputTokens,
    @Nullable Double cost,
    String currency,
    @Nullable String leftOut,
    @Nullable String traceId,
    @Nullable String spanId) {

  /** Whether the answer was in the cache. */
  public boolean cached() {
    return calls == 0;
  }
}
