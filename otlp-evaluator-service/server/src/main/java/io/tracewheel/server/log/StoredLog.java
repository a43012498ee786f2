// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.server.gzip.Body;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SegmentedLog}'s files as they lie on the disk, to be looked at and never written: no
 * lock is taken, nothing is mended or renamed, so that it works beside the evaluator that uses the
 * log, and where none can start any more. What it shows is how the log was when it was opened.
 */
public final class StoredLog {
  private final List<Part> parts;
  private final List<Path> unreadable;
  private final List<Cursor> cursors;

  private StoredLog(List<Part> parts, List<Path> unreadable, List<Cursor> cursors) {
    this.parts = parts;
    this.unreadable = unreadable;
    this.cursors = cursors;
  }

  /** One segment. */
  public static final class Part {
    private final Segment segment;
    private final long end;
    private final long unfinished;

    private Part(Segment segment, long end, long unfinished) {
      this.segment = segment;
      this.end = end;
      this.unfinished = unfinished;
    }

    /** Its file. */
    public Path file() {
      return segment.path();
    }

    /** Position of its first record. */
    public long from() {
      return segment.base();
    }

    /** Position behind its last record: where the next segment begins, if there is one. */
    public long end() {
      return end;
    }

    /**
     * Bytes behind {@link #end} that are no complete group: of a write that is under way or was
     * never finished. Only the newest segment has them.
     */
    public long unfinished() {
      return unfinished;
    }
  }

  /**
   * How far a destination, or another reader, is.
   *
   * @param position up to which it has everything; null if its file is damaged, which has it begin
   *     at the oldest record
   */
  public record Cursor(String name, @Nullable Long position) {}

  /** Is told what is in a segment, in order. */
  public interface Visitor {
    /** A record whose checksums are right. */
    void record(LogRecord record) throws IOException;

    /** A stretch that cannot be read; the evaluator passes over it. */
    void damage(long from, long to) throws IOException;
  }

  /**
   * Looks at the log in a directory.
   *
   * @throws LogOpenException if there is none, or it cannot be read
   */
  public static StoredLog open(Path directory) throws LogOpenException {
    if (!Files.isDirectory(directory)) {
      throw new LogOpenException(
          "There is no directory "
              + directory
              + "; name the log's (log.directory, or the log folder of --data).");
    }
    try {
      // Before the segments: what is appended meanwhile must not look like something missing.
      List<Cursor> cursors = readCursors(directory);
      List<Path> files;
      try (Stream<Path> all = Files.list(directory)) {
        files = all.sorted(Comparator.comparing(Path::getFileName)).toList();
      }
      List<Segment> segments = new ArrayList<>();
      List<Path> unreadable = new ArrayList<>();
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (name.endsWith(".segment" + LogDirectory.DAMAGED)) {
          unreadable.add(file);
        } else if (LogDirectory.isSegment(name)) {
          readSegment(file, name, segments, unreadable);
        }
      }
      if (files.stream().noneMatch(file -> file.endsWith("lock")) && segments.isEmpty()) {
        throw new LogOpenException(
            directory
                + " holds no log; name the log's directory (log.directory, or the log folder of"
                + " --data).");
      }
      return new StoredLog(parts(segments), List.copyOf(unreadable), List.copyOf(cursors));
    } catch (LogOpenException e) {
      throw e;
    } catch (IOException e) {
      throw new LogOpenException(
          "The log in "
              + directory
              + " cannot be read ("
              + LogDirectory.reason(e)
              + "); run this as a user who may read it.",
          e);
    }
  }

  private static List<Cursor> readCursors(Path directory) throws IOException {
    Path folder = LogDirectory.cursors(directory);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.sorted().toList();
    }
    List<Cursor> cursors = new ArrayList<>();
    for (Path file : files) {
      String name = CursorFile.name(file);
      if (name != null) {
        CursorFile.State state = CursorFile.read(file);
        cursors.add(new Cursor(name, state == null ? null : state.position()));
      }
    }
    return cursors;
  }

  private static void readSegment(
      Path file, String name, List<Segment> segments, List<Path> unreadable) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      SegmentHeader header = SegmentHeader.read(channel);
      if (header == null) {
        unreadable.add(file);
      } else {
        segments.add(new Segment(file, LogDirectory.base(name), header));
      }
    } catch (NoSuchFileException e) {
      // Let go since the directory was listed: every destination has what was in it.
    }
  }

  private static List<Part> parts(List<Segment> segments) throws IOException {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      if (i + 1 < segments.size()) {
        parts.add(new Part(segment, segments.get(i + 1).base(), 0));
        continue;
      }
      try (FileChannel channel = FileChannel.open(segment.path(), StandardOpenOption.READ)) {
        SegmentScan.Tail tail = new SegmentScan(segment, channel).tail();
        parts.add(new Part(segment, tail.end(), tail.torn()));
      } catch (NoSuchFileException e) {
        // As above.
      }
    }
    return List.copyOf(parts);
  }

  /** The segments in order. */
  public List<Part> parts() {
    return parts;
  }

  /** Files of segments that cannot be told to be any: their first bytes are damaged. */
  public List<Path> unreadable() {
    return unreadable;
  }

  /** All readers. */
  public List<Cursor> cursors() {
    return cursors;
  }

  /** Position of the oldest record. */
  public long oldest() {
    return parts.isEmpty() ? end() : parts.get(0).from();
  }

  /** Position behind the last record; behind the furthest cursor where no segment is left. */
  public long end() {
    return parts.isEmpty() ? furthest() : parts.get(parts.size() - 1).end();
  }

  /** The position of the cursor that is furthest; 0 without one. */
  public long furthest() {
    long furthest = 0;
    for (Cursor cursor : cursors) {
      Long position = cursor.position();
      furthest = position == null ? furthest : Math.max(furthest, position);
    }
    return furthest;
  }

  /**
   * Reads a segment and checks every checksum in it.
   *
   * @return false if the evaluator let go of the file meanwhile, so that the rest of what was in it
   *     is not there any more; every destination has it
   */
  public boolean read(Part part, Visitor visitor) throws IOException {
    Segment segment = part.segment;
    try (FileChannel file = FileChannel.open(segment.path(), StandardOpenOption.READ)) {
      SegmentScan scan = new SegmentScan(segment, file);
      long position = segment.base();
      while (position < part.end) {
        RecordFormat.Header header = scan.goodAt(position, part.end);
        ByteSlice body = header == null ? null : body(segment, file, position, header);
        if (header == null || body == null) {
          long good = scan.goodFrom(position + 1, part.end);
          long to = good < 0 ? part.end : good;
          if (!segment.header().equals(SegmentHeader.read(file))) {
            return false; // the file is a later segment's by now
          }
          visitor.damage(position, to);
          position = to;
          continue;
        }
        long next = position + header.recordLength();
        visitor.record(
            new LogRecord(
                position,
                next,
                header.millis(),
                header.signal(),
                new Body(body, header.compressed()),
                header.passage()));
        position = next;
      }
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** The body of a good record; null if it has changed since it was found to be good. */
  private static @Nullable ByteSlice body(
      Segment segment, FileChannel file, long position, RecordFormat.Header header)
      throws IOException {
    ByteBuffer body = ByteBuffer.allocate(header.length());
    long at = segment.offset(position) + RecordFormat.HEADER;
    while (body.hasRemaining() && file.read(body, at + body.position()) >= 0) {}
    ByteSlice slice = ByteSlice.of(body.array());
    return RecordFormat.bodyCrc(slice) == header.bodyCrc() ? slice : null;
  }
}
