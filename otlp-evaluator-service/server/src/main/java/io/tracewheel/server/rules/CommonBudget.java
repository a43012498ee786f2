// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The CPU that all rules of code together may use in a minute. Where it is short, rules of lower
 * priority give way first: what rules of higher priority used in the minute before, and have not
 * used in this one, is kept for them. Rules of one priority share what there is, first come, first
 * served. Safe for use by many threads.
 */
final class CommonBudget {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final long perMinute;

  // Guarded by this:
  private final TreeMap<Integer, Share> byPriority = new TreeMap<>();
  private boolean begun;
  private long minuteStart;
  private long used;

  /**
   * @param perMinute above zero
   */
  CommonBudget(Duration perMinute) {
    this.perMinute = perMinute.toNanos();
  }

  /** What is left to rules of one priority. */
  final class Share {
    private final int priority;
    private long usedBefore;
    private long usedNow;

    private Share(int priority) {
      this.priority = priority;
    }

    /**
     * Whether an evaluation may begin.
     *
     * @param now nanoseconds of a clock that never goes back
     */
    boolean hasSome(long now) {
      synchronized (CommonBudget.this) {
        turn(now);
        long kept = 0;
        for (Share higher : byPriority.tailMap(priority, false).values()) {
          kept += Math.max(0, higher.usedBefore - higher.usedNow);
        }
        return used + kept < perMinute;
      }
    }

    /**
     * Takes what an evaluation used.
     *
     * @param nanos CPU time
     */
    void spend(long nanos) {
      synchronized (CommonBudget.this) {
        used += nanos;
        usedNow += nanos;
      }
    }
  }

  /** The share of all rules of a priority. */
  synchronized Share of(int priority) {
    return byPriority.computeIfAbsent(priority, Share::new);
  }

  private void turn(long now) {
    if (begun && now - minuteStart < MINUTE) {
      return;
    }
    // After a minute in which nothing ran, nothing is known.
    boolean next = begun && now - minuteStart < 2 * MINUTE;
    for (Map.Entry<Integer, Share> each : byPriority.entrySet()) {
      Share share = each.getValue();
      share.usedBefore = next ? share.usedNow : 0;
      share.usedNow = 0;
    }
    begun = true;
    minuteStart = now;
    used = 0;
  }
}
