// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import io.tracewheel.evaluators.privacy.MaskingRules;
import io.tracewheel.evaluators.privacy.RequestMasker;
import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.server.gzip.Body;
import io.tracewheel.server.log.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * What one destination is given of a logged request: the very bytes, or those that are left after
 * masking. For the one thread of its destination that reads the log.
 */
final class Outgoing {
  private final @Nullable RequestMasker masker;

  Outgoing(MaskingRules rules) {
    this.masker = rules.isEmpty() ? null : new RequestMasker(rules, ScanLimits.DEFAULT);
  }

  /** A request that cannot be masked, and so must not be sent. */
  static final class HeldBackException extends Exception {
    private static final long serialVersionUID = 1;

    HeldBackException(String reason) {
      super(reason);
    }
  }

  /**
   * The bytes to send; they stay as they are.
   *
   * @throws HeldBackException if they could not be looked through
   */
  Body of(LogRecord record) throws HeldBackException {
    if (masker == null) {
      return record.body();
    }
    try {
      return Body.plain(masker.mask(record.signal(), record.request()));
    } catch (MalformedOtlpException e) {
      throw new HeldBackException("it cannot be masked, so it was not sent: " + e.getMessage());
    } catch (RuntimeException | StackOverflowError e) {
      // Only the class: a message may hold what was to be masked.
      throw new HeldBackException(
          "masking failed with " + e.getClass().getName() + ", so it was not sent");
    }
  }
}
