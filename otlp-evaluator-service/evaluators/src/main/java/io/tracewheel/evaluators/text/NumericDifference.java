// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.tracewheel.evaluators.Fingerprint;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.trajectory.Reference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code numeric_difference}: {@code 1 - |a - e| / (|a| + |e|)} of the answer's number and the
 * expected one, as the NumericDiff of autoevals has it: 1 where they are equal, 0 where their signs
 * differ. Of several expected numbers the nearest counts.
 *
 * <p>A number is digits, with commas between thousands, a point, an exponent and a sign before it.
 * An answer without one scores 0 and fails; when it holds several and {@code which} is {@code
 * only}, it is not scored. An expected text that is no number is no reference.
 *
 * @param tolerance how far apart they may be to pass, of the expected number; null to only measure
 */
record NumericDifference(Expected expected, Which which, @Nullable Double tolerance)
    implements TextEvaluator {
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?(?:[eE][-+]?\\d{1,3})?");
  private static final int MOST_NUMBERS = 10_000;

  /** Which number of the answer. */
  enum Which {
    ONLY,
    FIRST,
    LAST
  }

  @Override
  public String id() {
    return "numeric_difference";
  }

  @Override
  public String version() {
    return Fingerprint.of(1, this);
  }

  @Override
  public ScoreScale scale() {
    return ScoreScale.SHARE;
  }

  @Override
  public Outcome evaluate(String answer, @Nullable Reference reference) {
    List<String> texts = expected.in(reference);
    List<Double> wanted =
        texts == null ? List.of() : texts.stream().flatMap(t -> numbers(t).stream()).toList();
    if (texts == null || wanted.size() != texts.size()) {
      return Unscored.NO_REFERENCE;
    }
    if (answer.length() > Likeness.MAX_TEXT) {
      return Unscored.OVER_LIMIT;
    }
    List<Double> found = numbers(answer);
    if (found.isEmpty()) {
      return TextVerdict.of(this, 0, Score.FAIL, "The answer holds no number.");
    }
    if (which == Which.ONLY && found.size() > 1) {
      return Unscored.NOT_APPLICABLE;
    }
    double number = found.get(which == Which.LAST ? found.size() - 1 : 0);
    double best = 0;
    boolean near = false;
    for (double e : wanted) {
      double apart = Math.abs(number - e);
      double sum = Math.abs(number) + Math.abs(e);
      best = Math.max(best, apart == 0 ? 1 : 1 - apart / sum);
      near |= tolerance != null && apart <= tolerance * Math.abs(e);
    }
    String label = tolerance == null ? "" : near ? Score.PASS : Score.FAIL;
    return TextVerdict.of(this, Math.max(0, best), label, null);
  }

  /** All numbers of a text that a double can hold. */
  private static List<Double> numbers(String text) {
    List<Double> numbers = new ArrayList<>();
    Matcher matcher = NUMBER.matcher(text);
    while (numbers.size() < MOST_NUMBERS && matcher.find()) {
      String digits = matcher.group().replace(",", "");
      // A hyphen after a letter or digit joins words: in "2020-05" it is no sign.
      boolean joins =
          digits.startsWith("-")
              && matcher.start() > 0
              && Character.isLetterOrDigit(text.charAt(matcher.start() - 1));
      double number = Double.parseDouble(joins ? digits.substring(1) : digits);
      if (Math.abs(number) < 1e300) {
        numbers.add(number);
      }
    }
    return numbers;
  }
}
