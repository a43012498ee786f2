// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

/**
 * What one request may at most demand. A request beyond a limit is refused with {@link
 * MalformedOtlpException}, never cut.
 *
 * @param nesting messages (and groups) inside each other below the request, 8 to 1000. Values
 *     nested in values count two each. protobuf-java's own limit, and the default here, is 100:
 *     what is deeper would be refused by many destinations
 * @param items spans, log records, data points or profiles in one request, at least 1; default
 *     1,000,000
 */
public record ScanLimits(int nesting, int items) {

  /** The defaults. */
  public static final ScanLimits DEFAULT = new ScanLimits(100, 1_000_000);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a limit is out of its range
   */
  public ScanLimits {
    if (nesting < 8 || nesting > 1000) {
      throw new IllegalArgumentException("nesting must be 8 to 1000, not " + nesting);
    }
    if (items < 1) {
      throw new IllegalArgumentException("items must be at least 1, not " + items);
    }
  }
}
