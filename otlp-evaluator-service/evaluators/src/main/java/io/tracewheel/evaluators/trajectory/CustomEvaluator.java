// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import io.tracewheel.evaluators.Parameters;
import io.tracewheel.evaluators.Provenance;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.ScoreScale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An evaluator that a user writes: one class with a constructor without parameters, named in {@code
 * META-INF/services/io.tracewheel.evaluators.trajectory.CustomEvaluator} of a jar. The same object
 * judges a span (as the run of that span alone), a trace, a session or an example of a dataset: the
 * rule that names it says which.
 *
 * <p>Each rule gets an object of its own: made, configured once, then asked by one thread at a
 * time, so it needs no locks. The same run must give the same outcome. It may throw anything and
 * may be interrupted when it takes too long: that costs its own score and no more.
 */
public interface CustomEvaluator extends TrajectoryEvaluator {

  /**
   * What rules call it, and the name of its scores unless a rule gives another: {@code [a-z0-9_]+},
   * at most 64 characters, and no name of a built-in evaluator.
   */
  @Override
  String id();

  /**
   * Left alone as a rule: the service takes the hash of the jar and of the parameters, so that any
   * change of either is another version.
   */
  @Override
  default String version() {
    return "custom";
  }

  /**
   * Takes the parameters of the rule, before the first run; {@link Parameters} reads and checks
   * them. By default there are none.
   *
   * @param parameters an object; empty when the rule gives none
   * @throws IllegalArgumentException if one is unknown or wrong; the message is a clause that names
   *     it, and is reported with the place of the rule
   */
  default void configure(JsonNode parameters) {
    new Parameters(parameters, id());
  }

  /** It is as it should be; for a scale of pass and fail. */
  default Score pass() {
    return score(1, Score.PASS, null);
  }

  /**
   * It is not as it should be; for a scale of pass and fail.
   *
   * @param explanation one sentence that says why, better without message content
   */
  default Score fail(String explanation) {
    return score(0, Score.FAIL, explanation);
  }

  /**
   * A number of the scale.
   *
   * @param passed whether it is good enough; null when nobody has set a limit
   */
  default Score number(double value, @Nullable Boolean passed, @Nullable String explanation) {
    return score(value, passed == null ? "" : passed ? Score.PASS : Score.FAIL, explanation);
  }

  /** A category of the scale, or a text. */
  default Score label(String label, @Nullable String explanation) {
    return score(Double.NaN, label, explanation);
  }

  private Score score(double value, String label, @Nullable String explanation) {
    ScoreScale scale = scale();
    return new Score(id(), scale, value, label, explanation, Provenance.of(id(), version()));
  }
}
