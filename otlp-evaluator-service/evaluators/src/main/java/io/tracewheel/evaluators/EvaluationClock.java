// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;

/** The times that evaluation needs. Safe for use by many threads. */
public interface EvaluationClock {

  /** Nanoseconds of a clock that never goes back, from an arbitrary start. */
  long nanoTime();

  /** Nanoseconds of CPU that the calling thread has used; -1 when the platform cannot tell. */
  long threadCpuNanos();

  /** Nanoseconds since 1970. */
  long unixNanos();

  /** The clocks of the machine. */
  static EvaluationClock system() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    boolean cpu = threads.isCurrentThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled();
    return new EvaluationClock() {
      @Override
      public long nanoTime() {
        return System.nanoTime();
      }

      @Override
      public long threadCpuNanos() {
        return cpu ? threads.getCurrentThreadCpuTime() : -1;
      }

      @Override
      public long unixNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
      }
    };
  }
}
