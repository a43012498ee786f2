// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import io.tracewheel.evaluators.trajectory.StatedValue.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** The figures and identifiers that a run was given, as far as it has gone. Not thread-safe. */
final class Evidence {
  private static final int DECIMALS = 2;
  private static final int LONG_NUMBER = 7;
  private static final int ENDING = 4;
  private static final String EITHER_HALF = "?";

  private final boolean arithmetic;
  private final Set<String> values = new HashSet<>();
  private final Set<BigDecimal> numbers = new HashSet<>();

  /** Whether the sum, difference or product of two given numbers counts as given. */
  Evidence(boolean arithmetic) {
    this.arithmetic = arithmetic;
  }

  /** Takes all that is said in a text. */
  void add(String text) {
    StatedValue.forEach(text, this::add);
  }

  private void add(StatedValue value) {
    if (value.kind() == Kind.NUMBER) {
      BigDecimal number = new BigDecimal(value.text());
      values.add(value.text());
      numbers.add(number);
      if (number.scale() == 0 && value.text().length() >= LONG_NUMBER) {
        // "The card ending in 4421."
        values.add(value.text().substring(value.text().length() - ENDING));
      }
      // An answer may round.
      for (int decimals = 0; decimals <= DECIMALS && decimals < number.scale(); decimals++) {
        values.add(StatedValue.canonical(number.setScale(decimals, RoundingMode.HALF_UP)));
      }
    } else {
      boolean either = value.kind() == Kind.TIME_OF_HALF_DAY;
      values.add(either ? value.text() + EITHER_HALF : value.text());
      value.parts().forEach(this::add);
      if (value.kind() != Kind.IDENTIFIER) {
        values.add(Integer.toString(hour(value.text())));
        values.add(Integer.toString(hour(onHalfDay(value.text()))));
      }
    }
  }

  /** Whether the value, or everything it is made of, was given. */
  boolean contains(StatedValue value) {
    if (values.contains(value.text())) {
      return true;
    }
    return switch (value.kind()) {
      case NUMBER -> arithmetic && canBeCalculated(new BigDecimal(value.text()));
      // Given without morning or evening.
      case TIME -> values.contains(onHalfDay(value.text()) + EITHER_HALF);
      case TIME_OF_HALF_DAY -> {
        int hour = hour(value.text()) % 12;
        yield values.contains(value.text() + EITHER_HALF)
            || values.contains(clock(hour, value.text()))
            || values.contains(clock(hour + 12, value.text()));
      }
      case IDENTIFIER ->
          !value.parts().isEmpty() && value.parts().stream().allMatch(this::contains);
    };
  }

  private static int hour(String time) {
    return Integer.parseInt(time.substring(0, 2));
  }

  private static String clock(int hour, String time) {
    return String.format(Locale.ROOT, "%02d%s", hour, time.substring(2));
  }

  /** The time as a clock with twelve hours shows it. */
  private static String onHalfDay(String time) {
    int hour = hour(time) % 12;
    return clock(hour == 0 ? 12 : hour, time);
  }

  private boolean canBeCalculated(BigDecimal number) {
    for (BigDecimal given : numbers) {
      if (numbers.contains(scaled(number.subtract(given)))
          || numbers.contains(scaled(number.add(given)))
          || (given.signum() != 0
              && number.remainder(given).signum() == 0
              && numbers.contains(scaled(number.divide(given, RoundingMode.UNNECESSARY))))) {
        return true;
      }
    }
    return false;
  }

  /** As numbers are kept: equal ones have the same digits. */
  private static BigDecimal scaled(BigDecimal number) {
    return new BigDecimal(StatedValue.canonical(number));
  }
}
