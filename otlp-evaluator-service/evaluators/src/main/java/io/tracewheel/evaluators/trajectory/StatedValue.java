// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A figure or identifier in a text.
 *
 * @param kind what it is
 * @param text the form in which equal values are equal: numbers without thousands separators and
 *     trailing zeros, times as {@code hh:mm}, identifiers in lower case
 * @param parts of a date or of an identifier with separators: the values it is made of
 */
record StatedValue(Kind kind, String text, List<StatedValue> parts) {

  enum Kind {
    NUMBER,
    /** A time of day that says morning or evening, or counts to 24. */
    TIME,
    /** A time of day from 1:00 to 12:59 that may be either; 07:00 and 7:00:00 are mornings. */
    TIME_OF_HALF_DAY,
    /** A date, or a word with letters and digits. */
    IDENTIFIER
  }

  private static final int LONGEST_NUMBER = 40;

  /** Every group can match a text in one way only, so that looking through it is linear. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<bare>\\d{1,2})\\s?(?<bareHalf>[AaPp])\\.?[Mm]\\b"
              + "|(?<hour>\\d{1,2}):(?<minute>\\d{2})(?<second>:\\d{2})?(?:\\s?(?<half>[AaPp])\\.?[Mm]\\b)?"
              + "|[A-Za-z0-9]++(?:[_-][A-Za-z0-9]++|[.,]\\d++)*+");

  private static final Pattern NUMBER =
      Pattern.compile("\\d{1,3}(?:,\\d{3})++(?:\\.\\d++)?|\\d++(?:\\.\\d++)?");

  /** 24h, 20th, 23kg, 2h30m: numbers with a unit behind. */
  private static final Pattern MEASURED =
      Pattern.compile("(?:(\\d++)(?:\\.\\d++)?[a-zA-Z]{1,3})++");

  private static final Pattern DIGITS = Pattern.compile("\\d++(?:\\.\\d++)?");

  /** All of a text, in order, duplicates included. */
  static void forEach(String text, Consumer<StatedValue> visitor) {
    Matcher token = TOKEN.matcher(text);
    while (token.find()) {
      if (token.group("bare") != null) {
        time(token.group("bare"), "00", token.group("bareHalf"), false, visitor);
      } else if (token.group("hour") != null) {
        boolean seconds = token.group("second") != null;
        time(token.group("hour"), token.group("minute"), token.group("half"), seconds, visitor);
      } else {
        word(token.group(), visitor);
      }
    }
  }

  private static void time(
      String hours,
      String minutes,
      @Nullable String half,
      boolean seconds,
      Consumer<StatedValue> visitor) {
    int hour = Integer.parseInt(hours);
    int minute = Integer.parseInt(minutes);
    if (hour > 24 || minute > 59) {
      number(hours, visitor);
      number(minutes, visitor);
      return;
    }
    boolean sayingHalf = half != null && hour >= 1 && hour <= 12;
    if (half != null && sayingHalf) {
      hour = hour % 12 + (half.equalsIgnoreCase("p") ? 12 : 0);
    }
    boolean to24 = hour > 12 || hours.startsWith("0") || seconds;
    Kind kind = sayingHalf || to24 ? Kind.TIME : Kind.TIME_OF_HALF_DAY;
    String canonical = String.format(Locale.ROOT, "%02d:%02d", hour, minute);
    visitor.accept(new StatedValue(kind, canonical, List.of()));
  }

  private static void word(String word, Consumer<StatedValue> visitor) {
    if (word.chars().noneMatch(StatedValue::isDigit)) {
      return;
    }
    if (NUMBER.matcher(word).matches()) {
      number(word, visitor);
      return;
    }
    String[] pieces = word.split("[_,.-]", -1);
    if (MEASURED.matcher(word).matches() || (pieces.length > 1 && isPlain(word))) {
      Matcher digits = DIGITS.matcher(word);
      while (digits.find()) {
        number(digits.group(), visitor);
      }
      return;
    }
    List<StatedValue> parts = new ArrayList<>();
    if (pieces.length > 1) {
      for (String piece : pieces) {
        word(piece, parts::add);
      }
    }
    visitor.accept(
        new StatedValue(Kind.IDENTIFIER, word.toLowerCase(Locale.ROOT), List.copyOf(parts)));
  }

  /** Whether a word with separators is a list or range of numbers, or a word as in "24-hour". */
  private static boolean isPlain(String word) {
    if (word.indexOf('_') >= 0 || word.matches("\\d{4}-\\d{2}-\\d{2}")) {
      return false;
    }
    for (String piece : word.split("[,.-]", -1)) {
      boolean digits = piece.chars().anyMatch(StatedValue::isDigit);
      boolean letters = piece.chars().anyMatch(c -> !isDigit(c));
      if (digits && letters && !MEASURED.matcher(piece).matches()) {
        return false;
      }
    }
    return true;
  }

  private static void number(String digits, Consumer<StatedValue> visitor) {
    if (digits.length() > LONGEST_NUMBER) {
      visitor.accept(new StatedValue(Kind.IDENTIFIER, digits, List.of()));
    } else {
      BigDecimal number = new BigDecimal(digits.replace(",", ""));
      visitor.accept(new StatedValue(Kind.NUMBER, canonical(number), List.of()));
    }
  }

  static String canonical(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
