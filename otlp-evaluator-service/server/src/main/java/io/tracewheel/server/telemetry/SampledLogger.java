// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.telemetry;

import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Warnings that may repeat: the first 10 in each 10 seconds are written, then one in 100, which
 * says how many there were. Control characters in messages are replaced, because they may quote
 * what a client sent. Thread-safe.
 */
public final class SampledLogger {
  private static final long WINDOW_NANOS = 10_000_000_000L;
  private static final int FIRST = 10;
  private static final int THEN_ONE_IN = 100;

  private final Logger logger;
  private final LongSupplier nanoTime;
  private long windowStart;
  private long inWindow;

  public SampledLogger(Logger logger, LongSupplier nanoTime) {
    this.logger = logger;
    this.nanoTime = nanoTime;
    this.windowStart = nanoTime.getAsLong();
  }

  /** Warns, or only counts. */
  public void warn(String message) {
    long count = count();
    if (count <= FIRST) {
      logger.warn("{}", printable(message));
    } else if (count % THEN_ONE_IN == 0) {
      logger.warn("{} (and {} like it in 10 s)", printable(message), count - 1);
    }
  }

  private synchronized long count() {
    long now = nanoTime.getAsLong();
    if (now - windowStart > WINDOW_NANOS) {
      windowStart = now;
      inWindow = 0;
    }
    return ++inWindow;
  }

  private static String printable(String message) {
    return message.chars().anyMatch(Character::isISOControl)
        ? message.replaceAll("\\p{Cntrl}", "\uFFFD")
        : message;
  }
}
