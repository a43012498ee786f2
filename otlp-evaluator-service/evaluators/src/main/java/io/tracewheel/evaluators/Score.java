// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import org.jspecify.annotations.Nullable;

/**
 * What an evaluator found: of a span, a trajectory or an example of a dataset.
 *
 * @param name name of the score, as a rule that of its evaluator
 * @param scale what kind of score it is and which way is better
 * @param value the number: 1 or 0 of a boolean; not a number where the scale has only labels
 * @param label {@code pass} or {@code fail}, the category or the text; empty for a number that
 *     nobody has set a limit for
 * @param explanation one sentence that says what was found, made of tool and parameter names, JSON
 *     paths, counts and keywords, never of message content; null when there is nothing to say
 * @param provenance which evaluator in which version
 */
public record Score(
    String name,
    ScoreScale scale,
    double value,
    String label,
    @Nullable String explanation,
    Provenance provenance)
    implements Outcome {

  /** Label of what is as it should be. */
  public static final String PASS = "pass";

  /** Label of what is not. */
  public static final String FAIL = "fail";

  /** Longest explanation in UTF-16 units; what is longer is cut. */
  public static final int MAX_EXPLANATION = 500;

  /** Checks value and label against the scale and cuts the explanation. */
  public Score {
    String problem = scale.problem(value, label);
    if (problem != null) {
      throw new IllegalArgumentException("score " + name + " " + problem);
    }
    if (explanation != null && explanation.length() > MAX_EXPLANATION) {
      explanation = explanation.substring(0, MAX_EXPLANATION - 1) + "…";
    }
  }

  /** A score from 0 (bad) to 1 (good). */
  public Score(
      String name,
      double value,
      String label,
      @Nullable String explanation,
      String evaluatorVersion) {
    this(
        name,
        value == 0 || value == 1 ? ScoreScale.PASS_FAIL : ScoreScale.SHARE,
        value,
        label,
        explanation,
        Provenance.of(name, evaluatorVersion));
  }

  /** Nothing is wrong. */
  public static Score pass(SpanEvaluator evaluator) {
    return new Score(evaluator.name(), 1, PASS, null, evaluator.version());
  }

  /** Something is wrong, and this is what. */
  public static Score fail(SpanEvaluator evaluator, String explanation) {
    return new Score(evaluator.name(), 0, FAIL, explanation, evaluator.version());
  }

  /** The same finding under another name and with its rule. */
  public Score by(String newName, Provenance newProvenance) {
    return new Score(newName, scale, value, label, explanation, newProvenance);
  }

  /** Version of the evaluator; scores of different versions are not comparable. */
  public String evaluatorVersion() {
    return provenance.evaluatorVersion();
  }

  @Override
  public @Nullable Unscored unscored() {
    return null;
  }

  /** Whether the label is {@code fail}. */
  public boolean failed() {
    return label.equals(FAIL);
  }
}
