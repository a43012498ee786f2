// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.pipeline;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Bounds what is in flight: every request takes a ticket and reserves its bytes before they are
 * read. Thread-safe.
 *
 * <p>A request that is alone is always let in, so one larger than the whole budget is slow but not
 * impossible.
 */
public final class Intake {
  private static final Duration RETRY_AFTER_LEAST = Duration.ofSeconds(1);
  private static final Duration RETRY_AFTER_SPREAD = Duration.ofSeconds(2);

  private final long capacity;
  private final DoubleSupplier random;
  private long reserved;
  private int tickets;
  private boolean draining;

  /**
   * @param capacity bytes in flight
   * @param random 0 to 1, spreads the retries of refused clients
   */
  public Intake(long capacity, DoubleSupplier random) {
    this.capacity = capacity;
    this.random = random;
  }

  /**
   * Lets a request in.
   *
   * @throws RefusedException if the evaluator is stopping or its budget is used up
   */
  public Ticket enter() throws RefusedException {
    synchronized (this) {
      if (!draining && (reserved < capacity || tickets == 0)) {
        tickets++;
        return new Ticket();
      }
    }
    throw new RefusedException(draining() ? stopping() : overloaded());
  }

  /** From now on nothing is let in. */
  public synchronized void drain() {
    draining = true;
    notifyAll();
  }

  /** Whether {@link #drain} was called. */
  public synchronized boolean draining() {
    return draining;
  }

  /** How many bytes may be reserved. */
  public long capacity() {
    return capacity;
  }

  /** Requests in flight. */
  public synchronized int requests() {
    return tickets;
  }

  /** Bytes reserved by all tickets. */
  public synchronized long reservedBytes() {
    return reserved;
  }

  /**
   * Waits until every ticket is closed.
   *
   * @return whether that was so before the time was over
   */
  public synchronized boolean awaitIdle(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (tickets > 0) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** The refusal of a request above the budget. */
  public Refusal overloaded() {
    return Refusal.later(
        Refusal.Reason.OVERLOADED,
        "The evaluator has "
            + capacity
            + " bytes in flight, which is all that receivers.otlp.max_in_flight_bytes allows; try again.",
        retryAfter());
  }

  /** The refusal of a request while stopping. */
  public Refusal stopping() {
    return Refusal.later(
        Refusal.Reason.STOPPING, "The evaluator is stopping; try again.", retryAfter());
  }

  /**
   * When a refused client should try again, jittered so that many clients do not come back at once.
   */
  public Duration retryAfter() {
    return RETRY_AFTER_LEAST.plusMillis(
        (long) (RETRY_AFTER_SPREAD.toMillis() * random.getAsDouble()));
  }

  /** One request in flight. Thread-safe. */
  public final class Ticket implements AutoCloseable {
    private long held;
    private boolean closed;

    private Ticket() {}

    /**
     * Reserves more bytes for this request.
     *
     * @return false if they do not fit; then nothing was reserved
     */
    public boolean reserve(long bytes) {
      synchronized (Intake.this) {
        boolean alone = reserved == held;
        if (closed || (reserved + bytes > capacity && !alone)) {
          return false;
        }
        held += bytes;
        reserved += bytes;
        return true;
      }
    }

    /** Gives back all that was reserved; repeated calls do nothing. */
    @Override
    public void close() {
      synchronized (Intake.this) {
        if (!closed) {
          closed = true;
          reserved -= held;
          tickets--;
          if (tickets == 0) {
            Intake.this.notifyAll();
          }
        }
      }
    }
  }
}
