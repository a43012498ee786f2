// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.client;

import org.jspecify.annotations.Nullable;

/**
 * What a judge's model answered.
 *
 * @param text the answer; empty when there is none
 * @param end why it ended
 * @param model the model that answered; null when the provider does not say
 * @param responseId null when the provider gives none
 * @param inputTokens -1 when the provider does not say
 * @param outputTokens -1 when the provider does not say
 */
public record JudgeReply(
    String text,
    End end,
    @Nullable String model,
    @Nullable String responseId,
    long inputTokens,
    long outputTokens) {

  /** Why an answer ended. */
  public enum End {
    /** It is whole, or the provider does not say. */
    WHOLE,
    /** The model had no tokens left. */
    CUT_OFF,
    /** The provider holds it back. */
    WITHHELD
  }
}
