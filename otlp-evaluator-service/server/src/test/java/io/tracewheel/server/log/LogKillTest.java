// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Signal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that appends is killed at any moment; the next one finds all that was acknowledged. */
class LogKillTest {
  private static final int ROUNDS = 20;
  private static final int SEGMENT = 1 << 20;

  @TempDir Path directory;

  @Test
  void sigkill_loses_nothing_acknowledged_and_repeats_nothing() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Set<Long> acknowledged = new HashSet<>();
    long firstNumber = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx128m",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Appender.class.getName(),
                  directory.toString(),
                  Long.toString(firstNumber))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
        int lines = random.nextInt(3_000);
        String line = null;
        for (int i = 0; i <= lines && (line = out.readLine()) != null; i++) {
          acknowledged.add(Long.parseLong(line));
        }
        child.destroyForcibly();
        while ((line = out.readLine()) != null) {
          // A line that the kill cut off is no acknowledgement.
          if (line.length() == 12) {
            acknowledged.add(Long.parseLong(line));
          }
        }
      } catch (IOException e) {
        // The stream ends with the process.
      }
      child.waitFor();
      try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, SEGMENT, 1L << 40))) {
        List<Long> stored = new ArrayList<>();
        for (LogRecord record : Logs.all(Logs.reader(log, "check"))) {
          stored.add(ByteBuffer.wrap(record.request().toByteArray()).getLong());
        }
        assertThat(stored).as("seed %s round %s", seed, round).doesNotHaveDuplicates();
        assertThat(new HashSet<>(stored))
            .as("seed %s round %s", seed, round)
            .containsAll(acknowledged);
        assertThat(log.statistics().damagedPlaces()).isZero();
        firstNumber = stored.isEmpty() ? 0 : stored.get(stored.size() - 1) + 1_000_000;
      }
    }
    assertThat(acknowledged).hasSizeGreaterThan(1_000);
  }

  /** The process that is killed: appends numbers and prints each when it is acknowledged. */
  static final class Appender {
    private Appender() {}

    public static void main(String[] args) throws Exception {
      Random random = new Random();
      PrintStream out = System.out;
      try (SegmentedLog log =
          SegmentedLog.open(Logs.settings(Path.of(args[0]), SEGMENT, 1L << 40))) {
        long number = Long.parseLong(args[1]);
        byte[] body = new byte[20_000];
        for (int i = 0; i < 5_000; i++) {
          long own = number++;
          ByteBuffer.wrap(body).putLong(own);
          int size = 8 + random.nextInt(random.nextInt(50) == 0 ? body.length - 8 : 200);
          CompletableFuture<Long> appended =
              log.append(List.of(new Entry(Signal.TRACES, new ByteSlice(body, 0, size))));
          CompletableFuture<Void> printed =
              appended.thenAccept(
                  end -> out.println(String.format(java.util.Locale.ROOT, "%012d", own)));
          if (i % 64 == 0) {
            printed.join();
          }
        }
      }
    }
  }
}
