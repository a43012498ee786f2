// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import com.google.re2j.Pattern;
import com.networknt.schema.SchemaException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import org.jspecify.annotations.Nullable;

/**
 * Regular expressions of schemas, matched by RE2/J in time linear in the text, because both the
 * pattern and the text come from outside and a backtracking matcher can be made to run for ever.
 *
 * <p>A pattern that RE2 does not know (look-around, back references) or that is too large is
 * accepted and throws when it is to be applied: the schema cannot be used then, which is not the
 * model's fault. All matching of one evaluation shares a budget of steps. Not thread-safe.
 */
final class LinearPatterns implements RegularExpressionFactory {
  /** Longest pattern, in UTF-16 units. */
  static final int MAX_PATTERN = 1_000;

  /** Largest compiled pattern, in RE2 instructions. */
  static final int MAX_PROGRAM = 5_000;

  /** Text units times instructions that one evaluation may spend: some tens of milliseconds. */
  static final long BUDGET = 2_000_000;

  private long left = BUDGET;

  /** Starts the budget of one evaluation. */
  void refill() {
    left = BUDGET;
  }

  @Override
  public RegularExpression getRegularExpression(String regex) {
    Pattern pattern = compile(regex);
    if (pattern == null) {
      return text -> {
        throw new Unusable();
      };
    }
    int size = pattern.programSize();
    return text -> {
      left -= (text.length() + 1L) * size;
      if (left < 0) {
        throw new BudgetSpent();
      }
      return pattern.matcher(text).find();
    };
  }

  private static @Nullable Pattern compile(String regex) {
    return compile(regex, 0);
  }

  /** A compiled pattern; null when RE2 does not know it or it is too large. */
  static @Nullable Pattern compile(String regex, int flags) {
    if (regex.length() > MAX_PATTERN || repetitions(regex) > MAX_PROGRAM) {
      return null;
    }
    try {
      Pattern pattern = Pattern.compile(regex, flags);
      return pattern.programSize() > MAX_PROGRAM ? null : pattern;
    } catch (com.google.re2j.PatternSyntaxException e) {
      return null;
    }
  }

  /**
   * Upper bound of how often counted repetitions inside each other can copy a piece of the pattern:
   * the product of all counts. RE2/J bounds each count but not the product.
   */
  private static long repetitions(String regex) {
    long product = 1;
    int number = -1;
    boolean open = false;
    int largest = 1;
    for (int i = 0; i < regex.length(); i++) {
      char c = regex.charAt(i);
      if (c == '{') {
        open = true;
        number = 0;
        largest = 1;
      } else if (open && c >= '0' && c <= '9') {
        number = Math.min(100_000, number * 10 + c - '0');
        largest = Math.max(largest, number);
      } else if (open && c == ',') {
        number = 0;
      } else if (open) {
        open = false;
        if (c == '}') {
          product = Math.min(1_000_000, product * largest);
        }
      }
    }
    return product;
  }

  /** A pattern cannot be applied. */
  static final class Unusable extends SchemaException {
    private static final long serialVersionUID = 1;

    Unusable() {
      super("pattern not supported");
    }
  }

  /** The budget of this evaluation is spent. */
  static final class BudgetSpent extends SchemaException {
    private static final long serialVersionUID = 1;

    BudgetSpent() {
      super("pattern budget spent");
    }
  }
}
