// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import io.tracewheel.evaluators.Fingerprint;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.trajectory.Reference;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code length}: how many words, characters (code points), sentences or lines the answer has.
 *
 * @param min the least that passes; null for none
 * @param max the most that passes; null for none
 */
record Length(Unit unit, @Nullable Double min, @Nullable Double max) implements TextEvaluator {

  /** What is counted. */
  enum Unit {
    WORDS,
    CHARACTERS,
    SENTENCES,
    LINES
  }

  @Override
  public String id() {
    return "length";
  }

  @Override
  public String version() {
    return Fingerprint.of(1, this);
  }

  @Override
  public ScoreScale scale() {
    return ScoreScale.numeric(0, Double.POSITIVE_INFINITY, ScoreScale.Direction.NEUTRAL);
  }

  @Override
  public Outcome evaluate(String answer, @Nullable Reference reference) {
    double count =
        switch (unit) {
          case WORDS -> Words.of(answer).size();
          case CHARACTERS -> answer.codePointCount(0, answer.length());
          case SENTENCES -> Readability.sentences(answer);
          case LINES -> answer.lines().count();
        };
    return TextVerdict.within(
        this,
        count,
        min,
        max,
        String.format(Locale.ROOT, "%.0f %s.", count, unit.name().toLowerCase(Locale.ROOT)));
  }
}
