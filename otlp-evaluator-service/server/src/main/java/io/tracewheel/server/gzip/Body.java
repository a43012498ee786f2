// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.gzip;

import io.tracewheel.otlp.ByteSlice;
import java.util.zip.DataFormatException;

/**
 * The bytes of a message, as they are or as gzip.
 *
 * @param bytes as they are kept
 * @param compressed whether they are gzip: one member with a header of {@value #HEADER} bytes,
 *     whose check sum was found right or was made here
 */
public record Body(ByteSlice bytes, boolean compressed) {
  /** Bytes before the deflated ones. */
  public static final int HEADER = 10;

  private static final int TRAILER = 8;

  /** A message that is not compressed. */
  public static Body plain(ByteSlice bytes) {
    return new Body(bytes, false);
  }

  /** The message, inflated into an array of its own if it is compressed. */
  public ByteSlice plain() {
    if (!compressed) {
      return bytes;
    }
    byte[] out = new byte[Math.addExact(plainLength(), FastInflater.SLACK)];
    int end = bytes.offset() + bytes.length();
    FastInflater inflater = new FastInflater();
    inflater.begin(bytes.array(), bytes.offset() + HEADER, end - TRAILER);
    try {
      int length = inflater.inflate(out, 0, 0);
      if (!inflater.finished() || length != plainLength()) {
        throw new IllegalStateException("a message that was checked does not inflate any more");
      }
      return new ByteSlice(out, 0, length);
    } catch (DataFormatException e) {
      throw new IllegalStateException("a message that was checked is damaged", e);
    }
  }

  /** The message as gzip. */
  public ByteSlice gzip() {
    return compressed ? bytes : FastGzip.INSTANCE.compress(bytes);
  }

  /** Length of the message when it is not compressed, in bytes. */
  public int plainLength() {
    if (!compressed) {
      return bytes.length();
    }
    byte[] array = bytes.array();
    int at = bytes.offset() + bytes.length() - Integer.BYTES;
    return (array[at] & 0xff)
        | (array[at + 1] & 0xff) << 8
        | (array[at + 2] & 0xff) << 16
        | (array[at + 3] & 0xff) << 24;
  }
}
