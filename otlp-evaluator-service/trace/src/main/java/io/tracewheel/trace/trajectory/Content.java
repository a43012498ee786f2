// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace.trajectory;

import io.tracewheel.trace.JsonValue;
import io.tracewheel.trace.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was said in one span. Null is content that was not captured or cannot be read.
 *
 * @param instructions instructions apart from the conversation, as JSON
 * @param input messages that went in, oldest first
 * @param output messages that came out
 */
public record Content(
    @Nullable JsonValue instructions,
    @Nullable List<Message> input,
    @Nullable List<Message> output) {

  /** Nothing was captured. */
  public static final Content NONE = new Content(null, null, null);
}
