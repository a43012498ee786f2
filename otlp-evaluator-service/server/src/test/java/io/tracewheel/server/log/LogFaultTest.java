// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.log.Logs.Item;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogFaultTest {
  @TempDir Path directory;

  /** Real files whose calls can be made to fail. */
  private static class Faulty implements SegmentFile.Opener {
    /** Decides before each call; may throw. */
    interface Script {
      void before(String call) throws IOException;
    }

    volatile Script script = call -> {};
    volatile long writeAtMost = Long.MAX_VALUE;

    @Override
    public SegmentFile open(Path path) throws IOException {
      script.before("open");
      SegmentFile real = SegmentFile.open(path);
      return new SegmentFile() {
        @Override
        public long write(ByteBuffer[] buffers, int offset, int length) throws IOException {
          script.before("write");
          ByteBuffer first = buffers[offset];
          int part = (int) Math.min(writeAtMost, first.remaining());
          ByteBuffer view = first.duplicate().limit(first.position() + part);
          long written = real.write(new ByteBuffer[] {view}, 0, 1);
          first.position(view.position());
          return written;
        }

        @Override
        public void force() throws IOException {
          script.before("force");
          real.force();
        }

        @Override
        public void position(long offset) throws IOException {
          real.position(offset);
        }

        @Override
        public void resize(long length) throws IOException {
          script.before("resize");
          real.resize(length);
        }

        @Override
        public void close() throws IOException {
          real.close();
        }
      };
    }
  }

  private static List<Entry> entry(int size) {
    return List.of(new Entry(Signal.TRACES, ByteSlice.of(new byte[size])));
  }

  @Test
  void nothing_is_acknowledged_before_it_is_forced_and_one_force_serves_all_that_waited()
      throws Exception {
    Faulty files = new Faulty();
    try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, 1 << 20, 1 << 30), files)) {
      log.append(entry(1)).get(20, TimeUnit.SECONDS);
      CountDownLatch forcing = new CountDownLatch(1);
      CountDownLatch go = new CountDownLatch(1);
      AtomicInteger forces = new AtomicInteger();
      files.script =
          call -> {
            if (call.equals("force")) {
              forces.incrementAndGet();
              forcing.countDown();
              await(go);
            }
          };
      CompletableFuture<Long> first = log.append(entry(10));
      assertThat(forcing.await(20, TimeUnit.SECONDS)).isTrue();
      List<CompletableFuture<Long>> others = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        others.add(log.append(entry(10)));
      }
      LogReader reader = Logs.reader(log, "r");
      assertThat(Logs.all(reader)).as("what is not durable is not read either").hasSize(1);
      assertThat(first).isNotDone();
      assertThat(others).noneMatch(CompletableFuture::isDone);
      go.countDown();
      first.get(20, TimeUnit.SECONDS);
      for (CompletableFuture<Long> other : others) {
        other.get(20, TimeUnit.SECONDS);
      }
      assertThat(forces).hasValue(2);
      assertThat(Logs.all(reader)).hasSize(101);
    }
  }

  @Test
  void short_writes_are_completed() throws Exception {
    Faulty files = new Faulty();
    files.writeAtMost = 7;
    Random random = new Random(3);
    List<Item> expected = new ArrayList<>();
    try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, 3_000, 1 << 30), files)) {
      for (int i = 0; i < 50; i++) {
        List<Entry> group = Logs.group(random, 300);
        group.forEach(one -> expected.add(Item.of(one)));
        log.append(group);
      }
    }
    try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, 3_000, 1 << 30))) {
      assertThat(Logs.items(log)).isEqualTo(expected);
    }
  }

  @Test
  void a_full_disk_fails_appends_and_the_log_goes_on_when_there_is_space() throws Exception {
    Faulty files = new Faulty();
    AtomicLong space = new AtomicLong(5_000);
    files.writeAtMost = 200;
    files.script =
        call -> {
          if (call.equals("write") && space.addAndGet(-200) < 0) {
            throw new IOException("No space left on device");
          }
        };
    int before = 0;
    int after = 0;
    try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, 3_000, 1 << 30), files)) {
      LogReader reader = Logs.reader(log, "r");
      while (true) {
        try {
          log.append(entry(500)).get(20, TimeUnit.SECONDS);
          before++;
        } catch (ExecutionException e) {
          assertThat(e).hasRootCauseMessage("No space left on device");
          break;
        }
      }
      assertThat(before).isGreaterThan(3);
      for (int i = 0; i < 20; i++) {
        assertThatThrownBy(() -> log.append(entry(500)).get(20, TimeUnit.SECONDS))
            .hasRootCauseMessage("No space left on device");
      }
      assertThat(log.statistics().waitingBytes()).isZero();
      space.set(1 << 20);
      for (; after < 10; after++) {
        log.append(entry(501)).get(20, TimeUnit.SECONDS);
      }
      assertThat(Logs.all(reader)).hasSize(before + after);
    }
    try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, 3_000, 1 << 30))) {
      assertThat(Logs.items(log)).hasSize(before + after);
      assertThat(log.statistics().damagedPlaces()).isZero();
    }
  }

  /** The k-th call on any file fails, for every k that a short life of a log reaches. */
  @ParameterizedTest
  @ValueSource(strings = {"open", "write", "force", "resize"})
  void a_failure_of_any_one_call_loses_nothing_acknowledged_and_is_survived(String failing)
      throws Exception {
    for (int k = 1; k <= 60; k++) {
      Path own = directory.resolve(failing + k);
      Faulty files = new Faulty();
      AtomicInteger calls = new AtomicInteger();
      int fatal = k;
      files.script =
          call -> {
            if (call.equals(failing) && calls.incrementAndGet() == fatal) {
              throw new IOException("injected " + failing);
            }
          };
      Random random = new Random(k);
      List<Item> acknowledged = new ArrayList<>();
      int failed = 0;
      try (SegmentedLog log = SegmentedLog.open(Logs.settings(own, 900, 1 << 30), files)) {
        LogReader reader = Logs.reader(log, "r");
        for (int i = 0; i < 30; i++) {
          List<Entry> group = Logs.group(random, 100);
          try {
            log.append(group).get(20, TimeUnit.SECONDS);
            group.forEach(one -> acknowledged.add(Item.of(one)));
          } catch (ExecutionException e) {
            assertThat(e).hasRootCauseMessage("injected " + failing);
            failed++;
          }
        }
        assertThat(failed).isLessThanOrEqualTo(1);
        assertThat(Logs.all(reader).stream().map(Item::of).toList())
            .as("%s call %s", failing, k)
            .isEqualTo(acknowledged);
      } catch (IOException e) {
        assertThat(e).hasMessage("injected " + failing); // at close
      }
      try (SegmentedLog log = SegmentedLog.open(Logs.settings(own, 900, 1 << 30))) {
        assertThat(Logs.items(log)).as("%s call %s", failing, k).isEqualTo(acknowledged);
      }
    }
  }

  @Test
  void what_waits_for_a_stuck_disk_is_bounded() throws Exception {
    Faulty files = new Faulty();
    CountDownLatch go = new CountDownLatch(1);
    try (SegmentedLog log =
        SegmentedLog.open(Logs.settings(directory, 64 << 20, 1L << 40), files)) {
      files.script =
          call -> {
            if (call.equals("force")) {
              await(go);
            }
          };
      List<CompletableFuture<Long>> taken = new ArrayList<>();
      CompletableFuture<Long> last;
      do {
        last = log.append(entry(1 << 20));
        taken.add(last);
      } while (!last.isCompletedExceptionally() && taken.size() < 200);
      assertThat(taken).hasSizeBetween(60, 66);
      assertThatThrownBy(last::get).hasCauseInstanceOf(LogFullException.class);
      go.countDown();
      for (CompletableFuture<Long> one : taken.subList(0, taken.size() - 1)) {
        one.get(60, TimeUnit.SECONDS);
      }
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(60, TimeUnit.SECONDS)) {
        throw new IOException("the test forgot this call");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
