// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.config.EvaluatorConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What several tests of the log need. */
final class Logs {
  static final Duration SHORT = Duration.ofMillis(1);

  private Logs() {}

  static EvaluatorConfig.Log settings(Path directory, long segmentBytes, long maxBytes) {
    return new EvaluatorConfig.Log(directory, segmentBytes, maxBytes, true);
  }

  /** A logged request by value. */
  record Item(Signal signal, String body) {
    static Item of(LogRecord record) {
      return new Item(record.signal(), Arrays.toString(record.request().toByteArray()));
    }

    static Item of(Entry entry) {
      return new Item(entry.signal(), Arrays.toString(entry.body().bytes().toByteArray()));
    }
  }

  /** One to three entries; sizes from nothing to a few times {@code typical}. */
  static List<Entry> group(Random random, int typical) {
    List<Entry> entries = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      int size =
          switch (random.nextInt(10)) {
            case 0 -> 0;
            case 1 -> typical * 4;
            default -> random.nextInt(typical);
          };
      byte[] array = new byte[size + 7];
      random.nextBytes(array);
      entries.add(new Entry(Signal.values()[random.nextInt(4)], new ByteSlice(array, 3, size)));
    }
    return entries;
  }

  /** Everything that a reader finds, without waiting. */
  static List<LogRecord> all(LogReader reader) throws Exception {
    List<LogRecord> all = new ArrayList<>();
    while (true) {
      List<LogRecord> some = reader.poll(10_000, SHORT);
      if (some.isEmpty()) {
        return all;
      }
      all.addAll(some);
    }
  }

  /** Everything that a log holds, to somebody who has never read it. */
  static List<Item> items(SegmentedLog log) throws Exception {
    LogReader reader = log.readers(List.of("fresh")).get("fresh");
    if (reader == null) {
      throw new AssertionError("no reader");
    }
    return all(reader).stream().map(Item::of).toList();
  }

  static LogReader reader(SegmentedLog log, String name) throws Exception {
    LogReader reader = log.readers(List.of(name)).get(name);
    if (reader == null) {
      throw new AssertionError("no reader");
    }
    return reader;
  }
}
