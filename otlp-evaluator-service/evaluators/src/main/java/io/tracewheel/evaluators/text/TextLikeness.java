// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import io.tracewheel.evaluators.Fingerprint;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.trajectory.Reference;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code levenshtein}, {@code rouge_n}, {@code rouge_l}, {@code bleu}, {@code gleu}, {@code
 * meteor}, {@code chrf}: how alike the answer and the expected texts are. Of several expected texts
 * the most alike counts; BLEU takes all of them together.
 *
 * @param ignoreCase compares in lower case; measures of words always do
 * @param min the least likeness that passes; null to only measure
 */
record TextLikeness(Likeness likeness, Expected expected, boolean ignoreCase, @Nullable Double min)
    implements TextEvaluator {

  @Override
  public String id() {
    return likeness.id();
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
    if (texts == null) {
      return Unscored.NO_REFERENCE;
    }
    if (answer.length() > Likeness.MAX_TEXT
        || texts.stream().anyMatch(text -> text.length() > Likeness.MAX_TEXT)) {
      return Unscored.OVER_LIMIT;
    }
    double value = likeness.of(plain(answer), texts.stream().map(this::plain).toList());
    // Rounding may take a product of shares a hair above 1.
    return Double.isNaN(value)
        ? Unscored.OVER_LIMIT
        : TextVerdict.within(this, Math.min(1, Math.max(0, value)), min, null, null);
  }

  private String plain(String text) {
    return ignoreCase ? text.toLowerCase(Locale.ROOT) : text;
  }
}
