// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.log.Logs.Item;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredLogTest {
  private static final int SEGMENT = 4_000;

  @TempDir Path temp;

  /** What one look at a log finds. */
  private static final class Found implements StoredLog.Visitor {
    final List<Item> items = new ArrayList<>();
    final List<Long> positions = new ArrayList<>();
    long damaged;
    int places;

    static Found in(StoredLog log) throws IOException {
      Found found = new Found();
      for (StoredLog.Part part : log.parts()) {
        assertThat(log.read(part, found)).isTrue();
      }
      return found;
    }

    @Override
    public void record(LogRecord record) {
      items.add(Item.of(record));
      positions.add(record.position());
    }

    @Override
    public void damage(long from, long to) {
      damaged += to - from;
      places++;
    }
  }

  private List<Item> write(SegmentedLog log, Random random, int groups) throws Exception {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < groups; i++) {
      List<Entry> group = Logs.group(random, 120);
      group.forEach(entry -> items.add(Item.of(entry)));
      log.append(group).get(20, TimeUnit.SECONDS);
    }
    return items;
  }

  private static Map<String, Long> files(Path directory) throws IOException {
    Map<String, Long> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        files.put(directory.relativize(file).toString(), (long) java.util.Arrays.hashCode(bytes));
      }
    }
    return files;
  }

  @Test
  void a_log_in_use_is_shown_as_it_is_with_its_cursors_and_stays_usable() throws Exception {
    Path directory = temp.resolve("log");
    Random random = new Random(5);
    try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, SEGMENT, 1 << 30))) {
      Map<String, LogReader> readers = log.readers(List.of("otlp/a", "file/b"));
      List<Item> items = write(log, random, 60);
      LogReader reader = readers.get("otlp/a");
      assertThat(reader).isNotNull();
      List<LogRecord> read = reader.poll(3_000, Logs.SHORT);
      long next = read.get(read.size() - 1).next();
      reader.commit(next);
      Map<String, Long> before = files(directory);

      StoredLog stored = StoredLog.open(directory);

      Found found = Found.in(stored);
      assertThat(found.items).isEqualTo(items);
      assertThat(found.places).isZero();
      assertThat(stored.unreadable()).isEmpty();
      assertThat(stored.oldest()).isZero();
      assertThat(stored.end()).isEqualTo(log.end());
      assertThat(stored.parts()).hasSizeGreaterThan(3);
      assertThat(stored.cursors())
          .containsExactlyInAnyOrder(
              new StoredLog.Cursor("otlp/a", next), new StoredLog.Cursor("file/b", 0L));
      assertThat(files(directory)).as("nothing is written").isEqualTo(before);
      assertThat(write(log, random, 1)).as("the log goes on").isNotEmpty();
    }
  }

  @Test
  void a_segment_let_go_while_it_is_looked_at_is_no_damage() throws Exception {
    Path directory = temp.resolve("log");
    Random random = new Random(6);
    try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, SEGMENT, 1 << 30))) {
      LogReader reader = Logs.reader(log, "reader");
      write(log, random, 60);
      StoredLog stored = StoredLog.open(directory);
      List<LogRecord> read = Logs.all(reader);
      reader.commit(read.get(read.size() - 1).next());
      write(log, random, 60); // goes into files that were let go
      Found found = new Found();
      int letGo = 0;
      for (StoredLog.Part part : stored.parts()) {
        letGo += stored.read(part, found) ? 0 : 1;
      }
      assertThat(found.places).isZero();
      assertThat(letGo).isGreaterThan(2);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void a_flipped_byte_costs_one_record_or_the_segment_whose_head_it_hits_and_is_told(long seed)
      throws Exception {
    Path directory = temp.resolve("log");
    Random random = new Random(seed);
    List<Item> all;
    try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, SEGMENT, 1 << 30))) {
      all = write(log, random, 60);
    }
    List<StoredLog.Part> parts = StoredLog.open(directory).parts();
    for (int round = 0; round < 100; round++) {
      StoredLog.Part hit = parts.get(random.nextInt(parts.size() - 1));
      long at =
          SegmentHeader.LENGTH + random.nextInt((int) (hit.end() - hit.from())); // of a record
      flip(hit.file(), at);
      String where = "seed " + seed + ", " + hit.file().getFileName() + " at " + at;
      Found found = Found.in(StoredLog.open(directory));
      assertThat(found.places).as(where).isEqualTo(1);
      assertThat(found.items).as(where).hasSize(all.size() - 1);
      assertThat(all).as(where).containsSubsequence(found.items);
      flip(hit.file(), at);
    }
    // One copy of a segment's head is enough; without both nothing in it can be told.
    Path first = parts.get(0).file();
    flip(first, 3);
    assertThat(Found.in(StoredLog.open(directory)).items).isEqualTo(all);
    flip(first, 35);
    StoredLog headless = StoredLog.open(directory);
    assertThat(headless.unreadable()).containsExactly(first);
    assertThat(all).endsWith(Found.in(headless).items.toArray(new Item[0]));
  }

  @Test
  void a_torn_tail_is_an_unfinished_write_and_a_missing_segment_is_damage() throws Exception {
    Path directory = temp.resolve("log");
    Random random = new Random(8);
    List<Item> all;
    try (SegmentedLog log = SegmentedLog.open(Logs.settings(directory, SEGMENT, 1 << 30))) {
      all = write(log, random, 60);
      Entry one = new Entry(Signal.LOGS, ByteSlice.of(new byte[200]));
      log.append(List.of(one)).get(20, TimeUnit.SECONDS);
    }
    StoredLog whole = StoredLog.open(directory);
    StoredLog.Part last = whole.parts().get(whole.parts().size() - 1);
    assertThat(last.unfinished()).isZero();
    try (RandomAccessFile file = new RandomAccessFile(last.file().toFile(), "rw")) {
      file.seek(SegmentHeader.LENGTH + last.end() - last.from() - 40);
      file.write(new byte[] {1, 2, 3});
    }
    StoredLog torn = StoredLog.open(directory);
    assertThat(torn.parts().get(torn.parts().size() - 1).unfinished()).isBetween(180L, 224L);
    Found found = Found.in(torn);
    assertThat(found.items).isEqualTo(all);
    assertThat(found.places).isZero();

    StoredLog.Part second = whole.parts().get(1);
    Files.delete(second.file());
    assertThat(Found.in(StoredLog.open(directory)).damaged).isEqualTo(second.end() - second.from());
  }

  @Test
  void a_directory_that_holds_no_log_is_named() throws Exception {
    assertThatThrownBy(() -> StoredLog.open(temp))
        .isInstanceOf(LogOpenException.class)
        .hasMessageContaining(temp + " holds no log; name the log's directory");
    assertThatThrownBy(() -> StoredLog.open(temp.resolve("none")))
        .isInstanceOf(LogOpenException.class)
        .hasMessageContaining("There is no directory " + temp.resolve("none"));
  }

  private static void flip(Path path, long at) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(at);
      int was = file.read();
      file.seek(at);
      file.write(was ^ 0x10);
    }
  }
}
