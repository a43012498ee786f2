// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import org.jspecify.annotations.Nullable;

/**
 * Where a score comes from.
 *
 * @param evaluatorId which evaluator, as configuration calls it
 * @param evaluatorVersion changes whenever the same input may be scored differently, its parameters
 *     included; scores of different versions are not comparable
 * @param rule name of the rule that had the evaluator run; null when none did
 * @param samplingRate share of traces that the rule looks at, above 0 to 1; needed for unbiased
 *     rates
 * @param judgement how a judge came to the score; null when no judge was asked
 */
public record Provenance(
    String evaluatorId,
    String evaluatorVersion,
    @Nullable String rule,
    double samplingRate,
    @Nullable Judgement judgement) {

  /** Checks the rate. */
  public Provenance {
    if (!(samplingRate > 0 && samplingRate <= 1)) {
      throw new IllegalArgumentException("a sampling rate is above 0 to 1, not " + samplingRate);
    }
  }

  /** Without a judge. */
  public Provenance(
      String evaluatorId, String evaluatorVersion, @Nullable String rule, double samplingRate) {
    this(evaluatorId, evaluatorVersion, rule, samplingRate, null);
  }

  /** The same, found by order of a rule. */
  public Provenance by(String ruleName, double rate) {
    return new Provenance(evaluatorId, evaluatorVersion, ruleName, rate, judgement);
  }

  /** Of an evaluator that runs by itself on everything. */
  public static Provenance of(String evaluatorId, String evaluatorVersion) {
    return new Provenance(evaluatorId, evaluatorVersion, null, 1);
  }
}
