// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.Signal;
import io.tracewheel.otlp.TextRewriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Masks every text of a request, wherever it stands; whole numbers in attributes are looked at as
 * they would be written. For one thread.
 */
public final class RequestMasker {
  /** Numbers below have fewer digits than anything that is looked for without a word before it. */
  private static final long SMALL = 1_000;

  private final TextRewriter rewriter = new TextRewriter();
  private final ScanLimits limits;
  private final TextRewriter.Edit edit;

  /** A masker of rules. */
  public RequestMasker(MaskingRules rules, ScanLimits limits) {
    this.limits = limits;
    TextMasker masker = new TextMasker(rules);
    this.edit =
        new TextRewriter.Edit() {
          @Override
          public @Nullable ByteSlice text(ByteSlice text, ByteSlice key) {
            return masker.mask(text, key);
          }

          @Override
          public @Nullable ByteSlice number(long value, ByteSlice key) {
            return Math.abs(value) < SMALL
                ? null
                : masker.mask(
                    ByteSlice.of(Long.toString(value).getBytes(StandardCharsets.US_ASCII)), key);
          }
        };
  }

  /**
   * Masks a request.
   *
   * @return a request of its own bytes, or the very slice if there is nothing to mask
   * @throws MalformedOtlpException if the request cannot be looked through; it must not be sent
   */
  public ByteSlice mask(Signal signal, ByteSlice request) throws MalformedOtlpException {
    ByteSlice masked = rewriter.rewrite(signal, request, limits, edit);
    return masked == request ? request : ByteSlice.of(masked.toByteArray());
  }
}
