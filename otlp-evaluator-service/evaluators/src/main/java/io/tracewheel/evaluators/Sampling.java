// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

/**
 * Which traces a rate lets through, decided by the trace id alone: every rule and every process
 * with the same rate sees the same traces, and those of a lower rate are among those of a higher
 * one. The trace's place is the first 53 bits of SHA-256 over the domain and the trace id
 * (lower-case hexadecimal), both in UTF-8, as a number from 0 to below 1; it is taken when that is
 * below the rate.
 *
 * @param domain another domain is another, independent choice
 * @param rate share of traces, 0 to 1
 */
public record Sampling(String domain, double rate) {
  private static final double TWO_TO_53 = 9_007_199_254_740_992.0;

  /** The domain where nothing else is configured. */
  public static final String DEFAULT_DOMAIN = "tracewheel";

  /** Checks the rate. */
  public Sampling {
    if (!(rate >= 0 && rate <= 1)) {
      throw new IllegalArgumentException("a sampling rate is 0 to 1, not " + rate);
    }
  }

  /** Whether the trace is taken. */
  public boolean takes(String traceId) {
    return rate == 1 || place(domain, traceId) < rate;
  }

  static double place(String domain, String traceId) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(domain.getBytes(UTF_8));
      digest.update(traceId.toLowerCase(Locale.ROOT).getBytes(UTF_8));
      return (ByteBuffer.wrap(digest.digest()).getLong() >>> 11) / TWO_TO_53;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
