// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.pipeline;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a request is not taken, in the terms of the OTLP specification; receivers turn it into gRPC
 * or HTTP.
 *
 * @param reason decides status code and whether the client may try again
 * @param message one sentence for the sender: what, where, how to mend it; never content of the
 *     request
 * @param retryAfter when to try again; present exactly for {@link Reason#UNAVAILABLE}
 */
public record Refusal(Reason reason, String message, @Nullable Duration retryAfter) {

  /** Kinds of refusal. */
  public enum Reason {
    /** Not OTLP, now or ever: gRPC INVALID_ARGUMENT, HTTP 400. */
    MALFORMED,
    /** Beyond a size limit: gRPC RESOURCE_EXHAUSTED without RetryInfo, HTTP 413. */
    TOO_LARGE,
    /**
     * Overload, stopping, or a log that cannot take more: gRPC UNAVAILABLE with RetryInfo, HTTP 503
     * with Retry-After.
     */
    UNAVAILABLE
  }

  /** A request that can never be taken as it is. */
  public static Refusal malformed(String message) {
    return new Refusal(Reason.MALFORMED, message, null);
  }

  /** A request of more bytes than allowed. */
  public static Refusal tooLarge(int limit, String setting) {
    return new Refusal(
        Reason.TOO_LARGE,
        "The request has more than "
            + limit
            + " bytes after decompression; send smaller batches or raise "
            + setting
            + ".",
        null);
  }

  /** A request that can be taken later. */
  public static Refusal unavailable(String message, Duration retryAfter) {
    return new Refusal(Reason.UNAVAILABLE, message, retryAfter);
  }
}
