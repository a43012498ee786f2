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
 * {@code readability}: a readability formula over the answer.
 *
 * <p>A sentence ends at {@code . ! ?} (or their full-width forms) before white space or the end.
 * Syllables are counted as runs of the vowels a, e, i, o, u, y, less a silent e at the end, at
 * least one a word: right for most English words, not for all, and for English only. An answer
 * without words is not scored.
 *
 * @param min the least that passes; null for none
 * @param max the most that passes; null for none
 */
record Readability(Formula formula, @Nullable Double min, @Nullable Double max)
    implements TextEvaluator {

  /** Which formula. */
  enum Formula {
    /**
     * {@code 206.835 - 1.015 words/sentences - 84.6 syllables/words}; 100 is easy, 0 hard (Flesch
     * 1948).
     */
    FLESCH_READING_EASE,
    /**
     * {@code 0.39 words/sentences + 11.8 syllables/words - 15.59}; a school year (Kincaid et al.
     * 1975).
     */
    FLESCH_KINCAID_GRADE,
    /**
     * {@code 4.71 letters/words + 0.5 words/sentences - 21.43}; a school year without syllables
     * (Smith and Senter 1967).
     */
    AUTOMATED_READABILITY_INDEX
  }

  @Override
  public String id() {
    return "readability";
  }

  @Override
  public String version() {
    return Fingerprint.of(1, this);
  }

  @Override
  public ScoreScale scale() {
    return ScoreScale.numeric(
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        formula == Formula.FLESCH_READING_EASE
            ? ScoreScale.Direction.MAXIMIZE
            : ScoreScale.Direction.MINIMIZE);
  }

  @Override
  public Outcome evaluate(String answer, @Nullable Reference reference) {
    // An apostrophe does not part a word here.
    List<String> words = Words.of(answer.replace("'", "").replace("\u2019", ""));
    if (words.isEmpty()) {
      return Unscored.NOT_APPLICABLE;
    }
    double count = words.size();
    double perSentence = count / Math.max(1, sentences(answer));
    double syllables = words.stream().mapToInt(Readability::syllables).sum() / count;
    double letters = words.stream().mapToInt(String::length).sum() / count;
    double value =
        switch (formula) {
          case FLESCH_READING_EASE -> 206.835 - 1.015 * perSentence - 84.6 * syllables;
          case FLESCH_KINCAID_GRADE -> 0.39 * perSentence + 11.8 * syllables - 15.59;
          case AUTOMATED_READABILITY_INDEX -> 4.71 * letters + 0.5 * perSentence - 21.43;
        };
    String found =
        String.format(
            Locale.ROOT, "%.1f words a sentence, %.2f syllables a word.", perSentence, syllables);
    return TextVerdict.within(this, value, min, max, found);
  }

  static int sentences(String text) {
    int sentences = 0;
    boolean open = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean wide = c == '\u3002' || c == '\uff01' || c == '\uff1f';
      boolean end =
          wide
              || ((c == '.' || c == '!' || c == '?')
                  && (i + 1 == text.length() || !Character.isLetterOrDigit(text.charAt(i + 1))));
      if (Character.isLetterOrDigit(c)) {
        open = true;
      } else if (end && open) {
        sentences++;
        open = false;
      }
    }
    return open ? sentences + 1 : sentences;
  }

  static int syllables(String word) {
    int runs = 0;
    boolean vowel = false;
    for (int i = 0; i < word.length(); i++) {
      boolean now = "aeiouy".indexOf(word.charAt(i)) >= 0;
      runs += now && !vowel ? 1 : 0;
      vowel = now;
    }
    boolean silent =
        word.length() > 2
            && word.endsWith("e")
            && !word.endsWith("le")
            && "aeiouy".indexOf(word.charAt(word.length() - 2)) < 0;
    return Math.max(1, silent ? runs - 1 : runs);
  }
}
