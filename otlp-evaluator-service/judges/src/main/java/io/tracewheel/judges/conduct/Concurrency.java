// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.conduct;

/**
 * How many calls may run at once: one more after each round of calls that went well, half as many
 * after an overload. Of an overload that many calls feel at once only the first counts. Safe for
 * use by many threads.
 */
public final class Concurrency {
  private final int max;
  private double limit;
  private int running;
  private long epoch;

  /** Begins with some, never more than {@code max}, never less than one. */
  public Concurrency(int start, int max) {
    this.max = max;
    this.limit = Math.min(start, max);
  }

  /** Takes a permit; its number, or -1 when there is none. */
  public synchronized long tryAcquire() {
    if (running >= (int) limit) {
      return -1;
    }
    running++;
    return epoch;
  }

  /** Gives a permit back whose call says nothing about the load. */
  public synchronized void release() {
    running--;
  }

  /** Gives a permit back whose call went well. */
  public synchronized void succeeded() {
    running--;
    limit = Math.min(max, limit + 1 / limit);
  }

  /** Gives a permit back whose call was too much. */
  public synchronized void overloaded(long permit) {
    running--;
    if (permit == epoch) {
      limit = Math.max(1, limit / 2);
      epoch++;
    }
  }

  /** Calls that run now. */
  public synchronized int running() {
    return running;
  }

  /** How many may. */
  public synchronized int limit() {
    return (int) limit;
  }
}
