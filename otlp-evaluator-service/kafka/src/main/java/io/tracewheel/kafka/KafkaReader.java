// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.kafka;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.log.LogReader;
import io.tracewheel.server.log.LogRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic for one destination as a member of its consumer group. A thread of its own speaks
 * with Kafka, reads ahead a little, and stores offsets of what is done with, five times a second.
 *
 * <p>Before a partition goes to another evaluator, what was handed out of it is waited for, so that
 * no two of them work on one trace; only a destination that does not answer for {@value
 * #HAND_OVER_SECONDS} s may get a record from both. Positions are of this process alone.
 */
final class KafkaReader implements LogReader {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaLog.class);
  private static final long AHEAD_BYTES = 8L << 20;
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration STORE = Duration.ofSeconds(5);
  private static final long STORE_EVERY_NANOS = 200_000_000L;
  private static final long PAUSE_MILLIS = 1_000;
  private static final long HAND_OVER_SECONDS = 30;
  private static final long CLOSE_MILLIS = 20_000;

  private final String name;
  private final Topic topic;
  private final Consumer<byte[], byte[]> consumer;
  private final Losses losses;
  private final Thread thread;

  // Guarded by this:
  private final Map<Integer, Partition> partitions = new HashMap<>();
  private final ArrayDeque<Ahead> ahead = new ArrayDeque<>();
  private final ArrayDeque<Open> open = new ArrayDeque<>();
  private long aheadBytes;
  private long position = System.currentTimeMillis() << 20; // above those of any process before
  private long committed = position;
  private long lagRecords;
  private long readRecords;
  private long readBytes;
  private volatile boolean closed;

  /** A record that was read and not handed out. */
  private record Ahead(Partition partition, ConsumerRecord<byte[], byte[]> record) {}

  /** A record that was handed out and is not done with. */
  private record Open(Partition partition, long offset, long next) {}

  private KafkaReader(String name, Topic topic, Consumer<byte[], byte[]> consumer, Losses losses) {
    this.name = name;
    this.topic = topic;
    this.consumer = consumer;
    this.losses = losses;
    this.thread = new Thread(this::run, "tracewheel-kafka-" + name);
    this.thread.setDaemon(true);
    this.thread.setContextClassLoader(KafkaReader.class.getClassLoader());
  }

  static KafkaReader start(
      String name, Topic topic, Map<String, Object> properties, Losses losses) {
    KafkaReader reader = new KafkaReader(name, topic, new KafkaConsumer<>(properties), losses);
    reader.thread.start();
    return reader;
  }

  // Of the thread:

  private void run() {
    try {
      consumer.subscribe(List.of(topic.name()), new HandOver());
      long storedAt = System.nanoTime();
      while (!closed) {
        try {
          if (full()) {
            consumer.pause(consumer.assignment());
          } else {
            consumer.resume(consumer.paused());
          }
          add(consumer.poll(POLL));
          measure();
          if (System.nanoTime() - storedAt > STORE_EVERY_NANOS) {
            store();
            storedAt = System.nanoTime();
          }
        } catch (WakeupException e) {
          // Closed.
        } catch (KafkaException e) {
          if (!closed) {
            LOG.warn("Kafka cannot be read for {} now, and is tried again: {}", name, e.toString());
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
          }
        }
      }
    } catch (InterruptedException | InterruptException e) {
      // Closed.
    } finally {
      try {
        store();
      } catch (KafkaException e) {
        LOG.warn("Offsets of {} cannot be stored; some is sent again: {}", name, e.toString());
      }
      consumer.close();
    }
  }

  private synchronized boolean full() {
    return aheadBytes > AHEAD_BYTES;
  }

  private synchronized void add(Iterable<ConsumerRecord<byte[], byte[]>> records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      Partition partition = partitions.get(record.partition());
      if (partition == null) {
        continue; // given up within the poll
      }
      if (partition.read >= 0 && record.offset() > partition.read) {
        losses.report(name, record.partition(), partition.read, record.offset());
      }
      partition.read = record.offset() + 1;
      ahead.add(new Ahead(partition, record));
      aheadBytes += record.value().length;
      readRecords++;
      readBytes += record.value().length;
    }
    notifyAll();
  }

  private void measure() {
    long behind = 0;
    for (TopicPartition partition : consumer.assignment()) {
      OptionalLong lag = consumer.currentLag(partition);
      behind += lag.orElse(0);
    }
    synchronized (this) {
      lagRecords = behind + ahead.size();
    }
  }

  /** Stores what is done with, of the partitions that are still ours. */
  private void store() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    synchronized (this) {
      for (Partition partition : partitions.values()) {
        if (partition.done > partition.stored) {
          offsets.put(
              new TopicPartition(topic.name(), partition.number),
              new OffsetAndMetadata(partition.done));
        }
      }
    }
    if (offsets.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(offsets, STORE);
    } catch (RebalanceInProgressException e) {
      return; // stored when it is over, or before a partition is given up
    } catch (WakeupException e) {
      consumer.commitSync(offsets, STORE); // closed in this moment; it is thrown once
    }
    synchronized (this) {
      offsets.forEach(
          (key, offset) -> {
            Partition partition = partitions.get(key.partition());
            if (partition != null) {
              partition.stored = offset.offset();
            }
          });
    }
  }

  /** What happens when evaluators come and go. */
  private final class HandOver implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
      Map<TopicPartition, OffsetAndMetadata> begin = Map.of();
      try {
        begin = consumer.committed(new HashSet<>(assigned), STORE);
      } catch (KafkaException e) {
        LOG.warn(
            "The offsets of {} cannot be read, so losses cannot be seen: {}", name, e.toString());
      }
      synchronized (KafkaReader.this) {
        for (TopicPartition one : assigned) {
          Partition partition = new Partition(one.partition());
          OffsetAndMetadata offset = begin.get(one);
          if (offset != null) {
            partition.stored = offset.offset();
            partition.read = offset.offset();
          }
          partitions.put(one.partition(), partition);
        }
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
      takeBack(revoked);
      awaitOpen(revoked);
      try {
        store();
      } catch (KafkaException e) {
        LOG.warn("Offsets of {} cannot be stored; some is sent again: {}", name, e.toString());
      }
      giveUp(revoked);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
      takeBack(lost);
      giveUp(lost);
    }
  }

  private synchronized void takeBack(Collection<TopicPartition> given) {
    for (TopicPartition one : given) {
      ahead.removeIf(
          record -> {
            boolean gone = record.partition.number == one.partition();
            aheadBytes -= gone ? record.record.value().length : 0;
            return gone;
          });
    }
  }

  private synchronized void awaitOpen(Collection<TopicPartition> given) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(HAND_OVER_SECONDS);
    while (!closed && System.nanoTime() < deadline && anyOpen(given)) {
      try {
        wait(POLL.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private boolean anyOpen(Collection<TopicPartition> given) {
    for (TopicPartition one : given) {
      Partition partition = partitions.get(one.partition());
      if (partition != null && partition.open > 0) {
        return true;
      }
    }
    return false;
  }

  private synchronized void giveUp(Collection<TopicPartition> given) {
    given.forEach(partition -> partitions.remove(partition.partition()));
  }

  // Of the destination:

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized List<LogRecord> poll(int maxBytes, Duration timeout)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (ahead.isEmpty() && !closed) {
      long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (millis <= 0) {
        break;
      }
      wait(millis);
    }
    List<LogRecord> records = new ArrayList<>();
    long bytes = 0;
    while (!ahead.isEmpty()) {
      Ahead next = ahead.element();
      int length = next.record.value().length;
      if (!records.isEmpty() && bytes + length > maxBytes) {
        break;
      }
      ahead.remove();
      aheadBytes -= length;
      bytes += length;
      next.partition.open++;
      open.add(new Open(next.partition, next.record.offset() + 1, position + 1));
      records.add(
          new LogRecord(
              position,
              position + 1,
              next.record.timestamp(),
              signal(next.record),
              ByteSlice.of(next.record.value())));
      position++;
    }
    return records;
  }

  private static Signal signal(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(KafkaLog.SIGNAL);
    return header == null
        ? Signal.TRACES
        : Signal.valueOf(new String(header.value(), StandardCharsets.UTF_8));
  }

  /** Stored within a fifth of a second; a crash repeats what was delivered in it. */
  @Override
  public synchronized void commit(long next, long mark) {
    if (next < committed) {
      throw new IllegalArgumentException("cannot go back from " + committed + " to " + next);
    }
    while (!open.isEmpty() && open.element().next <= next) {
      Open one = open.remove();
      one.partition.open--;
      one.partition.done = one.offset;
    }
    committed = next;
    notifyAll();
  }

  @Override
  public synchronized long committed() {
    return committed;
  }

  /** None is kept. */
  @Override
  public long mark() {
    return -1;
  }

  /** Of the partitions that this evaluator reads, from the mean size of their records. */
  @Override
  public synchronized long lagBytes() {
    long records = lagRecords + open.size();
    return records == 0 ? 0 : Math.max(records, records * readBytes / Math.max(1, readRecords));
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
