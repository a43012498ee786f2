// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.server.gzip.Body;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link SegmentedLog}: what has just been appended from memory, else a chunk of the file
 * into one array at a time, of which the records given out are views.
 */
final class SegmentReader implements LogReader {
  private static final int MIN_CHUNK = 16 << 10;
  private static final int MAX_CHUNK = 256 << 10;
  private static final int MAX_LONGEST = 1 << 20;

  private final String name;
  private final SegmentedLog log;
  private final CursorFile cursor;
  private final RecordFormat format = new RecordFormat();
  private final Object commits = new Object();

  /** Written by the polling thread only. */
  private volatile long position;

  // Of the polling thread:
  private @Nullable Segment segment;
  private @Nullable FileChannel file;

  /** About the longest record of late, so that it is not read in two goes. */
  private int longest;

  SegmentReader(String name, SegmentedLog log, CursorFile cursor) {
    this.name = name;
    this.log = log;
    this.cursor = cursor;
    this.position = cursor.state().position();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<LogRecord> poll(int maxBytes, Duration timeout)
      throws IOException, InterruptedException {
    long end = log.awaitBehind(position, timeout.toNanos());
    List<LogRecord> fresh = log.fromMemory(position, maxBytes);
    if (!fresh.isEmpty()) {
      position = fresh.get(fresh.size() - 1).next();
      return fresh;
    }
    while (position < end) {
      SegmentedLog.Stretch stretch = log.stretch(position);
      if (stretch == null) {
        return List.of();
      }
      if (position < stretch.segment().base()) {
        // Below the oldest record is what was deleted because all were done with it.
        position = stretch.segment().base();
      }
      List<LogRecord> records = read(stretch, maxBytes);
      if (!records.isEmpty()) {
        return records;
      }
    }
    return List.of();
  }

  /** The next good records of one file; none if there are none up to its end. */
  private List<LogRecord> read(SegmentedLog.Stretch stretch, int maxBytes) throws IOException {
    List<LogRecord> records = new ArrayList<>();
    while (records.isEmpty() && position < stretch.end()) {
      int wanted = Math.max(Math.min(Math.max(maxBytes, MIN_CHUNK), MAX_CHUNK), longest);
      byte[] chunk = bytes(stretch, wanted);
      RecordFormat.Header header = header(stretch, chunk, 0);
      if (header == null) {
        passOver(stretch);
        continue;
      }
      if (header.recordLength() > chunk.length) {
        if (header.recordLength() > stretch.end() - position) {
          passOver(stretch);
          continue;
        }
        chunk = bytes(stretch, header.recordLength());
      }
      longest = Math.min(MAX_LONGEST, Math.max(longest - longest / 8, header.recordLength()));
      take(stretch, chunk, maxBytes, records);
    }
    return records;
  }

  private void take(
      SegmentedLog.Stretch stretch, byte[] chunk, int maxBytes, List<LogRecord> records)
      throws IOException {
    int at = 0;
    while (true) {
      RecordFormat.Header header = header(stretch, chunk, at);
      if (header == null || header.recordLength() > chunk.length - at) {
        break; // the next call reads it again from its start, and tells damage from an end
      }
      ByteSlice body = new ByteSlice(chunk, at + RecordFormat.HEADER, header.length());
      if (RecordFormat.bodyCrc(body) != header.bodyCrc()) {
        if (records.isEmpty()) {
          passOver(stretch);
        }
        break;
      }
      if (!records.isEmpty() && at + header.recordLength() > maxBytes) {
        break;
      }
      long next = position + header.recordLength();
      records.add(
          new LogRecord(
              position,
              next,
              header.millis(),
              header.signal(),
              new Body(body, header.compressed()),
              header.passage()));
      position = next;
      at += header.recordLength();
    }
  }

  private RecordFormat.@Nullable Header header(SegmentedLog.Stretch stretch, byte[] chunk, int at) {
    return at + RecordFormat.HEADER > chunk.length
        ? null
        : format.decode(chunk, at, stretch.segment().salt(), position);
  }

  private void passOver(SegmentedLog.Stretch stretch) throws IOException {
    long good =
        new SegmentScan(stretch.segment(), channel(stretch.segment()))
            .goodFrom(position + 1, stretch.end());
    long to = good < 0 ? stretch.end() : good;
    log.damage().report(position, to);
    position = to;
  }

  /** Bytes from the position on, at most up to the stretch's end; fewer if the file is shorter. */
  private byte[] bytes(SegmentedLog.Stretch stretch, int wanted) throws IOException {
    byte[] chunk = new byte[(int) Math.min(wanted, stretch.end() - position)];
    ByteBuffer buffer = ByteBuffer.wrap(chunk);
    FileChannel channel = channel(stretch.segment());
    try {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, stretch.segment().offset(position) + buffer.position()) < 0) {
          break; // the rest stays zero, which is no record
        }
      }
    } catch (ClosedChannelException e) {
      segment = null; // an interrupt closes the channel it meets
      throw e;
    }
    return chunk;
  }

  private FileChannel channel(Segment wanted) throws IOException {
    FileChannel open = file;
    if (open != null && wanted.equals(segment) && open.isOpen()) {
      return open;
    }
    if (open != null) {
      open.close();
    }
    FileChannel fresh = FileChannel.open(wanted.path(), StandardOpenOption.READ);
    file = fresh;
    segment = wanted;
    return fresh;
  }

  @Override
  public void commit(long next, long mark) throws IOException {
    synchronized (commits) {
      if (next < committed()) {
        throw new IllegalArgumentException(
            "cannot go back from position " + committed() + " to " + next);
      }
      cursor.store(next, mark);
    }
    log.deletePassed();
  }

  /** Where it reads next. */
  long position() {
    return position;
  }

  @Override
  public long committed() {
    return cursor.state().position();
  }

  @Override
  public long mark() {
    return cursor.state().mark();
  }

  @Override
  public long lagBytes() {
    return log.bytesFrom(committed());
  }

  @Override
  public void close() throws IOException {
    cursor.force();
    FileChannel open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }
}
