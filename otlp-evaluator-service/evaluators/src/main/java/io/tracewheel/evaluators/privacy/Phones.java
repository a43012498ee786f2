// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

/**
 * Telephone numbers: international ones after + (ITU-T E.164: country code and at most 15 digits),
 * and the usual written forms of the US and Canada, the UK, France and Germany. Digits without any
 * form need a word such as "phone" before them.
 */
final class Phones {
  /** Country codes of one and of two digits; all others have three. Bit n is code n. */
  private static final long TWO_DIGITS =
      bits(20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54)
          | bits(55, 56, 57, 58, 60, 61, 62, 63);

  private static final long TWO_DIGITS_FROM_64 =
      bits(0, 1, 2, 17, 18, 20, 22, 26, 27, 28, 29, 30, 31, 34);

  /** Where the number of the last call of {@link #start} ends. */
  int end;

  private boolean international;

  private static long bits(int... numbers) {
    long bits = 0;
    for (int number : numbers) {
      bits |= 1L << number;
    }
    return bits;
  }

  /** Whether the digits of the last call came after a plus. */
  boolean isInternational() {
    return international;
  }

  /** Where the number begins whose first digit is at an index; -1 if there is none. */
  int start(TextView text, int at, DigitGroups groups, boolean labelled) {
    int before = at > text.floor ? text.at(at - 1) : -1;
    boolean bracket = before == '(';
    int plus = bracket ? at - 2 : at - 1;
    international = plus >= text.floor && text.at(plus) == '+';
    if (international) {
      boolean bound = plus == text.floor || !text.word(plus - 1);
      return bound && internationalEnd(text, groups) ? plus : -1;
    }
    if (before == '-' || before == '.' || before == '/' || before == '+') {
      return -1;
    }
    if (american(text, groups, labelled)
        || european(text, groups)
        || plain(text, groups, labelled)) {
      return bracket ? at - 1 : at;
    }
    return -1;
  }

  private boolean internationalEnd(TextView text, DigitGroups groups) {
    int[] d = groups.digits;
    int used = groups.count;
    while (used > 0 && (groups.total(used) > 15 || !groups.ends(text, used))) {
      used--;
    }
    int total = used == 0 ? 0 : groups.total(used);
    if (total < 8 || d[0] == 0) {
      return false;
    }
    end = groups.ends[used - 1];
    int two = d[0] * 10 + d[1];
    if (d[0] == 1) {
      return cut(groups, used, 11) && isAmerican(d, 1);
    }
    if (d[0] == 7) {
      return cut(groups, used, 11);
    }
    boolean twoDigits =
        two < 64 ? (TWO_DIGITS >> two & 1) != 0 : (TWO_DIGITS_FROM_64 >> (two - 64) & 1) != 0;
    return twoDigits ? total >= 9 : total >= 9 || (total == 8 && groups.lengths[0] == 3);
  }

  /** Cuts off groups beyond a number of digits; whether that number is met. */
  private boolean cut(DigitGroups groups, int used, int digits) {
    for (int i = used; i > 0; i--) {
      if (groups.total(i) == digits) {
        end = groups.ends[i - 1];
        return true;
      }
    }
    return false;
  }

  /** North American Numbering Plan: area and exchange begin with 2 to 9; N11 is a service. */
  private static boolean isAmerican(int[] d, int from) {
    boolean area = d[from] >= 2 && !(d[from + 1] == 1 && d[from + 2] == 1);
    boolean exchange = d[from + 3] >= 2 && !(d[from + 4] == 1 && d[from + 5] == 1);
    return area && exchange;
  }

  private boolean american(TextView text, DigitGroups groups, boolean labelled) {
    boolean one = groups.layout(1, 3, 3, 4) && groups.digits[0] == 1;
    int used = one ? 4 : 3;
    int first = one ? 1 : 0;
    if (!one && !groups.layout(3, 3, 4)) {
      return false;
    }
    int area = groups.separators[first];
    int exchange = groups.separators[first + 1];
    boolean formed =
        (area == ')' && (exchange == '-' || exchange == ' ' || exchange == '.'))
            || (area == exchange && (area == '-' || area == '.'))
            || (area == ' ' && (exchange == '-' || labelled) && exchange != '/')
            || (labelled && area == '-' && exchange == ' ');
    end = groups.ends[used - 1];
    return formed && isAmerican(groups.digits, first) && groups.ends(text, used);
  }

  private boolean european(TextView text, DigitGroups groups) {
    int[] d = groups.digits;
    if (d[0] != 0) {
      return false;
    }
    int separator = groups.separators[0];
    boolean spaced = separator == ' ' || separator == '-' || separator == '.';
    int used = 0;
    if (groups.layout(2, 2, 2, 2, 2) && spaced && d[1] > 0) {
      used = same(groups, 5) ? 5 : 0; // France
    } else if (groups.layout(5, 6) && d[1] == 7 && separator == ' ') {
      used = 2; // mobile in the UK
    } else if (groups.layout(5, 3, 3) && d[1] == 7 && same(groups, 3)) {
      used = 3;
    } else if (groups.layout(3, 4, 4) && d[1] == 2 && same(groups, 3)) {
      used = 3; // London and other cities
    } else if (groups.layout(4, 3, 4) && d[1] == 1 && separator == ' ' && same(groups, 3)) {
      used = 3;
    } else if (groups.count > 1
        && groups.lengths[0] == 4
        && d[1] == 1
        && d[2] >= 5
        && d[2] <= 7
        && (separator == '/' || separator == ' ' || separator == '-')) {
      boolean eight = groups.lengths[1] == 7 || groups.lengths[1] == 8;
      used = eight ? 2 : 0; // mobile in Germany
    }
    if (used == 0) {
      return false;
    }
    end = groups.ends[used - 1];
    return groups.ends(text, used);
  }

  private static boolean same(DigitGroups groups, int used) {
    for (int i = 1; i < used - 1; i++) {
      if (groups.separators[i] != groups.separators[0]) {
        return false;
      }
    }
    return true;
  }

  /** Any digits that are said to be a telephone number. */
  private boolean plain(TextView text, DigitGroups groups, boolean labelled) {
    if (!labelled) {
      return false;
    }
    for (int used = groups.count; used > 0; used--) {
      int total = groups.total(used);
      if (total >= 7 && total <= 15 && groups.ends(text, used)) {
        end = groups.ends[used - 1];
        return true;
      }
    }
    return false;
  }
}
