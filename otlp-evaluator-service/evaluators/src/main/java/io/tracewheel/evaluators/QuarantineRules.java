// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import java.time.Duration;

/**
 * When an evaluator is set aside: after {@code incidents} within {@code window}, for {@code
 * quarantine}. An incident is an evaluation that throws or uses more CPU than {@code budget}.
 *
 * @param budget CPU that one evaluation of one span may use
 * @param incidents how many incidents are too many, at least 1
 * @param window how long an incident is remembered
 * @param quarantine how long the evaluator is left out
 */
public record QuarantineRules(
    Duration budget, int incidents, Duration window, Duration quarantine) {

  /** 5 incidents within a minute, of more than 100 ms or thrown, for 5 minutes. */
  public static final QuarantineRules DEFAULT =
      new QuarantineRules(Duration.ofMillis(100), 5, Duration.ofMinutes(1), Duration.ofMinutes(5));

  /** Rejects what is not positive. */
  public QuarantineRules {
    if (budget.isNegative()
        || budget.isZero()
        || incidents < 1
        || window.isNegative()
        || window.isZero()
        || quarantine.isNegative()
        || quarantine.isZero()) {
      throw new IllegalArgumentException(
          "budget, incidents, window and quarantine of an evaluator must be more than 0");
    }
  }
}
