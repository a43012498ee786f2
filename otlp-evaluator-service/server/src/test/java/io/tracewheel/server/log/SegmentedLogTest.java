// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.log.Logs.Item;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentedLogTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void a_reader_goes_on_at_its_committed_position_after_every_reopening(long seed)
      throws Exception {
    Random random = new Random(seed);
    List<Item> appended = new ArrayList<>();
    int committed = 0;
    for (int run = 0; run < 12; run++) {
      try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, 2_000, 1 << 30))) {
        LogReader reader = Logs.reader(log, "otlp/a b*");
        assertThat(reader.mark()).isEqualTo(committed == 0 ? -1 : committed);
        for (int i = random.nextInt(40); i > 0; i--) {
          List<Entry> group = Logs.group(random, 400);
          group.forEach(entry -> appended.add(Item.of(entry)));
          CompletableFuture<Long> durable = log.append(group);
          for (Entry entry : group) {
            Arrays.fill(entry.body().bytes().array(), (byte) 0); // the caller reuses its buffers
          }
          assertThat(durable.get(20, TimeUnit.SECONDS)).isEqualTo(log.end());
        }
        int at = committed;
        for (int polls = random.nextInt(30); polls > 0; polls--) {
          for (LogRecord record : reader.poll(1 + random.nextInt(3_000), Logs.SHORT)) {
            assertThat(Item.of(record))
                .as("seed %s, item %s", seed, at)
                .isEqualTo(appended.get(at));
            at++;
            if (random.nextInt(3) == 0) {
              committed = at;
              reader.commit(record.next(), committed);
            }
          }
        }
      }
    }
    assertThat(committed).as("seed %s", seed).isPositive();
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16})
  void nothing_is_lost_added_or_reordered(long seed) throws Exception {
    Random random = new Random(seed);
    List<Item> expected = new ArrayList<>();
    for (int run = 0; run < 5; run++) {
      try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, 3_000, 1 << 30))) {
        for (int i = random.nextInt(80); i > 0; i--) {
          List<Entry> group = Logs.group(random, 700);
          group.forEach(entry -> expected.add(Item.of(entry)));
          log.append(group);
        }
      }
      try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, 3_000, 1 << 30))) {
        assertThat(Logs.items(log)).as("seed %s", seed).isEqualTo(expected);
        assertThat(log.statistics().damagedPlaces()).isZero();
        assertThat(log.statistics().tornBytes()).isZero();
      }
    }
  }

  @Test
  void appends_of_many_threads_are_all_there_each_threads_own_in_order() throws Exception {
    int threads = 8;
    int each = 500;
    try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, 50_000, 1 << 30))) {
      List<Thread> running = new ArrayList<>();
      List<CompletableFuture<Long>> futures = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int thread = t;
        Thread started =
            new Thread(
                () -> {
                  byte[] reused = new byte[8];
                  for (int i = 0; i < each; i++) {
                    ByteBuffer.wrap(reused).putInt(thread).putInt(i);
                    CompletableFuture<Long> future =
                        log.append(List.of(new Entry(Signal.TRACES, ByteSlice.of(reused))));
                    synchronized (futures) {
                      futures.add(future);
                    }
                  }
                });
        running.add(started);
        started.start();
      }
      for (Thread thread : running) {
        thread.join();
      }
      CompletableFuture.allOf(futures.toArray(new CompletableFuture<?>[0]))
          .get(20, TimeUnit.SECONDS);
    }
    Map<Integer, Integer> next = new HashMap<>();
    try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, 50_000, 1 << 30))) {
      for (LogRecord record : Logs.all(Logs.reader(log, "r"))) {
        ByteBuffer body = ByteBuffer.wrap(record.request().toByteArray());
        int thread = body.getInt();
        assertThat(body.getInt()).isEqualTo(next.getOrDefault(thread, 0));
        next.merge(thread, 1, Integer::sum);
      }
    }
    assertThat(next)
        .hasSize(threads)
        .allSatisfy((thread, count) -> assertThat(count).isEqualTo(each));
  }

  @Test
  void a_body_longer_than_a_segment_is_kept_whole() throws Exception {
    byte[] large = new byte[3_000_000];
    new Random(5).nextBytes(large);
    try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, 64_000, 1 << 30))) {
      log.append(List.of(new Entry(Signal.LOGS, ByteSlice.of(new byte[10]))));
      log.append(List.of(new Entry(Signal.LOGS, ByteSlice.of(large))));
      log.append(List.of(new Entry(Signal.LOGS, ByteSlice.of(new byte[11]))));
    }
    try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, 64_000, 1 << 30))) {
      List<LogRecord> records = Logs.all(Logs.reader(log, "r"));
      assertThat(records).extracting(r -> r.request().length()).containsExactly(10, 3_000_000, 11);
      assertThat(records.get(1).request().toByteArray()).isEqualTo(large);
    }
  }

  @Test
  void a_full_log_refuses_until_the_slowest_reader_has_moved_on_and_drops_nothing()
      throws Exception {
    List<Entry> entry = List.of(new Entry(Signal.TRACES, ByteSlice.of(new byte[1_000])));
    try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, 1 << 20, 40_000))) {
      Map<String, LogReader> readers = log.readers(List.of("fast", "slow"));
      int accepted = 0;
      while (true) {
        CompletableFuture<Long> appended = log.append(entry);
        if (appended.isCompletedExceptionally()) {
          assertThatThrownBy(appended::get).hasCauseInstanceOf(LogFullException.class);
          break;
        }
        appended.get(20, TimeUnit.SECONDS);
        accepted++;
      }
      assertThat(accepted).isEqualTo(40_000 / 1_024);
      LogReader fast = readers.get("fast");
      LogReader slow = readers.get("slow");
      assertThat(fast).isNotNull();
      assertThat(slow).isNotNull();
      fast.commit(log.end());
      assertThat(log.append(entry)).isCompletedExceptionally();
      assertThat(Logs.all(slow)).hasSize(accepted);
      slow.commit(log.end());
      log.append(entry).get(20, TimeUnit.SECONDS);
      assertThat(segmentFiles()).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void a_renamed_reader_takes_over_from_the_slowest_and_the_old_name_is_forgotten()
      throws Exception {
    List<Entry> entry = List.of(new Entry(Signal.TRACES, ByteSlice.of(new byte[100])));
    try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, 1 << 20, 1 << 30))) {
      Map<String, LogReader> readers = log.readers(List.of("a", "old"));
      long second = 0;
      for (int i = 0; i < 3; i++) {
        long end = log.append(entry).get(20, TimeUnit.SECONDS);
        second = i == 0 ? end : second;
      }
      for (LogReader reader : readers.values()) {
        reader.commit(reader.name().equals("old") ? second : log.end());
      }
    }
    try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, 1 << 20, 1 << 30))) {
      Map<String, LogReader> readers = log.readers(List.of("a", "new"));
      LogReader renamed = readers.get("new");
      assertThat(renamed).isNotNull();
      assertThat(Logs.all(renamed)).hasSize(2);
      assertThat(renamed.lagBytes()).isEqualTo(2 * 124);
      try (Stream<Path> cursors = Files.list(directory.resolve("cursors"))) {
        assertThat(cursors.map(p -> p.getFileName().toString()))
            .containsExactlyInAnyOrder("a.cursor", "new.cursor");
      }
    }
  }

  @Test
  void a_reader_waits_for_what_comes_and_a_close_wakes_it() throws Exception {
    SegmentedLog log = SegmentedLog.open(Logs.settings(directory, 1 << 20, 1 << 30));
    LogReader reader = Logs.reader(log, "r");
    CompletableFuture<List<LogRecord>> polled = new CompletableFuture<>();
    Thread reading =
        new Thread(
            () -> {
              try {
                polled.complete(reader.poll(1_000, Duration.ofMinutes(1)));
                reader.poll(1_000, Duration.ofMinutes(10));
              } catch (Exception e) {
                polled.completeExceptionally(e);
              }
            });
    reading.start();
    log.append(List.of(new Entry(Signal.METRICS, ByteSlice.of(new byte[] {1, 2}))));
    assertThat(polled.get(20, TimeUnit.SECONDS)).hasSize(1);
    log.close();
    reading.join(20_000);
    assertThat(reading.isAlive()).isFalse();
    assertThat(log.append(List.of(new Entry(Signal.LOGS, ByteSlice.EMPTY))))
        .isCompletedExceptionally();
  }

  @Test
  void a_second_process_is_told_that_the_directory_is_in_use() throws Exception {
    try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, 1 << 20, 1 << 30))) {
      assertThat(log.end()).isZero();
      assertThatThrownBy(() -> SegmentedLog.open(Logs.settings(directory, 1 << 20, 1 << 30)))
          .isInstanceOf(LogOpenException.class)
          .hasMessageContaining("in use by another evaluator");
    }
    SegmentedLog.open(Logs.settings(directory, 1 << 20, 1 << 30)).close();
  }

  @Test
  void a_file_in_place_of_the_directory_or_above_it_is_said_in_one_sentence() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "x");
    assertThatThrownBy(() -> SegmentedLog.open(Logs.settings(file, 1 << 20, 1 << 30)))
        .isInstanceOf(LogOpenException.class)
        .hasMessage(
            "The log directory " + file + " is a file; name a directory, or remove the file.");
    Path below = file.resolve("log");
    assertThatThrownBy(() -> SegmentedLog.open(Logs.settings(below, 1 << 20, 1 << 30)))
        .isInstanceOf(LogOpenException.class)
        .hasMessageStartingWith("The log directory " + below + " cannot be used (");
  }

  private long segmentFiles() throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".segment")).count();
    }
  }
}
