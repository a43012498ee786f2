// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

import java.util.Arrays;

/**
 * A text as it would read without escapes. JSON stands in strings of JSON in attributes, so one
 * line feed may be written {@code \n}, {@code \\n} or {@code \\\\n}: any run of backslashes with
 * what it escapes counts as one character here, however deep it is nested, so one pass is enough
 * and a range found here is a range of whole escapes in the source. Not thread-safe.
 *
 * <p>Every look at a byte is counted, so that a test can tell that the work is linear.
 */
final class TextView {
  private byte[] own = new byte[256];
  private int[] source = new int[257];
  private boolean mapped;

  /** The bytes to look at. */
  byte[] bytes = new byte[0];

  int start;
  int end;

  /** Nothing before this index may be part of a finding any more. */
  int floor;

  /** How often a byte was looked at since this object was made. */
  long steps;

  void load(byte[] array, int from, int to) {
    int escape = from;
    while (escape < to && array[escape] != '\\') {
      escape++;
    }
    steps += to - from;
    mapped = escape < to;
    if (!mapped) {
      bytes = array;
      start = from;
      end = to;
    } else {
      unescape(array, from, to);
    }
    floor = start;
  }

  private void unescape(byte[] array, int from, int to) {
    if (own.length < to - from) {
      own = new byte[to - from];
      source = new int[to - from + 1];
    } else if (own.length > 1 << 20 && own.length > 8 * (to - from)) {
      own = Arrays.copyOf(own, to - from);
      source = new int[to - from + 1];
    }
    int size = 0;
    int at = from;
    while (at < to) {
      byte b = array[at];
      source[size] = at;
      if (b != '\\') {
        own[size++] = b;
        at++;
        continue;
      }
      int run = at;
      while (run < to && array[run] == '\\') {
        run++;
      }
      byte escaped = run < to ? array[run] : 0;
      switch (escaped) {
        case 'n', 'r' -> {
          own[size++] = '\n';
          at = run + 1;
        }
        case 't', 'b', 'f' -> {
          own[size++] = ' ';
          at = run + 1;
        }
        case '"', '\'', '/' -> {
          own[size++] = escaped;
          at = run + 1;
        }
        case 'u' -> {
          int code = hex(array, run + 1, Math.min(to, run + 5), 4);
          if (code < 0) {
            own[size++] = '\\';
            at = run;
          } else {
            size = put(code, at, size);
            at = run + 5;
          }
        }
        case 'x' -> {
          int code = hex(array, run + 1, Math.min(to, run + 3), 2);
          if (code < 0) {
            own[size++] = '\\';
            at = run;
          } else {
            size = put(code, at, size);
            at = run + 3;
          }
        }
        default -> {
          own[size++] = '\\';
          at = run;
        }
      }
    }
    source[size] = to;
    bytes = own;
    start = 0;
    end = size;
    steps += to - from;
  }

  private static int hex(byte[] array, int from, int to, int digits) {
    if (to - from < digits) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = Character.digit(array[i], 16);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  /** Puts one UTF-16 unit; halves of surrogate pairs are nothing that a pattern could hold. */
  private int put(int unit, int at, int size) {
    int to = size;
    if (unit < 0x80) {
      own[to++] = (byte) unit;
    } else if (unit < 0x800) {
      own[to++] = (byte) (0xc0 | unit >> 6);
      source[to] = at;
      own[to++] = (byte) (0x80 | unit & 0x3f);
    } else {
      // Of a pair only the plane of tags matters; others are any character that is in no name.
      boolean tag = unit == 0xdb40;
      int shown = Character.isSurrogate((char) unit) ? 0x25a1 : unit;
      own[to++] = (byte) (tag ? 0xf3 : 0xe0 | shown >> 12);
      source[to] = at;
      own[to++] = (byte) (tag ? 0xa0 : 0x80 | shown >> 6 & 0x3f);
      source[to] = at;
      own[to++] = (byte) (tag ? 0x80 : 0x80 | shown & 0x3f);
    }
    return to;
  }

  /** Where in the source the character at an index of this view begins. */
  int source(int index) {
    return mapped ? source[index] : index;
  }

  /** Number of backslashes before the character at an index. */
  int escapes(int index) {
    return mapped ? source[index + 1] - source[index] - 1 : 0;
  }

  /** The byte at an index, 0 to 255; -1 beyond the ends. */
  int at(int index) {
    steps++;
    return index < start || index >= end ? -1 : bytes[index] & 0xff;
  }

  boolean digit(int index) {
    int b = at(index);
    return b >= '0' && b <= '9';
  }

  boolean letter(int index) {
    return isLetter(at(index));
  }

  /** Letter, digit or underscore. */
  boolean word(int index) {
    return isWord(at(index));
  }

  static boolean isLetter(int b) {
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
  }

  static boolean isDigit(int b) {
    return b >= '0' && b <= '9';
  }

  static boolean isWord(int b) {
    return isLetter(b) || isDigit(b) || b == '_';
  }

  static boolean isSpace(int b) {
    return b == ' ' || b == '\n' || b == '\t' || b == '\r';
  }
}
