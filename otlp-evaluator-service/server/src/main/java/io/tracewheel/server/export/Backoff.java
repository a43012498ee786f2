// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import io.tracewheel.server.config.ExporterConfig;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Exponential back-off with full jitter: before attempt n + 1 a wait between 0 and initial *
 * 2^(n-1), at most the longest interval. A wait that the destination asked for comes on top, so
 * that clients that it turned away together do not come back together.
 */
record Backoff(Duration initial, Duration longest, RandomGenerator random) {
  /** A destination cannot put us to sleep for longer than this. */
  private static final Duration LONGEST_ASKED = Duration.ofMinutes(5);

  static Backoff of(ExporterConfig.Retry settings, RandomGenerator random) {
    return new Backoff(settings.initialInterval(), settings.maxInterval(), random);
  }

  /**
   * The wait after a failed attempt.
   *
   * @param attempts made so far, at least 1
   * @param asked by the destination
   */
  Duration after(int attempts, @Nullable Duration asked) {
    double ceiling =
        Math.min(
            (double) longest.toNanos(),
            initial.toNanos() * Math.pow(2, Math.min(attempts - 1, 40)));
    if (asked == null) {
      return Duration.ofNanos((long) (random.nextDouble() * ceiling));
    }
    Duration heeded = asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked;
    double jitter = random.nextDouble() * Math.min(ceiling, heeded.toNanos() * 0.2);
    return heeded.plusNanos((long) jitter);
  }
}
