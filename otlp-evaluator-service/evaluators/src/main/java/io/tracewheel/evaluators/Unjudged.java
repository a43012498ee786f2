// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import org.jspecify.annotations.Nullable;

/**
 * An evaluator got no score, for a reason of its own words: one that asks somebody else, and
 * perhaps paid for that, or a composite that lacks a part.
 *
 * @param why kind of failure
 * @param reason one clause that says what happened, never with message content or keys
 * @param judgement the calls that were made all the same; null when none was
 */
public record Unjudged(Unscored why, String reason, @Nullable Judgement judgement)
    implements Outcome {

  @Override
  public Unscored unscored() {
    return why;
  }

  /** No call was made. */
  public static Unjudged of(Unscored why, String reason) {
    return new Unjudged(why, reason, null);
  }
}
