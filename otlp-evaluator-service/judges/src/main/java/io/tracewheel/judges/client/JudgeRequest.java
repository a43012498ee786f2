// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call of a judge's model.
 *
 * @param instructions system prompt
 * @param turns what the user and the model said so far, the user first and last
 * @param schema JSON Schema of the answer
 * @param maxOutputTokens most tokens that the model may answer with
 * @param temperature null for the model's own
 * @param traceparent W3C trace context of the call
 */
public record JudgeRequest(
    String instructions,
    List<String> turns,
    String schema,
    int maxOutputTokens,
    @Nullable Double temperature,
    String traceparent) {

  /** Copies the turns. */
  public JudgeRequest {
    turns = List.copyOf(turns);
    if (turns.size() % 2 == 0) {
      throw new IllegalArgumentException("the user has the last word of a request");
    }
  }
}
