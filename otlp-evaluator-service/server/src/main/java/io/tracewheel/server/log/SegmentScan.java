// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Finds good records in a segment in which something is wrong. Not thread-safe. */
final class SegmentScan {
  private static final int WINDOW = 256 << 10;

  private final Segment segment;
  private final FileChannel file;
  private final RecordFormat format = new RecordFormat();
  private final ByteBuffer window = ByteBuffer.allocate(WINDOW);
  private final ByteBuffer body = ByteBuffer.allocate(WINDOW);

  SegmentScan(Segment segment, FileChannel file) {
    this.segment = segment;
    this.file = file;
  }

  /**
   * What a segment that was being written when the process ended holds.
   *
   * @param end behind the last complete group
   * @param torn number of bytes behind {@code end} that were written; in a file that was used
   *     before, as far as can be told from headers
   */
  record Tail(long end, long torn) {}

  /** Walks through all records to the last complete group. */
  Tail tail() throws IOException {
    long fileEnd = segment.base() + file.size() - SegmentHeader.LENGTH;
    long complete = segment.base();
    long position = goodFrom(segment.base(), fileEnd);
    while (position >= 0) {
      RecordFormat.Header header = goodAt(position, fileEnd);
      if (header == null) {
        position = goodFrom(position + 1, fileEnd);
        continue;
      }
      position += header.recordLength();
      if (header.lastOfGroup()) {
        complete = position;
      }
    }
    long written =
        segment.header().reused() ? lastHeader(complete, fileEnd) : lastNonZero(complete, fileEnd);
    return new Tail(complete, written - complete);
  }

  /** Where the records end that begin one after the other from a position, whole or not. */
  private long lastHeader(long position, long end) throws IOException {
    long at = position;
    while (at + RecordFormat.HEADER <= end
        && read(body, at, at + RecordFormat.HEADER) == RecordFormat.HEADER) {
      RecordFormat.Header header = format.decode(body.array(), 0, segment.salt(), at);
      if (header == null) {
        break;
      }
      at += header.recordLength();
    }
    return Math.min(at, end);
  }

  /**
   * The first position at or after one where a good record lies; -1 if none does before the end.
   */
  long goodFrom(long position, long end) throws IOException {
    long from = position;
    while (from + RecordFormat.HEADER <= end) {
      int filled = read(window, from, end);
      for (int at = 0; at + RecordFormat.HEADER <= filled; at++) {
        if (window.array()[at] == 'T'
            && format.decode(window.array(), at, segment.salt(), from + at) != null
            && goodAt(from + at, end) != null) {
          return from + at;
        }
      }
      if (filled < RecordFormat.HEADER) {
        return -1;
      }
      from += filled - RecordFormat.HEADER + 1;
    }
    return -1;
  }

  /** The header at a position if header and body are good and end before the end; else null. */
  RecordFormat.@Nullable Header goodAt(long position, long end) throws IOException {
    if (position + RecordFormat.HEADER > end
        || read(body, position, position + RecordFormat.HEADER) < RecordFormat.HEADER) {
      return null;
    }
    RecordFormat.Header header = format.decode(body.array(), 0, segment.salt(), position);
    if (header == null || header.length() > end - position - RecordFormat.HEADER) {
      return null;
    }
    CRC32C crc = new CRC32C();
    long from = position + RecordFormat.HEADER;
    long bodyEnd = from + header.length();
    while (from < bodyEnd) {
      int filled = read(body, from, bodyEnd);
      if (filled == 0) {
        return null;
      }
      crc.update(body.array(), 0, filled);
      from += filled;
    }
    return (int) crc.getValue() == header.bodyCrc() ? header : null;
  }

  private long lastNonZero(long position, long end) throws IOException {
    long last = position;
    long from = position;
    while (from < end) {
      int filled = read(window, from, end);
      if (filled == 0) {
        break;
      }
      for (int at = filled - 1; at >= 0; at--) {
        if (window.array()[at] != 0) {
          last = from + at + 1;
          break;
        }
      }
      from += filled;
    }
    return last;
  }

  /** Fills a buffer from its start; returns how much there was. */
  private int read(ByteBuffer into, long position, long end) throws IOException {
    into.clear().limit((int) Math.min(into.capacity(), end - position));
    while (into.hasRemaining()) {
      if (file.read(into, segment.offset(position) + into.position()) < 0) {
        break;
      }
    }
    return into.position();
  }
}
