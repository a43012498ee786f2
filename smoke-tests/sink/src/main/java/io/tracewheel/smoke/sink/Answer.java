// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.sink;

import io.grpc.Status;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the sink does with one export. */
public sealed interface Answer {

  /** Keeps the request and answers success. */
  record Accept() implements Answer {}

  /**
   * Keeps the request and answers success with a partial success.
   *
   * @param rejected number of spans, data points or log records said to be rejected
   * @param message the reason given
   */
  record PartialSuccess(long rejected, String message) implements Answer {}

  /**
   * Keeps nothing and refuses.
   *
   * @param grpcCode status code towards a gRPC client
   * @param httpStatus status towards an HTTP client
   * @param retryAfter sent as {@code RetryInfo} or {@code Retry-After} (rounded up to seconds) if
   *     given
   */
  record Refuse(Status.Code grpcCode, int httpStatus, @Nullable Duration retryAfter)
      implements Answer {}

  /** Waits, then does {@code then}. */
  record Delay(Duration delay, Answer then) implements Answer {}

  /**
   * Closes the client's connection without a reply.
   *
   * @param keep whether the request is kept all the same: an acknowledgement that got lost
   */
  record Drop(boolean keep) implements Answer {}

  /**
   * Answers an HTTP client with whatever this is; a gRPC client's connection is closed.
   *
   * @param httpStatus status, such as 200
   * @param contentType what the body is said to be
   * @param body what is sent of the body
   * @param promised length of the body according to the headers; if it is longer than the body, the
   *     connection is closed in the middle of it
   * @param keep whether the request is kept
   */
  record Raw(int httpStatus, String contentType, String body, int promised, boolean keep)
      implements Answer {}

  /** Keeps the request and answers success. */
  static Answer accept() {
    return new Accept();
  }

  /** "Try again later": {@code UNAVAILABLE} or 503, without a hint when. */
  static Answer unavailable() {
    return new Refuse(Status.Code.UNAVAILABLE, 503, null);
  }

  /**
   * "Try again after this time": {@code UNAVAILABLE} or 503 with {@code RetryInfo} or {@code
   * Retry-After}.
   */
  static Answer unavailable(Duration retryAfter) {
    return new Refuse(Status.Code.UNAVAILABLE, 503, retryAfter);
  }

  /** "Never send this again": {@code INVALID_ARGUMENT} or 400. */
  static Answer invalid() {
    return new Refuse(Status.Code.INVALID_ARGUMENT, 400, null);
  }
}
