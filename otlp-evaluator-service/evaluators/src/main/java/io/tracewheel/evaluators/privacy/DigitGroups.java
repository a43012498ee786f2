// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

/**
 * Digits that begin at a place and go on over single separators: at most ten groups of at most 24
 * digits together. Reused.
 */
final class DigitGroups {
  static final int MOST_DIGITS = 24;
  private static final int MOST_GROUPS = 10;

  final int[] digits = new int[MOST_DIGITS + 2];
  final int[] lengths = new int[MOST_GROUPS];
  final int[] ends = new int[MOST_GROUPS];

  /** What follows each group: a separator, or 0 where the digits end. */
  final int[] separators = new int[MOST_GROUPS];

  int count;

  void read(TextView text, int start) {
    count = 0;
    int total = 0;
    int at = start;
    while (count < MOST_GROUPS) {
      int from = at;
      while (total < MOST_DIGITS && text.digit(at)) {
        digits[total++] = text.at(at++) - '0';
      }
      lengths[count] = at - from;
      ends[count] = at;
      separators[count] = 0;
      count++;
      if (text.digit(at)) {
        // Longer than anything: no prefix of the last group is a whole number.
        lengths[count - 1] = MOST_DIGITS + 1;
        return;
      }
      int next = afterSeparator(text, at);
      if (next < 0) {
        return;
      }
      separators[count - 1] = text.at(next - 1) == '(' ? '(' : text.at(at);
      at = next;
    }
  }

  /** Index of the digit after a separator; -1 where the digits end. */
  private static int afterSeparator(TextView text, int at) {
    int b = text.at(at);
    if (b == ' ' || b == '-' || b == '.' || b == '/') {
      if (text.digit(at + 1)) {
        return at + 1;
      }
      boolean bracket = text.at(at + 1) == '(' && b != '/' && text.digit(at + 2);
      return bracket ? at + 2 : -1;
    }
    if (b == ')') {
      if (text.digit(at + 1)) {
        return at + 1;
      }
      int gap = text.at(at + 1);
      return (gap == ' ' || gap == '-') && text.digit(at + 2) ? at + 2 : -1;
    }
    return -1;
  }

  /** Number of digits in the first groups. */
  int total(int groups) {
    int total = 0;
    for (int i = 0; i < groups; i++) {
      total += lengths[i];
    }
    return total;
  }

  /** Whether the first groups have these lengths. */
  boolean layout(int... wanted) {
    if (count < wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (lengths[i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether one of two separators, and always the same, is between the first groups. */
  boolean separated(int groups, char one, char other) {
    for (int i = 0; i < groups - 1; i++) {
      if (separators[i] != separators[0] || (separators[i] != one && separators[i] != other)) {
        return false;
      }
    }
    return true;
  }

  /** Whether nothing that belongs to a longer token follows the first groups. */
  boolean ends(TextView text, int groups) {
    int end = ends[groups - 1];
    int after = text.at(end);
    if (TextView.isWord(after)) {
      return false;
    }
    return !((after == '-' || after == '.' || after == '/') && text.digit(end + 1));
  }
}
