// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import org.jspecify.annotations.Nullable;

/**
 * What an evaluator found.
 *
 * @param name name of the evaluator, the same as the name of the score
 * @param value 0 (bad) to 1 (good)
 * @param label {@code pass} or {@code fail}
 * @param explanation one sentence that says what failed, made of tool and parameter names, JSON
 *     paths and keywords, never of message content; null when nothing failed
 * @param evaluatorVersion version of the evaluator; scores of different versions are not comparable
 */
public record Score(
    String name, double value, String label, @Nullable String explanation, String evaluatorVersion)
    implements Outcome {

  /** Label of a score of 1. */
  public static final String PASS = "pass";

  /** Label of a score of 0. */
  public static final String FAIL = "fail";

  /** Longest explanation in UTF-16 units; what is longer is cut. */
  public static final int MAX_EXPLANATION = 500;

  /** Checks the range of the value and cuts the explanation. */
  public Score {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("score " + name + " must be 0 to 1, not " + value);
    }
    if (explanation != null && explanation.length() > MAX_EXPLANATION) {
      explanation = explanation.substring(0, MAX_EXPLANATION - 1) + "…";
    }
  }

  /** Nothing is wrong. */
  public static Score pass(SpanEvaluator evaluator) {
    return new Score(evaluator.name(), 1, PASS, null, evaluator.version());
  }

  /** Something is wrong, and this is what. */
  public static Score fail(SpanEvaluator evaluator, String explanation) {
    return new Score(evaluator.name(), 0, FAIL, explanation, evaluator.version());
  }

  /** Whether the label is {@code fail}. */
  public boolean failed() {
    return label.equals(FAIL);
  }
}
