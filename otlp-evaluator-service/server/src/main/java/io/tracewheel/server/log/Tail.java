// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The newest records in memory, for readers that keep up: they need not read, copy and check again
 * what has just been written. A reader that lags further than this reads the files. Not
 * thread-safe.
 */
final class Tail {
  private final long capacity;
  private final TreeMap<Long, LogRecord> records = new TreeMap<>();
  private long bytes;

  /**
   * @param capacity bytes of bodies that are kept at most
   */
  Tail(long capacity) {
    this.capacity = capacity;
  }

  void add(LogRecord record) {
    records.put(record.position(), record);
    bytes += record.body().bytes().length();
    while (bytes > capacity) {
      forget(records.pollFirstEntry());
    }
  }

  /** Forgets the records that every reader has read. */
  void dropBefore(long position) {
    while (!records.isEmpty() && records.firstKey() < position) {
      forget(records.pollFirstEntry());
    }
  }

  /** Forgets records that did not get into the log. */
  void dropFrom(long position) {
    while (!records.isEmpty() && records.lastKey() >= position) {
      forget(records.pollLastEntry());
    }
  }

  private void forget(Map.Entry<Long, LogRecord> entry) {
    bytes -= entry.getValue().body().bytes().length();
  }

  /**
   * Records from exactly this position on without a gap; empty if the first is not here.
   *
   * @param end where the durable part of the log ends
   * @param maxBytes of all records with their headers; the first is given however long it is
   */
  List<LogRecord> from(long position, long end, long maxBytes) {
    List<LogRecord> found = new ArrayList<>();
    long expected = position;
    for (LogRecord record : records.tailMap(position).values()) {
      if (record.position() != expected
          || record.next() > end
          || (!found.isEmpty() && record.next() - position > maxBytes)) {
        break;
      }
      found.add(record);
      expected = record.next();
    }
    return found;
  }
}
