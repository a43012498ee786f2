// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.kafka;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Kafka dropped by age before a destination had it: counted and said. Thread-safe. */
final class Losses {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaLog.class);

  private long places;
  private long records;

  synchronized void report(String destination, int partition, long from, long to) {
    places++;
    records += to - from;
    LOG.error(
        "Kafka has dropped {} records of partition {} that {} had not got: they were older than the"
            + " topic's retention",
        to - from,
        partition,
        destination);
  }

  synchronized long places() {
    return places;
  }

  synchronized long records() {
    return records;
  }
}
