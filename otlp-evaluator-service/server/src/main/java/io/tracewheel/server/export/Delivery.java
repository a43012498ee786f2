// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of one attempt to send a request. Source: OTLP specification 1.11.0, "Failures". */
public sealed interface Delivery {

  /**
   * The destination has it.
   *
   * @param rejected number of items of the request that it would not take all the same ({@code
   *     partial_success}); sending them again is forbidden
   * @param message why, or a warning; often empty
   */
  record Accepted(long rejected, String message) implements Delivery {}

  /**
   * The destination could not be reached or could not take it now; try again.
   *
   * @param unknown whether it may have been taken all the same, because no answer came
   * @param after the shortest wait before the next attempt that the destination asked for
   */
  record Retry(String reason, boolean unknown, @Nullable Duration after) implements Delivery {}

  /** The destination will never take this request; do not try again. */
  record Refused(String reason) implements Delivery {}
}
