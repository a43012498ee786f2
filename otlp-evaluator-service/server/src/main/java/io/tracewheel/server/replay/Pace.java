// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.replay;

import java.util.function.LongSupplier;

/**
 * Spreads items evenly over time: after n items at r per second at least n / r seconds have passed.
 * Time lost to a slow destination is not made up for with a burst. Not thread-safe.
 */
final class Pace {

  /** Waits. */
  interface Sleep {
    void nanos(long nanos) throws InterruptedException;
  }

  private static final double NANOS = 1e9;

  private final double perSecond;
  private final LongSupplier nanoTime;
  private final Sleep sleep;
  private long due;
  private boolean begun;

  /**
   * A pace.
   *
   * @param perSecond items per second; 0 for as fast as possible
   */
  Pace(double perSecond, LongSupplier nanoTime, Sleep sleep) {
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
    this.sleep = sleep;
  }

  /** Returns when these items may be sent. */
  void await(long items) throws InterruptedException {
    if (perSecond == 0) {
      return;
    }
    long now = nanoTime.getAsLong();
    if (!begun || now - due > 0) {
      due = now;
      begun = true;
    }
    long wait = due - now;
    if (wait > 0) {
      sleep.nanos(wait);
    }
    due += (long) (items / perSecond * NANOS);
  }
}
