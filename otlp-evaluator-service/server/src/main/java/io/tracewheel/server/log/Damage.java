// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stretches of the log that cannot be read, each counted once however many readers meet it.
 * Thread-safe.
 */
final class Damage {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentedLog.class);

  /** More places than this are counted at each meeting; a disk so broken is known to be. */
  private static final int REMEMBERED = 10_000;

  private final String directory;
  private final Set<Long> known = new HashSet<>();
  private long places;
  private long bytes;

  Damage(String directory) {
    this.directory = directory;
  }

  synchronized void report(long from, long to) {
    if (known.contains(from)) {
      return;
    }
    if (known.size() < REMEMBERED) {
      known.add(from);
    }
    places++;
    bytes += to - from;
    LOG.error(
        "The log in {} is damaged: {} bytes at position {} cannot be read and are passed over",
        directory,
        to - from,
        from);
  }

  synchronized long places() {
    return places;
  }

  synchronized long bytes() {
    return bytes;
  }
}
