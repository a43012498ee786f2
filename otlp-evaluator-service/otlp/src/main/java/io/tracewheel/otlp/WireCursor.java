// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

/**
 * A place in protobuf bytes that moves forward. Accepts and refuses what protobuf-java does:
 * varints of up to 10 bytes, minimal or not, of which tags and lengths keep the lower 32 bits; no
 * field number 0; no wire type 6 or 7; groups with their matching end.
 */
final class WireCursor {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH = 2;
  static final int GROUP = 3;
  static final int GROUP_END = 4;
  static final int FIXED32 = 5;

  /** How the reason begins when messages are nested too deep. */
  static final String NESTED = "Messages are nested more than ";

  private byte[] bytes = ByteSlice.EMPTY.array();

  /** Index in {@link #bytes} that errors call byte 0. */
  private int origin;

  private int nestingLimit = ScanLimits.DEFAULT.nesting();

  /** Index of the next byte. */
  int position;

  void reset(ByteSlice slice, int nestingLimit) {
    reset(slice.array(), slice.offset(), nestingLimit);
  }

  void reset(byte[] array, int start, int maxNesting) {
    bytes = array;
    origin = start;
    position = start;
    nestingLimit = maxNesting;
  }

  /** A refusal at an index; the path is found later, from the position. */
  MalformedOtlpException malformed(String reason, int index) {
    return new MalformedOtlpException(reason, index - (long) origin, "");
  }

  /** Index of the byte that an error named. */
  int index(MalformedOtlpException e) {
    return (int) e.position() + origin;
  }

  long varint(int end) throws MalformedOtlpException {
    int at = position;
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (at >= end) {
        throw malformed("The message ends inside a number", position);
      }
      byte b = bytes[at++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        position = at;
        return value;
      }
    }
    throw malformed("A number is longer than 10 bytes", position);
  }

  int tag(int end) throws MalformedOtlpException {
    int start = position;
    int tag = start < end && bytes[start] >= 0 ? bytes[position++] : (int) varint(end);
    if (tag >>> 3 == 0) {
      throw malformed("A field has the number 0", start);
    }
    return tag;
  }

  /** Reads a length that fits before {@code end}. */
  int length(int end) throws MalformedOtlpException {
    int start = position;
    int length = start < end && bytes[start] >= 0 ? bytes[position++] : (int) varint(end);
    if (length < 0 || length > end - position) {
      throw malformed(
          "A length of "
              + Integer.toUnsignedString(length)
              + " bytes is given where "
              + (end - position)
              + " are left",
          start);
    }
    return length;
  }

  /** Passes over the value of a field, whatever it is. */
  void skip(int tag, int end, int depth) throws MalformedOtlpException {
    switch (tag & 7) {
      case VARINT -> varint(end);
      case FIXED64 -> fixed(8, end);
      case LENGTH -> {
        int length = length(end);
        position += length;
      }
      case GROUP -> group(tag >>> 3, end, depth);
      case FIXED32 -> fixed(4, end);
      case GROUP_END -> throw malformed("A group ends that never began", position);
      default -> throw malformed("A field has the wire type " + (tag & 7), position);
    }
  }

  private void fixed(int size, int end) throws MalformedOtlpException {
    if (end - position < size) {
      throw malformed("The message ends inside a number", position);
    }
    position += size;
  }

  private void group(int number, int end, int depth) throws MalformedOtlpException {
    checkNesting(depth);
    while (position < end) {
      int start = position;
      int tag = tag(end);
      if ((tag & 7) == GROUP_END) {
        if (tag >>> 3 != number) {
          throw malformed("A group ends under another number than it began", start);
        }
        return;
      }
      skip(tag, end, depth + 1);
    }
    throw malformed("The message ends inside a group", position);
  }

  /** Called before going from {@code depth} one level deeper. */
  void checkNesting(int depth) throws MalformedOtlpException {
    if (depth >= nestingLimit) {
      throw malformed(NESTED + nestingLimit + " deep", position);
    }
  }
}
