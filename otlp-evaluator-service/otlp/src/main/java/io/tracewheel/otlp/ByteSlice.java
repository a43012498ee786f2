// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * A view of a part of a byte array: nothing is copied, nothing is owned. Whoever hands one out says
 * how long its bytes stay as they are. Equality is that of the record (same array, same part); use
 * {@link #contentEquals} for the bytes.
 *
 * @param array the array looked into; never written to through this view
 * @param offset index of the first byte, 0 to {@code array.length}
 * @param length number of bytes, 0 to {@code array.length - offset}
 */
@SuppressWarnings("ArrayRecordComponent") // a view of a buffer is what this record is
public record ByteSlice(byte[] array, int offset, int length) {

  /** The slice of no bytes. */
  public static final ByteSlice EMPTY = new ByteSlice(new byte[0], 0, 0);

  /**
   * Checks the bounds.
   *
   * @throws IndexOutOfBoundsException if the part is not inside the array
   */
  public ByteSlice {
    Objects.checkFromIndexSize(offset, length, array.length);
  }

  /** The whole array, as a view. */
  public static ByteSlice of(byte[] array) {
    return new ByteSlice(array, 0, array.length);
  }

  /** True if there is no byte in it. */
  public boolean isEmpty() {
    return length == 0;
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  /** Writes the bytes to a stream. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(array, offset, length);
  }

  /** True if the other slice has the same bytes. */
  public boolean contentEquals(ByteSlice other) {
    return Arrays.equals(
        array, offset, offset + length, other.array, other.offset, other.offset + other.length);
  }

  /** The bytes read as UTF-8; what is not UTF-8 becomes U+FFFD. */
  public String utf8() {
    return new String(array, offset, length, StandardCharsets.UTF_8);
  }

  /** The bytes as lower-case hexadecimal digits, as OTLP/JSON writes trace and span ids. */
  public String hex() {
    return Hex.encode(array, offset, length);
  }

  @Override
  public String toString() {
    return "ByteSlice[offset=" + offset + ", length=" + length + "]";
  }
}
