// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import io.tracewheel.evaluators.Fingerprint;
import io.tracewheel.evaluators.LinearPattern;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.trajectory.Reference;
import org.jspecify.annotations.Nullable;

/**
 * {@code matches}: the answer matches a regular expression, somewhere or as a whole.
 *
 * @param ignoreCase as the pattern was compiled, for the version
 */
record PatternCheck(LinearPattern pattern, boolean ignoreCase, boolean whole, boolean negate)
    implements TextEvaluator {

  @Override
  public String id() {
    return "matches";
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
    Boolean found = pattern.isIn(answer, whole);
    if (found == null) {
      return Unscored.OVER_LIMIT;
    }
    return TextVerdict.of(
        this,
        found != negate,
        "The answer " + (negate ? "matches" : "does not match") + " the pattern.");
  }
}
