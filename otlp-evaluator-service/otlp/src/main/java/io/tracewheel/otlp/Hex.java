// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import java.nio.charset.StandardCharsets;

/** Hexadecimal digits of trace and span ids. */
final class Hex {
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

  private Hex() {}

  static String encode(byte[] bytes, int offset, int length) {
    byte[] text = new byte[2 * length];
    for (int i = 0; i < length; i++) {
      int b = bytes[offset + i];
      text[2 * i] = DIGITS[(b >> 4) & 15];
      text[2 * i + 1] = DIGITS[b & 15];
    }
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** Value of one digit in either case, or -1. */
  static int digit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' && c < 128 ? lower - 'a' + 10 : -1;
  }
}
