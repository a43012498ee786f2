// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * What became of a request.
 *
 * @param refusal why it is not taken; null when it is in the log
 * @param items spans, data points, log records or profiles of it that are in the log
 * @param rejected items of it that were left out, for ever; the client must not send them again
 * @param message why some were left out; empty when none were
 * @param bytes of the request after decompression, as protobuf
 */
public record Answer(
    @Nullable Refusal refusal, int items, int rejected, String message, int bytes) {

  /** Nothing of it was taken. */
  public static Answer refused(Refusal refusal) {
    return new Answer(refusal, 0, 0, "", 0);
  }

  /** All of it was taken. */
  public static Answer accepted(int items, int bytes) {
    return new Answer(null, items, 0, "", bytes);
  }
}
