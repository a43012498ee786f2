// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.conduct;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Stops asking a judge that fails: it opens when half of at least twenty calls within thirty
 * seconds fail, or five time out in a row; then one call is tried after a while, twice as long each
 * time it fails. A judge that does not let us in at all is paused until it is configured anew.
 * Times are readings of one clock in nanoseconds. Safe for use by many threads.
 */
public final class Breaker {
  private static final int MIN_CALLS = 20;
  private static final double FAILURES = 0.5;
  private static final int TIMEOUTS = 5;
  private static final long WINDOW = Duration.ofSeconds(30).toNanos();

  private record Call(long at, boolean failed) {}

  private final long firstWait;
  private final long longestWait;
  private final Deque<Call> recent = new ArrayDeque<>();
  private int failures;
  private int timeoutsInARow;
  private boolean open;
  private boolean probing;
  private long wait;
  private long closedAgainAt;
  private @Nullable String paused;

  /**
   * A closed breaker.
   *
   * @param firstWait how long it stays open the first time
   * @param longestWait the longest it stays open
   */
  public Breaker(Duration firstWait, Duration longestWait) {
    this.firstWait = firstWait.toNanos();
    this.longestWait = longestWait.toNanos();
    this.wait = this.firstWait;
  }

  /**
   * Asks to make a call. Whoever may make one says what came of it.
   *
   * @return null when it may be made, else a clause that says why not
   */
  public synchronized @Nullable String enter(long now) {
    if (paused != null) {
      return paused;
    }
    if (!open) {
      return null;
    }
    if (probing || now - closedAgainAt < 0) {
      return "the judge failed too often and is not asked for a while";
    }
    probing = true;
    return null;
  }

  /** The call was not made. */
  public synchronized void left() {
    probing = false;
  }

  /** The judge answered, whatever it said. */
  public synchronized void answered(long now) {
    timeoutsInARow = 0;
    if (open && probing) {
      open = false;
      probing = false;
      wait = firstWait;
      recent.clear();
      failures = 0;
    }
    note(now, false);
  }

  /** The judge failed. */
  public synchronized void failed(long now, boolean timedOut) {
    timeoutsInARow = timedOut ? timeoutsInARow + 1 : 0;
    if (open) {
      if (probing) {
        probing = false;
        wait = Math.min(longestWait, 2 * wait);
        closedAgainAt = now + wait;
      }
      return;
    }
    note(now, true);
    if (timeoutsInARow >= TIMEOUTS
        || (recent.size() >= MIN_CALLS && failures >= FAILURES * recent.size())) {
      open = true;
      closedAgainAt = now + wait;
      timeoutsInARow = 0;
    }
  }

  /** The judge does not let us in: no call is made any more. */
  public synchronized void pause(String reason) {
    probing = false;
    paused = reason;
  }

  /** Why no call is made until the configuration changes; null when calls are made. */
  public synchronized @Nullable String paused() {
    return paused;
  }

  private void note(long now, boolean failed) {
    recent.addLast(new Call(now, failed));
    failures += failed ? 1 : 0;
    while (now - recent.getFirst().at() > WINDOW) {
      failures -= recent.removeFirst().failed() ? 1 : 0;
    }
  }
}
