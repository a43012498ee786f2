// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import java.util.Arrays;

/**
 * Writes nested messages front to back although each begins with its length. Contents are collected
 * without the lengths of messages, whose places are noted; one final pass puts the lengths in. Each
 * byte is copied once more, however deep it lies.
 */
final class MessageBuilder {
  private final ByteBuilder raw = new ByteBuilder();
  private final ByteBuilder out = new ByteBuilder();

  /** For each message in the order of opening: where its content begins in {@link #raw}. */
  private int[] starts = new int[64];

  /** For each message: its final length, once closed. */
  private int[] lengths = new int[64];

  private int messages;

  /** Numbers of the open messages, and the size of lengths noted when each was opened. */
  private int[] open = new int[16];

  private long[] lengthBytesBefore = new long[16];
  private int depth;

  /** Bytes that the lengths of closed messages will take. */
  private long lengthBytes;

  void clear() {
    raw.clear();
    messages = 0;
    depth = 0;
    lengthBytes = 0;
  }

  /** Where contents go; for writers that know the lengths of what they write. */
  ByteBuilder raw() {
    return raw;
  }

  int depth() {
    return depth;
  }

  /** Begins a sub-message. */
  void open(int number) {
    raw.varint((long) number << 3 | WireCursor.LENGTH);
    if (messages == starts.length) {
      starts = Arrays.copyOf(starts, 2 * messages);
      lengths = Arrays.copyOf(lengths, 2 * messages);
    }
    if (depth == open.length) {
      open = Arrays.copyOf(open, 2 * depth);
      lengthBytesBefore = Arrays.copyOf(lengthBytesBefore, 2 * depth);
    }
    starts[messages] = raw.size();
    open[depth] = messages++;
    lengthBytesBefore[depth++] = lengthBytes;
  }

  /** Ends the innermost sub-message. */
  void close() {
    int message = open[--depth];
    long length = raw.size() - starts[message] + lengthBytes - lengthBytesBefore[depth];
    lengths[message] = Math.toIntExact(length);
    lengthBytes += ByteBuilder.varintSize(length);
  }

  void varint(int number, long value) {
    raw.varint((long) number << 3);
    raw.varint(value);
  }

  void fixed64(int number, long value) {
    raw.varint((long) number << 3 | WireCursor.FIXED64);
    raw.fixed64(value);
  }

  void bytes(int number, ByteSlice value) {
    raw.varint((long) number << 3 | WireCursor.LENGTH);
    raw.varint(value.length());
    raw.put(value.array(), value.offset(), value.length());
  }

  void utf8(int number, CharSequence text) {
    raw.varint((long) number << 3 | WireCursor.LENGTH);
    raw.varint(ByteBuilder.utf8Length(text));
    raw.utf8(text);
  }

  /** Puts the lengths in. The slice is good until the next call. */
  ByteSlice finish() {
    out.clear();
    out.ensure(Math.toIntExact(raw.size() + lengthBytes));
    int done = 0;
    for (int i = 0; i < messages; i++) {
      out.put(raw.array(), done, starts[i] - done);
      out.varint(lengths[i]);
      done = starts[i];
    }
    out.put(raw.array(), done, raw.size() - done);
    return out.slice();
  }
}
