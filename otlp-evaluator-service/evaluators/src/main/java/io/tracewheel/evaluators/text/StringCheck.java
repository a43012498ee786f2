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
 * {@code exact_match}, {@code contains}, {@code contains_any}, {@code contains_all}, {@code
 * starts_with}, {@code ends_with}: the answer against expected texts. Of several the test passes
 * when one of them does, only {@code contains_all} asks for every one.
 *
 * @param ignoreCase compares in lower case, whatever the language
 * @param ignoreSpace compares without white space at the ends, every run of it inside as one space
 * @param negate passes when the test does not
 */
record StringCheck(
    Kind kind, Expected expected, boolean ignoreCase, boolean ignoreSpace, boolean negate)
    implements TextEvaluator {

  /** Which test. */
  enum Kind {
    EXACT_MATCH,
    CONTAINS,
    CONTAINS_ANY,
    CONTAINS_ALL,
    STARTS_WITH,
    ENDS_WITH;

    private boolean passes(String answer, String expected) {
      return switch (this) {
        case EXACT_MATCH -> answer.equals(expected);
        case CONTAINS, CONTAINS_ANY, CONTAINS_ALL -> answer.contains(expected);
        case STARTS_WITH -> answer.startsWith(expected);
        case ENDS_WITH -> answer.endsWith(expected);
      };
    }
  }

  @Override
  public String id() {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String version() {
    return Fingerprint.of(1, this);
  }

  @Override
  public ScoreScale scale() {
    return ScoreScale.PASS_FAIL;
  }

  @Override
  public Outcome evaluate(String answer, @Nullable Reference reference) {
    List<String> texts = expected.in(reference);
    if (texts == null) {
      return Unscored.NO_REFERENCE;
    }
    String plain = plain(answer);
    long met = texts.stream().filter(text -> kind.passes(plain, plain(text))).count();
    boolean passes = kind == Kind.CONTAINS_ALL ? met == texts.size() : met > 0;
    return TextVerdict.of(
        this,
        passes != negate,
        negate
            ? "The answer meets " + met + " of " + texts.size() + " texts that it must not."
            : "The answer meets " + met + " of " + texts.size() + " expected texts.");
  }

  private String plain(String text) {
    String plain = ignoreSpace ? Words.spaced(text) : text;
    return ignoreCase ? plain.toLowerCase(Locale.ROOT) : plain;
  }
}
