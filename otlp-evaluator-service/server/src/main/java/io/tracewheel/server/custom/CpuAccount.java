// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.custom;

import java.time.Duration;

/**
 * Processor time that is granted at a steady rate, kept up to a limit, and spent after the fact; it
 * may be overdrawn by what one evaluation uses. Safe for use by many threads.
 */
final class CpuAccount {
  private final double cores;
  private final double most;
  private double nanos;
  private long at;

  /**
   * A full account.
   *
   * @param cores processor time for each unit of time; infinite for no limit
   * @param most that is kept
   * @param now nanoseconds of a clock that never goes back
   */
  CpuAccount(double cores, Duration most, long now) {
    this.cores = cores;
    this.most = most.toNanos();
    this.nanos = this.most;
    this.at = now;
  }

  synchronized boolean hasSome(long now) {
    if (now - at > 0) {
      nanos = Math.min(most, nanos + (now - at) * cores);
      at = now;
    }
    return nanos > 0 || Double.isInfinite(cores);
  }

  synchronized void spend(long used) {
    nanos -= Math.max(0, used);
  }
}
