// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.log.Logs.Item;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogRecoveryTest {
  private static final int SEGMENT = 4_000;

  @TempDir Path temp;

  /** The group that each item belongs to, with the position behind it. */
  private record Written(List<List<Item>> groups, List<Long> ends) {
    List<Item> upTo(long position) {
      List<Item> items = new ArrayList<>();
      for (int i = 0; i < groups.size() && ends.get(i) <= position; i++) {
        items.addAll(groups.get(i));
      }
      return items;
    }
  }

  private Written write(Path directory, long seed, int count) throws Exception {
    Random random = new Random(seed);
    Written written = new Written(new ArrayList<>(), new ArrayList<>());
    try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, SEGMENT, 1 << 30))) {
      for (int i = 0; i < count; i++) {
        List<Entry> group = Logs.group(random, 120);
        written.groups.add(group.stream().map(Item::of).toList());
        written.ends.add(log.append(group).get(20, TimeUnit.SECONDS));
      }
    }
    return written;
  }

  @Test
  void a_tail_cut_at_any_of_its_last_bytes_keeps_every_group_before_it_and_takes_new_ones()
      throws Exception {
    Path original = temp.resolve("original");
    Written written = write(original, 1, 18);
    Path last = lastSegment(original);
    long base = Long.parseLong(last.getFileName().toString().substring(0, 16), 16);
    long length = Files.size(last);
    for (long cut = Math.max(SegmentHeader.LENGTH, length - 700); cut < length; cut++) {
      Path copy = copy(original, temp.resolve("cut"));
      try (RandomAccessFile file = new RandomAccessFile(lastSegment(copy).toFile(), "rw")) {
        file.setLength(cut);
        file.setLength(SEGMENT + 64); // as if preallocated
      }
      List<Item> expected = written.upTo(base + cut - SegmentHeader.LENGTH);
      Entry more = new Entry(Signal.LOGS, ByteSlice.of(new byte[] {42}));
      try (SegmentedLog log = SegmentedLog.open(Logs.settings(copy, SEGMENT, 1 << 30))) {
        long torn = log.statistics().tornBytes();
        long whole = SegmentHeader.LENGTH + Math.max(0, log.end() - base);
        assertThat(torn).as("cut at %s", cut).isLessThanOrEqualTo(cut - whole);
        assertThat(log.statistics().damagedPlaces()).isZero();
        log.append(List.of(more)).get(20, TimeUnit.SECONDS);
        assertThat(Logs.items(log))
            .as("cut at %s", cut)
            .startsWith(expected.toArray(new Item[0]))
            .hasSize(expected.size() + 1)
            .endsWith(Item.of(more));
      }
      // A second start finds nothing to mend.
      try (SegmentedLog log = SegmentedLog.open(Logs.settings(copy, SEGMENT, 1 << 30))) {
        assertThat(log.statistics().tornBytes()).isZero();
        assertThat(Logs.items(log)).hasSize(expected.size() + 1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void a_file_used_again_shows_nothing_of_what_it_held_before(long seed) throws Exception {
    Random random = new Random(seed);
    Path directory = temp.resolve("log");
    int reused = 0;
    try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, SEGMENT, 1 << 30))) {
      LogReader reader = Logs.reader(log, "reader");
      List<List<Item>> unread = new ArrayList<>();
      for (int round = 0; round < 60; round++) {
        List<Entry> group = Logs.group(random, 200);
        unread.add(group.stream().map(Item::of).toList());
        long end = log.append(group).get(20, TimeUnit.SECONDS);
        if (unread.size() > random.nextInt(12)) {
          List<LogRecord> read = Logs.all(reader);
          reader.commit(read.get(read.size() - 1).next());
          unread.clear();
          continue;
        }
        // As a crash leaves it, with the last write whole or cut short and old bytes behind it.
        Path copy = copy(directory, temp.resolve("crashed"));
        boolean torn = random.nextBoolean();
        if (torn) {
          Path last = lastSegment(copy);
          long base = base(last);
          int cut = 1 + random.nextInt(Math.min(20, unread.get(unread.size() - 1).size() * 7));
          try (RandomAccessFile file = new RandomAccessFile(last.toFile(), "rw")) {
            file.seek(end - base + SegmentHeader.LENGTH - cut);
            file.write(new byte[cut]);
          }
        }
        List<Item> expected = unread.stream().flatMap(List::stream).toList();
        int lastGroup = unread.get(unread.size() - 1).size();
        try (SegmentedLog crashed = SegmentedLog.open(Logs.settings(copy, SEGMENT, 1 << 30))) {
          List<Item> found =
              Logs.all(Logs.reader(crashed, "reader")).stream().map(Item::of).toList();
          assertThat(crashed.statistics().damagedPlaces()).isZero();
          String where = "seed " + seed + ", round " + round + (torn ? ", torn" : "");
          if (found.size() == expected.size()) {
            assertThat(found).as(where).isEqualTo(expected); // what was cut was zero anyway
            assertThat(crashed.statistics().tornBytes()).as(where).isZero();
          } else {
            assertThat(torn).as(where).isTrue();
            assertThat(found).as(where).isEqualTo(expected.subList(0, expected.size() - lastGroup));
            assertThat(crashed.statistics().tornBytes()).as(where).isPositive();
          }
        }
        try (FileChannel file = FileChannel.open(lastSegment(copy), StandardOpenOption.READ)) {
          SegmentHeader header = SegmentHeader.read(file);
          reused += header != null && header.reused() ? 1 : 0;
        }
      }
    }
    assertThat(reused).as("the test has met files used again").isPositive();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void a_flipped_byte_costs_the_record_that_it_hits_at_most_and_is_reported(long seed)
      throws Exception {
    Path original = temp.resolve("original");
    Written written = write(original, seed, 60);
    List<Item> all = written.upTo(Long.MAX_VALUE);
    List<Path> segments = segments(original);
    Path last = lastSegment(original);
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      Path hit = segments.get(random.nextInt(segments.size()));
      long at = random.nextLong(Files.size(hit));
      Path copy = copy(original, temp.resolve("flipped"));
      Path target = copy.resolve(hit.getFileName());
      try (RandomAccessFile file = new RandomAccessFile(target.toFile(), "rw")) {
        file.seek(at);
        int was = file.read();
        file.seek(at);
        file.write(was ^ (1 << random.nextInt(8)));
      }
      try (SegmentedLog log = SegmentedLog.open(Logs.settings(copy, SEGMENT, 1 << 30))) {
        List<Item> read = Logs.items(log);
        String where = "seed " + seed + ", " + hit.getFileName() + " at " + at;
        LogStatistics reported = log.statistics();
        if (read.equals(all)) {
          assertThat(at).as(where).isLessThan(SegmentHeader.LENGTH);
        } else if (hit.equals(last) && reported.tornBytes() > 0) {
          // The end of the log cannot be told from an unfinished write: its last group goes.
          assertThat(read).as(where).isEqualTo(written.upTo(log.end()));
          assertThat(written.ends().get(written.ends().size() - 2)).isEqualTo(log.end());
        } else {
          assertThat(all).as(where).containsSubsequence(read);
          assertThat(read).as(where).hasSize(all.size() - 1);
          assertThat(reported.damagedPlaces()).as(where).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void a_deleted_segment_is_reported_and_the_rest_is_read() throws Exception {
    Path directory = temp.resolve("log");
    Written written = write(directory, 9, 60);
    List<Path> segments = segments(directory);
    assertThat(segments).hasSizeGreaterThan(3);
    long lost = base(segments.get(2)) - base(segments.get(1));
    Files.delete(segments.get(1));
    try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, SEGMENT, 1 << 30))) {
      List<Item> all = written.upTo(Long.MAX_VALUE);
      assertThat(all).containsSubsequence(Logs.items(log));
      assertThat(log.statistics().damagedBytes()).isEqualTo(lost);
    }
  }

  @Test
  void a_last_segment_that_is_none_is_set_aside_and_its_positions_are_not_used_again()
      throws Exception {
    Path directory = temp.resolve("log");
    write(directory, 9, 60);
    Path last = lastSegment(directory);
    long size = Files.size(last);
    Files.write(last, new byte[(int) size]);
    try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, SEGMENT, 1 << 30))) {
      assertThat(log.end()).isGreaterThanOrEqualTo(base(last) + size - SegmentHeader.LENGTH);
      log.append(List.of(new Entry(Signal.LOGS, ByteSlice.of(new byte[5]))))
          .get(20, TimeUnit.SECONDS);
      assertThat(Logs.items(log)).isNotEmpty();
    }
    assertThat(directory.resolve(last.getFileName() + ".damaged")).exists();
  }

  @Test
  void a_damaged_cursor_repeats_records_rather_than_losing_them() throws Exception {
    Path directory = temp.resolve("log");
    Written written = write(directory, 4, 20);
    try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, SEGMENT, 1 << 30))) {
      LogReader reader = Logs.reader(log, "fresh");
      reader.commit(written.ends().get(5));
      reader.commit(written.ends().get(6));
    }
    Path cursor = directory.resolve("cursors").resolve("fresh.cursor");
    byte[] bytes = Files.readAllBytes(cursor);
    bytes[512 + 10] ^= 1; // the newer slot: the older one is in force
    Files.write(cursor, bytes);
    try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, SEGMENT, 1 << 30))) {
      assertThat(Logs.reader(log, "fresh").committed()).isEqualTo(written.ends().get(5));
    }
    bytes[10] ^= 1;
    Files.write(cursor, bytes);
    List<Item> kept;
    try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, SEGMENT, 1 << 30))) {
      kept = Logs.items(log);
    }
    List<Item> all = written.upTo(Long.MAX_VALUE);
    assertThat(all).endsWith(kept.toArray(new Item[0]));
    assertThat(kept.size())
        .isGreaterThanOrEqualTo(all.size() - written.upTo(written.ends().get(6)).size());
  }

  private static long base(Path segment) {
    return Long.parseLong(segment.getFileName().toString().substring(0, 16), 16);
  }

  private static List<Path> segments(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".segment")).sorted().toList();
    }
  }

  private static Path lastSegment(Path directory) throws IOException {
    List<Path> segments = segments(directory);
    return segments.get(segments.size() - 1);
  }

  private static Path copy(Path from, Path to) throws IOException {
    if (Files.exists(to)) {
      try (Stream<Path> old = Files.walk(to)) {
        for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
    return to;
  }
}
