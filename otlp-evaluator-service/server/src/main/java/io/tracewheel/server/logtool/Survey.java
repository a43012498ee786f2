// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.logtool;

import io.tracewheel.otlp.Signal;
import io.tracewheel.server.log.LogRecord;
import io.tracewheel.server.log.Passage;
import io.tracewheel.server.log.StoredLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** All of a log, read once: what each segment holds, and what each reader has before it. */
final class Survey {
  private final StoredLog log;
  private final List<SegmentTally> segments = new ArrayList<>();
  private final List<ReaderTally> readers = new ArrayList<>();
  private final Map<Signal, Long> signals = new EnumMap<>(Signal.class);
  private long held;

  private Survey(StoredLog log) {
    this.log = log;
    log.cursors().forEach(cursor -> readers.add(new ReaderTally(cursor)));
  }

  /** Reads everything and checks every checksum. */
  static Survey of(StoredLog log) throws IOException {
    Survey survey = new Survey(log);
    for (StoredLog.Part part : log.parts()) {
      SegmentTally tally = new SegmentTally(part);
      survey.segments.add(tally);
      tally.letGo =
          !log.read(
              part,
              new StoredLog.Visitor() {
                @Override
                public void record(LogRecord record) {
                  tally.add(record);
                  survey.count(record);
                }

                @Override
                public void damage(long from, long to) {
                  tally.damages.add(new Damage(from, to));
                }
              });
    }
    return survey;
  }

  private void count(LogRecord record) {
    if (record.passage() == Passage.HELD) {
      held++;
    }
    if (record.passage() != Passage.RELEASE) {
      signals.merge(record.signal(), 1L, Long::sum);
    }
    readers.forEach(reader -> reader.add(record));
  }

  /** A stretch of positions that cannot be read. */
  record Damage(long from, long to) {}

  /** What one segment holds. */
  static final class SegmentTally {
    final StoredLog.Part part;
    final List<Damage> damages = new ArrayList<>();
    long records;
    long firstMillis = Long.MAX_VALUE;
    long lastMillis = Long.MIN_VALUE;

    /** Whether the evaluator let go of it while it was being read. */
    boolean letGo;

    private SegmentTally(StoredLog.Part part) {
      this.part = part;
    }

    private void add(LogRecord record) {
      records++;
      firstMillis = Math.min(firstMillis, record.receivedMillis());
      lastMillis = Math.max(lastMillis, record.receivedMillis());
    }

    long damagedBytes() {
      return damages.stream().mapToLong(damage -> damage.to - damage.from).sum();
    }
  }

  /** What one reader has before it. */
  static final class ReaderTally {
    final StoredLog.Cursor cursor;
    final long position;
    long records;
    long oldestMillis = Long.MAX_VALUE;

    private ReaderTally(StoredLog.Cursor cursor) {
      this.cursor = cursor;
      Long at = cursor.position();
      this.position = at == null ? 0 : at;
    }

    private void add(LogRecord record) {
      if (record.position() >= position) {
        records++;
        oldestMillis = Math.min(oldestMillis, record.receivedMillis());
      }
    }
  }

  List<SegmentTally> segments() {
    return segments;
  }

  List<ReaderTally> readers() {
    return readers;
  }

  /** Requests by signal; what was held and then released counts twice, as it lies there twice. */
  Map<Signal, Long> signals() {
    return signals;
  }

  /** Requests that were logged to wait for scores. */
  long held() {
    return held;
  }

  /** Bytes that a reader has before it. */
  long lag(ReaderTally reader) {
    return Math.max(0, log.end() - Math.max(reader.position, log.oldest()));
  }

  /** Everything that is wrong, a sentence each; empty for a log in good order. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    for (SegmentTally segment : segments) {
      for (Damage damage : segment.damages) {
        faults.add(
            segment.part.file().getFileName()
                + ": "
                + (damage.to - damage.from)
                + " bytes from position "
                + damage.from
                + " to "
                + damage.to
                + " cannot be read; destinations that have not got them will not");
      }
    }
    for (Path file : log.unreadable()) {
      faults.add(
          file.getFileName()
              + ": the first bytes are damaged, so that nothing in it can be told apart; the"
              + " evaluator sets it aside");
    }
    for (ReaderTally reader : readers) {
      if (reader.cursor.position() == null) {
        faults.add(
            "The position of "
                + reader.cursor.name()
                + " is damaged; it gets all that is left in the log once more");
      } else if (reader.position > log.end()) {
        faults.add(
            "The log ends at position "
                + log.end()
                + ", but "
                + reader.cursor.name()
                + " has read up to "
                + reader.position
                + ": "
                + (reader.position - log.end())
                + " bytes are missing");
      }
    }
    return faults;
  }

  /** What is said of a write that is under way or was never finished; empty if there is none. */
  String unfinished() {
    for (SegmentTally segment : segments) {
      if (segment.part.unfinished() > 0) {
        return segment.part.file().getFileName()
            + " ends in "
            + segment.part.unfinished()
            + " bytes of an unfinished write, under way or torn; the next start cuts a torn one"
            + " off. Nobody was told that it is stored.";
      }
    }
    return "";
  }
}
