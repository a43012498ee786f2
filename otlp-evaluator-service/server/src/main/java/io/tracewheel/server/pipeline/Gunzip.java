// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.pipeline;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.server.gzip.Body;
import io.tracewheel.server.gzip.FastInflater;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;

/**
 * Decompresses gzip (RFC 1952, several members allowed) into a reused buffer, never beyond a limit
 * and never faster than bytes are reserved for it. What does not fit into a buffer that is worth
 * keeping is measured first and allocated once, so that a bomb costs time but no memory. For one
 * thread.
 */
final class Gunzip {
  private static final int HEADER = Body.HEADER;
  private static final int TRAILER = 8;
  private static final int FLAG_HEADER_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;
  private static final int SMALLEST_BUFFER = 16 * 1024;

  /** A buffer that had to be larger for one request is not kept for the next. */
  private static final int KEPT_BUFFER = 4 << 20;

  private final FastInflater inflater = new FastInflater();
  private final CRC32 crc = new CRC32();
  private byte[] out = new byte[SMALLEST_BUFFER];

  /** Where the next byte goes in {@link #out}. */
  private int position;

  /** The first byte that the member may refer to. */
  private int windowStart;

  private int members;
  private boolean optionalFields;

  /** Bytes decompressed so far. */
  private int total;

  /**
   * Whether bytes were overwritten because the buffer was full: then only {@link #total} counts.
   */
  private boolean overflowed;

  /** What a decompression may use. */
  interface Room {
    /** Called before the output grows by so many bytes. */
    void grow(int bytes) throws RefusedException;
  }

  /**
   * Decompresses all of the input.
   *
   * @param limit of the output in bytes
   * @param tooLarge thrown at the first byte beyond the limit
   * @return valid until the next call
   * @throws RefusedException if the input is not gzip, is cut off, or decompresses to more than the
   *     limit or the room
   */
  ByteSlice inflate(ByteSlice in, int limit, Refusal tooLarge, Room room) throws RefusedException {
    room.grow(out.length);
    members(in, limit, tooLarge, room);
    if (!overflowed) {
      return new ByteSlice(out, 0, total);
    }
    room.grow(total);
    byte[] kept = out;
    try {
      out = new byte[Math.addExact(total, FastInflater.SLACK)];
      members(in, limit, tooLarge, room);
      return new ByteSlice(out, 0, total);
    } finally {
      out = kept;
    }
  }

  /**
   * Whether the last input was a single member without optional header fields: what every
   * destination understands, and a {@link Body} may be.
   */
  boolean simple() {
    return members == 1 && !optionalFields;
  }

  private void members(ByteSlice in, int limit, Refusal tooLarge, Room room)
      throws RefusedException {
    position = 0;
    total = 0;
    members = 0;
    optionalFields = false;
    overflowed = false;
    int start = in.offset();
    int end = in.offset() + in.length();
    do {
      start = member(in.array(), start, end, limit, tooLarge, room);
    } while (start < end);
  }

  /**
   * @return where the next member begins
   */
  private int member(byte[] in, int start, int end, int limit, Refusal tooLarge, Room room)
      throws RefusedException {
    int body = afterHeader(in, start, end);
    inflater.begin(in, body, end);
    crc.reset();
    members++;
    optionalFields |= body > start + HEADER;
    windowStart = position;
    int first = total;
    try {
      while (!inflater.finished()) {
        if (out.length - position < FastInflater.SLACK) {
          makeRoom(room);
        }
        int from = position;
        position = inflater.inflate(out, windowStart, from);
        crc.update(out, from, position - from);
        total += position - from;
        if (total > limit) {
          throw new RefusedException(tooLarge);
        }
      }
    } catch (DataFormatException e) {
      throw corrupt("the compressed data is damaged or ends too early");
    }
    int trailer = inflater.dataEnd();
    if (end - trailer < TRAILER) {
      throw corrupt("the check sum at its end is missing");
    }
    if (int32(in, trailer) != (int) crc.getValue() || int32(in, trailer + 4) != total - first) {
      throw corrupt("its check sum does not match");
    }
    return trailer + TRAILER;
  }

  private void makeRoom(Room room) throws RefusedException {
    if (out.length < KEPT_BUFFER) {
      room.grow(out.length);
      out = Arrays.copyOf(out, 2 * out.length);
    } else {
      // What comes next may refer to the last bytes, so they go on to be before it.
      overflowed = true;
      int kept = Math.min(FastInflater.WINDOW, position - windowStart);
      System.arraycopy(out, position - kept, out, 0, kept);
      position = kept;
      windowStart = 0;
    }
  }

  private static int afterHeader(byte[] in, int start, int end) throws RefusedException {
    if (end - start < HEADER
        || (in[start] & 0xff) != 0x1f
        || (in[start + 1] & 0xff) != 0x8b
        || in[start + 2] != 8) {
      throw corrupt("it does not begin with a gzip header");
    }
    int flags = in[start + 3];
    int position = start + HEADER;
    if ((flags & FLAG_EXTRA) != 0) {
      if (end - position < 2) {
        throw corrupt("its header is cut off");
      }
      position += 2 + (in[position] & 0xff) + ((in[position + 1] & 0xff) << 8);
    }
    if ((flags & FLAG_NAME) != 0) {
      position = afterZero(in, position, end);
    }
    if ((flags & FLAG_COMMENT) != 0) {
      position = afterZero(in, position, end);
    }
    if ((flags & FLAG_HEADER_CRC) != 0) {
      position += 2;
    }
    if (position >= end) {
      throw corrupt("its header is cut off");
    }
    return position;
  }

  private static int afterZero(byte[] in, int start, int end) throws RefusedException {
    for (int i = start; i < end; i++) {
      if (in[i] == 0) {
        return i + 1;
      }
    }
    throw corrupt("its header is cut off");
  }

  private static int int32(byte[] in, int at) {
    return (in[at] & 0xff)
        | (in[at + 1] & 0xff) << 8
        | (in[at + 2] & 0xff) << 16
        | (in[at + 3] & 0xff) << 24;
  }

  private static RefusedException corrupt(String what) {
    return new RefusedException(
        Refusal.malformed(
            "The request is marked as gzip but cannot be decompressed: " + what + "."));
  }
}
