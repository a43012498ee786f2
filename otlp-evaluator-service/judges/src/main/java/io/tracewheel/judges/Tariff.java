// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges;

import org.jspecify.annotations.Nullable;

/** What tokens of one model cost. Safe for use by many threads. */
@FunctionalInterface
interface Tariff {

  /**
   * Money for a call.
   *
   * @param unixNanos when it is made
   * @return null when nobody says what the model costs
   */
  @Nullable Double cost(long inputTokens, long outputTokens, long unixNanos);
}
