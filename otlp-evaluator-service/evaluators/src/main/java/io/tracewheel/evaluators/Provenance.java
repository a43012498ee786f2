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
 */
public record Provenance(
    String evaluatorId, String evaluatorVersion, @Nullable String rule, double samplingRate) {

  /** Checks the rate. */
  public Provenance {
    if (!(samplingRate > 0 && samplingRate <= 1)) {
      throw new IllegalArgumentException("a sampling rate is above 0 to 1, not " + samplingRate);
    }
  }

  /** Of an evaluator that runs by itself on everything. */
  public static Provenance of(String evaluatorId, String evaluatorVersion) {
    return new Provenance(evaluatorId, evaluatorVersion, null, 1);
  }
}
