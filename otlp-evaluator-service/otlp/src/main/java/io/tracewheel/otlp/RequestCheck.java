// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

/**
 * Checks that a request of any signal is well formed and counts what it carries, without decoding
 * it. Accepts what protobuf-java accepts, up to the limits, with one exception: strings are not
 * checked for being UTF-8, because what is only passed on is none of our business. Reusable; not
 * thread-safe.
 */
public final class RequestCheck {
  private final WireCheck check = new WireCheck(new WireCursor());

  /** A check for one thread. */
  public RequestCheck() {}

  /**
   * Walks the request to its leaves.
   *
   * @return number of spans, data points, log records or profiles in it
   * @throws MalformedOtlpException if the bytes are no such request or exceed a limit
   */
  public int items(Signal signal, ByteSlice request, ScanLimits limits)
      throws MalformedOtlpException {
    return check.request(signal.request(), request, limits);
  }
}
