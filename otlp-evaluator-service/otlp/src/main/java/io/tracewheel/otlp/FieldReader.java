// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import java.util.Arrays;

/** Goes through the fields of a message that a check has already accepted. */
final class FieldReader {
  private final byte[] bytes;
  private final int end;
  private final WireCursor cursor = new WireCursor();

  /** Field number of the current field. */
  int number;

  /** Wire type of the current field. */
  int wireType;

  /** Where the value (of a length-delimited field: its content) begins. */
  int from;

  /** Where it ends. */
  int to;

  FieldReader(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.end = end;
    cursor.reset(bytes, start, Integer.MAX_VALUE);
  }

  /** Goes to the next field; false if there is none. */
  boolean next() {
    if (cursor.position >= end) {
      return false;
    }
    try {
      int tag = cursor.tag(end);
      number = tag >>> 3;
      wireType = tag & 7;
      if (wireType == WireCursor.LENGTH) {
        int length = cursor.length(end);
        from = cursor.position;
        to = from + length;
        cursor.position = to;
      } else {
        from = cursor.position;
        cursor.skip(tag, end, 0);
        to = cursor.position;
      }
      return true;
    } catch (MalformedOtlpException e) {
      throw changed(e);
    }
  }

  /** True if the current field has this number and wire type. */
  boolean is(int wantedNumber, int wantedWireType) {
    return number == wantedNumber && wireType == wantedWireType;
  }

  /** The varint of the current field. */
  long varint() {
    WireCursor value = new WireCursor();
    value.reset(bytes, from, 0);
    try {
      return value.varint(to);
    } catch (MalformedOtlpException e) {
      throw changed(e);
    }
  }

  /** The little-endian number of the current field. */
  long fixed() {
    return fixed(bytes, from, to);
  }

  static long fixed(byte[] bytes, int from, int to) {
    long value = 0;
    for (int i = to - 1; i >= from; i--) {
      value = value << 8 | bytes[i] & 0xff;
    }
    return value;
  }

  ByteSlice slice() {
    return new ByteSlice(bytes, from, to - from);
  }

  private static IllegalStateException changed(MalformedOtlpException e) {
    return new IllegalStateException("the bytes of the request changed after its scan", e);
  }

  /**
   * The content of a singular message field. Where it occurs more than once, protobuf merges, which
   * is what parsing the contents one after another does.
   */
  static ByteSlice merged(byte[] bytes, int start, int end, int number) {
    ByteSlice merged = ByteSlice.EMPTY;
    FieldReader reader = new FieldReader(bytes, start, end);
    while (reader.next()) {
      if (reader.is(number, WireCursor.LENGTH)) {
        merged = join(merged, reader.slice());
      }
    }
    return merged;
  }

  static ByteSlice join(ByteSlice first, ByteSlice second) {
    if (first.isEmpty()) {
      return second;
    }
    byte[] both = Arrays.copyOf(first.toByteArray(), first.length() + second.length());
    System.arraycopy(second.array(), second.offset(), both, first.length(), second.length());
    return ByteSlice.of(both);
  }
}
