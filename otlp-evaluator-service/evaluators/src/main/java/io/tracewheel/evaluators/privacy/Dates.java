// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

import java.util.List;
import java.util.Locale;

/** Dates as people and programs write them, from 1900 to 2099. */
final class Dates {
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final int LONGEST_MONTH = 9;

  private Dates() {}

  /** Where the date ends whose first digits are at an index; -1 if it is none. */
  static int end(TextView text, int at, DigitGroups groups) {
    int[] d = groups.digits;
    int[] l = groups.lengths;
    if (groups.count >= 3 && groups.separators[0] == groups.separators[1]) {
      int separator = groups.separators[0];
      boolean formed = separator == '-' || separator == '/' || separator == '.' || separator == ' ';
      if (formed && l[0] == 4 && l[1] <= 2 && l[2] <= 2) {
        int month = number(d, 4, l[1]);
        int day = number(d, 4 + l[1], l[2]);
        return isYear(number(d, 0, 4)) && isDay(day, month) ? groups.ends[2] : -1;
      }
      if (formed && l[0] <= 2 && l[1] <= 2 && (l[2] == 4 || l[2] == 2)) {
        int one = number(d, 0, l[0]);
        int two = number(d, l[0], l[1]);
        int year = number(d, l[0] + l[1], l[2]);
        boolean century = l[2] == 2 || isYear(year);
        return century && (isDay(one, two) || isDay(two, one)) ? groups.ends[2] : -1;
      }
    }
    if (l[0] == 8 && isYear(number(d, 0, 4)) && isDay(number(d, 6, 2), number(d, 4, 2))) {
      return groups.ends[0];
    }
    return l[0] <= 2 ? written(text, at, groups) : -1;
  }

  /** Where the date begins: at the name of a month before the day, if there is one. */
  static int start(TextView text, int at) {
    int month = monthBefore(text, at);
    return month < 0 ? at : month;
  }

  /** "12 March 1985", "12. März 1985" by its first letters, "March 12, 1985". */
  private static int written(TextView text, int at, DigitGroups groups) {
    int next = groups.ends[0];
    if (monthBefore(text, at) >= 0) {
      next += isOrdinal(text, next) ? 2 : 0;
      next += text.at(next) == ',' ? 1 : 0;
      next += text.at(next) == ' ' ? 1 : 0;
      return yearEnd(text, next);
    }
    next += isOrdinal(text, next) ? 2 : text.at(next) == '.' ? 1 : 0;
    if (text.at(next) != ' ' && text.at(next) != '-') {
      return -1;
    }
    int to = next + 1;
    while (to - next <= LONGEST_MONTH && text.letter(to)) {
      to++;
    }
    return isMonth(text, next + 1, to) && !TextView.isLetter(text.at(to))
        ? yearEnd(text, text.at(to) == ',' ? to + 2 : to + 1)
        : -1;
  }

  private static boolean isOrdinal(TextView text, int at) {
    return text.letter(at) && text.letter(at + 1) && !text.word(at + 2);
  }

  private static int yearEnd(TextView text, int at) {
    int year = 0;
    for (int i = 0; i < 4; i++) {
      if (!text.digit(at + i)) {
        return -1;
      }
      year = year * 10 + text.at(at + i) - '0';
    }
    return isYear(year) && !text.word(at + 4) ? at + 4 : -1;
  }

  private static int monthBefore(TextView text, int at) {
    if (at - 1 <= text.floor || text.at(at - 1) != ' ') {
      return -1;
    }
    int from = at - 1;
    while (at - from <= LONGEST_MONTH + 1 && from > text.floor && text.letter(from - 1)) {
      from--;
    }
    return isMonth(text, from, at - 1) ? from : -1;
  }

  private static boolean isMonth(TextView text, int from, int to) {
    if (to - from < 3 || to - from > LONGEST_MONTH) {
      return false;
    }
    StringBuilder head = new StringBuilder(3);
    for (int i = from; i < from + 3; i++) {
      head.append((char) text.at(i));
    }
    return MONTHS.contains(head.toString().toLowerCase(Locale.ROOT));
  }

  private static int number(int[] digits, int from, int length) {
    int number = 0;
    for (int i = from; i < from + length; i++) {
      number = number * 10 + digits[i];
    }
    return number;
  }

  private static boolean isYear(int year) {
    return year >= 1900 && year < 2100;
  }

  private static boolean isDay(int day, int month) {
    return day >= 1 && day <= 31 && month >= 1 && month <= 12;
  }
}
