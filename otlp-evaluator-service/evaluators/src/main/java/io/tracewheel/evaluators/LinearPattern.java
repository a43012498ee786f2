// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression that is matched by RE2/J in time linear in the text. Immutable and safe for
 * use by many threads.
 */
public final class LinearPattern {
  private final Pattern pattern;

  private LinearPattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /**
   * Compiles an expression in the syntax of RE2; {@code .} matches line breaks too.
   *
   * @throws IllegalArgumentException if RE2 does not know it (look-around, back references) or it
   *     is too large; the message is a clause
   */
  public static LinearPattern compile(String regex, boolean ignoreCase) {
    Pattern compiled =
        LinearPatterns.compile(regex, Pattern.DOTALL | (ignoreCase ? Pattern.CASE_INSENSITIVE : 0));
    if (compiled == null) {
      throw new IllegalArgumentException(
          "the pattern cannot be used: it is wrong, longer than "
              + LinearPatterns.MAX_PATTERN
              + " characters, too large, or looks around or back, which takes more than linear"
              + " time");
    }
    return new LinearPattern(compiled);
  }

  /**
   * Whether the pattern is in the text, or is the text.
   *
   * @param whole whether it has to match all of the text
   * @return null when the text is too long for the pattern
   */
  public @Nullable Boolean isIn(String text, boolean whole) {
    if ((text.length() + 1L) * pattern.programSize() > LinearPatterns.BUDGET) {
      return null;
    }
    return whole ? pattern.matches(text) : pattern.matcher(text).find();
  }

  /** The expression. */
  @Override
  public String toString() {
    return pattern.pattern();
  }
}
