// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A destination's counters, and its log lines: one when it fails, one when it is well again, and at
 * most one a minute about requests that it did not take. Thread-safe.
 */
final class Health {
  private static final Logger LOG = LoggerFactory.getLogger(Destinations.class);
  private static final long MINUTE_NANOS = 60_000_000_000L;

  private final String id;
  private final LongSupplier nanoTime;
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong deliveredBytes = new AtomicLong();
  private final AtomicLong failedAttempts = new AtomicLong();
  private final AtomicLong possibleDuplicates = new AtomicLong();
  private final AtomicLong rejectedItems = new AtomicLong();
  private final AtomicLong deadLettered = new AtomicLong();
  private boolean failing;
  private boolean warned;
  private long failingSince;
  private long warnedAt;
  private long complainedAt;

  Health(String id, LongSupplier nanoTime) {
    this.id = id;
    this.nanoTime = nanoTime;
    this.warnedAt = nanoTime.getAsLong() - MINUTE_NANOS;
    this.complainedAt = warnedAt;
  }

  /**
   * @param oldestMillis when the oldest request was received that is not delivered; 0 for none
   * @param inFlight requests that were read and are not done with
   */
  DestinationStatistics statistics(long lagBytes, long oldestMillis, int inFlight) {
    return new DestinationStatistics(
        id,
        delivered.get(),
        deliveredBytes.get(),
        failedAttempts.get(),
        possibleDuplicates.get(),
        rejectedItems.get(),
        deadLettered.get(),
        lagBytes,
        oldestMillis == 0 ? 0 : Math.max(0, System.currentTimeMillis() - oldestMillis),
        inFlight,
        reachable());
  }

  void delivered(long requests, long bytes, long rejected, String message) {
    delivered.addAndGet(requests);
    deliveredBytes.addAndGet(bytes);
    well();
    if (rejected > 0) {
      long all = rejectedItems.addAndGet(rejected);
      if (mayComplain()) {
        LOG.warn("Destination {} rejected {} items ({} so far): {}", id, rejected, all, message);
      }
    } else if (!message.isEmpty() && mayComplain()) {
      LOG.warn("Destination {} accepted a request with a warning: {}", id, message);
    }
  }

  void deadLettered(String reason) {
    long all = deadLettered.incrementAndGet();
    well();
    if (mayComplain()) {
      LOG.warn(
          "Destination {} refused a request for good ({} so far); it is kept in the dead-letter"
              + " file: {}",
          id,
          all,
          reason);
    }
  }

  /**
   * @param unknown whether the destination may have taken the request all the same
   */
  synchronized void failed(String reason, boolean unknown) {
    failedAttempts.incrementAndGet();
    if (unknown) {
      possibleDuplicates.incrementAndGet();
    }
    long now = nanoTime.getAsLong();
    if (!failing) {
      failing = true;
      failingSince = now;
    }
    if (!warned && now - warnedAt >= MINUTE_NANOS) {
      warned = true;
      warnedAt = now;
      LOG.warn(
          "Destination {} does not take requests: {}; they stay in the log and are tried again",
          id,
          reason);
    }
  }

  synchronized boolean reachable() {
    return !failing;
  }

  private synchronized void well() {
    if (failing) {
      failing = false;
      if (warned) {
        warned = false;
        LOG.info(
            "Destination {} takes requests again, after {} s",
            id,
            (nanoTime.getAsLong() - failingSince) / 1_000_000_000L);
      }
    }
  }

  private synchronized boolean mayComplain() {
    long now = nanoTime.getAsLong();
    if (now - complainedAt < MINUTE_NANOS) {
      return false;
    }
    complainedAt = now;
    return true;
  }
}
