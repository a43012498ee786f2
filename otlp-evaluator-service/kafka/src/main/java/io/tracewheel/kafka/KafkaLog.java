// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.kafka;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.Signal;
import io.tracewheel.otlp.TraceSplit;
import io.tracewheel.server.config.EvaluatorConfig;
import io.tracewheel.server.log.Entry;
import io.tracewheel.server.log.LogFullException;
import io.tracewheel.server.log.LogOpenException;
import io.tracewheel.server.log.LogReader;
import io.tracewheel.server.log.LogStatistics;
import io.tracewheel.server.log.Passage;
import io.tracewheel.server.log.RequestLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * A log on a Kafka topic. A request of traces is cut so that each record holds traces of one
 * partition, the one that Kafka's own partitioner has for the trace id; other signals go to any
 * partition. An append is complete when every in-sync replica has all of its records. Every
 * destination is a consumer group: of the evaluators with this destination one at a time reads a
 * partition, and with it all spans of its traces.
 *
 * <p>Kafka drops by age, not by what destinations have: nothing is refused when they lag.
 */
final class KafkaLog implements RequestLog {
  static final String SIGNAL = "signal";
  private static final Duration CLOSE = Duration.ofSeconds(20);
  private static final Duration LEADERS = Duration.ofSeconds(60);
  private static final long LOOK_MILLIS = 50;

  private final EvaluatorConfig.Kafka settings;
  private final ClientProperties properties;
  private final Topic topic;
  private final Admin admin;
  private final Producer<byte[], byte[]> producer;
  private final ThreadLocal<TraceSplit> split = ThreadLocal.withInitial(TraceSplit::new);
  private final AtomicLong appended = new AtomicLong();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final Losses losses = new Losses();
  private volatile boolean closed;

  private KafkaLog(
      EvaluatorConfig.Kafka settings,
      ClientProperties properties,
      Topic topic,
      Admin admin,
      Producer<byte[], byte[]> producer) {
    this.settings = settings;
    this.properties = properties;
    this.topic = topic;
    this.admin = admin;
    this.producer = producer;
  }

  static KafkaLog open(EvaluatorConfig.Kafka settings, int largestRequest) throws LogOpenException {
    // Scores make a request longer.
    int largestRecord = (int) Math.min(Integer.MAX_VALUE, largestRequest + largestRequest / 4L);
    ClientProperties properties = new ClientProperties(settings, largestRecord);
    Admin admin = Admin.create(properties.admin());
    try {
      Topic topic = Topic.open(admin, settings, largestRecord);
      Producer<byte[], byte[]> producer = new KafkaProducer<>(properties.producer());
      awaitLeaders(producer, topic);
      return new KafkaLog(settings, properties, topic, admin, producer);
    } catch (LogOpenException | RuntimeException e) {
      admin.close(Duration.ZERO);
      throw e;
    }
  }

  /** Appends do not wait for anything, so the producer must know the partitions before. */
  private static void awaitLeaders(Producer<byte[], byte[]> producer, Topic topic)
      throws LogOpenException {
    long deadline = System.nanoTime() + LEADERS.toNanos();
    while (true) {
      try {
        producer.partitionsFor(topic.name());
        return;
      } catch (TimeoutException e) {
        if (System.nanoTime() - deadline > 0) {
          producer.close(Duration.ZERO);
          throw new LogOpenException(
              "The Kafka topic " + topic.name() + " has no leaders; check the brokers.", e);
        }
        Utils.sleep(LOOK_MILLIS);
      }
    }
  }

