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
 * @param retryAfter when to try again; present exactly for reasons whose {@link Reason#status} says
 *     that the client may
 */
public record Refusal(Reason reason, String message, @Nullable Duration retryAfter) {

  /** What the client is told, in the terms of the specification. */
  public enum Status {
    /** Not OTLP, now or ever: gRPC INVALID_ARGUMENT, HTTP 400. */
    INVALID,
    /** No credentials or wrong ones: gRPC UNAUTHENTICATED, HTTP 401. */
    UNAUTHENTICATED,
    /** Beyond a size limit: gRPC RESOURCE_EXHAUSTED without RetryInfo, HTTP 413. */
    TOO_LARGE,
    /**
     * This client sends more than its share: gRPC RESOURCE_EXHAUSTED with RetryInfo, HTTP 429 with
     * Retry-After.
     */
    QUOTA,
    /** Not now: gRPC UNAVAILABLE with RetryInfo, HTTP 503 with Retry-After. */
    UNAVAILABLE
  }

  /** Kinds of refusal, told apart in metrics. */
  public enum Reason {
    /** The request is no OTLP. */
    MALFORMED(Status.INVALID),
    /** The client did not say who it is, or not truthfully. */
    UNAUTHENTICATED(Status.UNAUTHENTICATED),
    /** The request is larger than one may be. */
    TOO_LARGE(Status.TOO_LARGE),
    /** The tenant has used up what it may send in this second. */
    QUOTA(Status.QUOTA),
    /** All that may be in flight is. */
    OVERLOADED(Status.UNAVAILABLE),
    /** The evaluator is stopping. */
    STOPPING(Status.UNAVAILABLE),
    /** The request did not arrive in time. */
    TOO_SLOW(Status.UNAVAILABLE),
    /** The log can take no more until destinations have caught up. */
    LOG_FULL(Status.UNAVAILABLE),
    /** The log cannot be written. */
    LOG_FAILED(Status.UNAVAILABLE),
    /** A fault of the evaluator. */
    FAULT(Status.UNAVAILABLE);

    private final Status status;

    Reason(Status status) {
      this.status = status;
    }

    /** What the client is told. */
    public Status status() {
      return status;
    }
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
  public static Refusal later(Reason reason, String message, Duration retryAfter) {
    return new Refusal(reason, message, retryAfter);
  }
}
