// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A growing byte array that protobuf is written into; reused from request to request. One large
 * request does not pin its memory for ever: after {@value #USES_BEFORE_SHRINK} uses in a row that
 * needed less than a quarter, the array is given up for one that fits.
 */
final class ByteBuilder {
  private static final int SMALLEST = 4096;
  private static final int USES_BEFORE_SHRINK = 32;
  private static final int LARGEST = Integer.MAX_VALUE - 8;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[SMALLEST];
  private int size;
  private int smallUses;
  private int largestSmallUse;

  int size() {
    return size;
  }

  /** The array behind; valid until the next write. */
  byte[] array() {
    return bytes;
  }

  ByteSlice slice() {
    return new ByteSlice(bytes, 0, size);
  }

  /** Starts again. Slices handed out before lose their content. */
  void clear() {
    if (size > bytes.length / 4 || bytes.length == SMALLEST) {
      smallUses = 0;
      largestSmallUse = 0;
    } else {
      largestSmallUse = Math.max(largestSmallUse, size);
      if (++smallUses == USES_BEFORE_SHRINK) {
        bytes = new byte[Math.max(SMALLEST, 2 * largestSmallUse)];
        smallUses = 0;
        largestSmallUse = 0;
      }
    }
    size = 0;
  }

  /** Takes back what was written after a size, or takes in what was put into the array up to it. */
  void resize(int newSize) {
    size = newSize;
  }

  /**
   * Makes room for that many more bytes.
   *
   * @throws OutOfMemoryError if an array cannot be that long
   */
  void ensure(int more) {
    if (more > bytes.length - size) {
      grow(more);
    }
  }

  private void grow(int more) {
    long needed = (long) size + more;
    if (needed > LARGEST) {
      throw new OutOfMemoryError("a message of " + needed + " bytes does not fit into an array");
    }
    bytes = Arrays.copyOf(bytes, (int) Math.min(LARGEST, Math.max(needed, bytes.length * 2L)));
  }

  void put(int oneByte) {
    ensure(1);
    bytes[size++] = (byte) oneByte;
  }

  void put(byte[] source, int offset, int length) {
    ensure(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  void varint(long value) {
    ensure(10);
    if ((value & ~0x7fL) == 0) {
      bytes[size++] = (byte) value;
      return;
    }
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  void fixed64(long value) {
    ensure(8);
    LONG.set(bytes, size, value);
    size += 8;
  }

  void fixed32(int value) {
    ensure(4);
    INT.set(bytes, size, value);
    size += 4;
  }

  /** Writes a text if it is ASCII; else false, and what was written is of no use. */
  boolean ascii(String text) {
    int length = text.length();
    ensure(length);
    byte[] to = bytes;
    int at = size;
    int all = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      all |= c;
      to[at + i] = (byte) c;
    }
    size = at + length;
    return all < 0x80;
  }

  /** Writes the UTF-8 of a text, without length. */
  void utf8(CharSequence text) {
    int length = text.length();
    ensure(Math.addExact(length, Math.multiplyExact(length, 2)));
    byte[] to = bytes;
    int at = size;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        to[at++] = (byte) c;
      } else if (c < 0x800) {
        to[at++] = (byte) (0xc0 | c >> 6);
        to[at++] = (byte) (0x80 | c & 0x3f);
      } else if (!Character.isSurrogate(c)) {
        to[at++] = (byte) (0xe0 | c >> 12);
        to[at++] = (byte) (0x80 | c >> 6 & 0x3f);
        to[at++] = (byte) (0x80 | c & 0x3f);
      } else if (i + 1 < length && Character.isSurrogatePair(c, text.charAt(i + 1))) {
        int point = Character.toCodePoint(c, text.charAt(++i));
        to[at++] = (byte) (0xf0 | point >> 18);
        to[at++] = (byte) (0x80 | point >> 12 & 0x3f);
        to[at++] = (byte) (0x80 | point >> 6 & 0x3f);
        to[at++] = (byte) (0x80 | point & 0x3f);
      } else {
        to[at++] = '?';
      }
    }
    size = at;
  }

  /** Length of {@link #utf8}'s output. */
  static int utf8Length(CharSequence text) {
    int length = text.length();
    int bytes = length;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x800) {
        if (!Character.isSurrogate(c)) {
          bytes += 2;
        } else if (i + 1 < length && Character.isSurrogatePair(c, text.charAt(i + 1))) {
          // Two chars become four bytes.
          bytes += 2;
          i++;
        }
      } else if (c >= 0x80) {
        bytes++;
      }
    }
    return bytes;
  }

  /** Number of bytes that {@link #varint} writes. */
  static int varintSize(long value) {
    return (value & ~0x7fL) == 0 ? 1 : (63 - Long.numberOfLeadingZeros(value)) / 7 + 1;
  }
}