  @Override
  public CompletableFuture<Long> append(List<Entry> entries) {
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("nothing to append");
    }
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    long bytes = 0;
    for (Entry entry : entries) {
      if (entry.passage() != Passage.FREE) {
        throw new IllegalArgumentException("nothing is held in a log on Kafka");
      }
      for (ProducerRecord<byte[], byte[]> record : records(entry)) {
        records.add(record);
        bytes += record.value().length;
      }
    }
    if (closed) {
      return CompletableFuture.failedFuture(new IOException("the log is closed"));
    }
    long waiting = waitingBytes.getAndAdd(bytes);
    if (waiting > 0 && waiting + bytes > ClientProperties.BUFFER_BYTES) {
      waitingBytes.addAndGet(-bytes);
      return CompletableFuture.failedFuture(
          new LogFullException(waiting + " bytes wait for Kafka's brokers already"));
    }
    return new Append(records.size(), bytes).send(records);
  }

  /** The records of one entry; the bytes are copied. */
  private List<ProducerRecord<byte[], byte[]>> records(Entry entry) {
    long now = System.currentTimeMillis();
    List<Header> headers =
        List.of(new RecordHeader(SIGNAL, entry.signal().name().getBytes(StandardCharsets.UTF_8)));
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (Map.Entry<Integer, ByteSlice> part : parts(entry).entrySet()) {
      Integer partition = part.getKey() < 0 ? null : part.getKey();
      records.add(
          new ProducerRecord<>(
              topic.name(), partition, now, null, part.getValue().toByteArray(), headers));
    }
    return records;
  }

  /** What goes to which partition; -1 for any. */
  private Map<Integer, ByteSlice> parts(Entry entry) {
    ByteSlice request = entry.body().plain(); // what is cut must be inflated
    if (entry.signal() == Signal.TRACES) {
      try {
        return split.get().split(request, this::partition, ScanLimits.DEFAULT);
      } catch (MalformedOtlpException e) {
        // The pipeline lets none through; bytes that are none belong to no trace.
      }
    }
    return Map.of(-1, request);
  }

  /** As Kafka's partitioner has it for a record with the trace id as its key. */
  private int partition(ByteSlice traceId) {
    return Utils.toPositive(Utils.murmur2(traceId.toByteArray())) % topic.partitions();
  }

  /** One append under way. */
  private final class Append {
    private final CompletableFuture<Long> future = new CompletableFuture<>();
    private final AtomicInteger left;
    private final long bytes;

    private Append(int records, long bytes) {
      this.left = new AtomicInteger(records);
      this.bytes = bytes;
    }

    private CompletableFuture<Long> send(List<ProducerRecord<byte[], byte[]>> records) {
      for (ProducerRecord<byte[], byte[]> record : records) {
        try {
          var unused = producer.send(record, (metadata, failure) -> done(failure));
        } catch (KafkaException | IllegalStateException e) {
          done(e);
        }
      }
      return future;
    }

    private void done(@Nullable Exception failure) {
      if (failure != null) {
        failures.incrementAndGet();
        future.completeExceptionally(
            failure instanceof BufferExhaustedException
                ? new LogFullException("too much waits for Kafka's brokers already")
                : new IOException("Kafka did not take it: " + failure, failure));
      }
      if (left.decrementAndGet() == 0) {
        waitingBytes.addAndGet(-bytes);
        future.complete(appended.incrementAndGet()); // without effect after a failure
      }
    }
  }

  @Override
  public Map<String, LogReader> readers(Collection<String> names) throws IOException {
    Map<String, LogReader> readers = new LinkedHashMap<>();
    new NewGroups(admin, topic, settings.group()).begin(names);
    try (OwnLoader loader = new OwnLoader()) {
      for (String name : names) {
        Map<String, Object> consumer = properties.consumer(settings.group() + "." + name);
        readers.put(name, KafkaReader.start(name, topic, consumer, losses));
      }
    }
    return readers;
  }

  /** Appends of this process; positions of readers count otherwise. */
  @Override
  public long end() {
    return appended.get();
  }

  @Override
  public LogStatistics statistics() {
    return new LogStatistics(
        0, waitingBytes.get(), 0, losses.places(), losses.records(), failures.get());
  }

  @Override
  public void close() {
    closed = true;
    producer.close(CLOSE);
    admin.close(Duration.ZERO);
  }
}
