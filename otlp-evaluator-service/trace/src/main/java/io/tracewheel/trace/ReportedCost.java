// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import org.jspecify.annotations.Nullable;

/**
 * What an operation cost, as its emitter says; in US dollars where the dialect names a currency.
 *
 * @param total of the whole operation; null when the span does not say
 * @param input of the prompt; null when the span does not say
 * @param output of the answer; null when the span does not say
 */
public record ReportedCost(
    @Nullable Double total, @Nullable Double input, @Nullable Double output) {

  static @Nullable ReportedCost of(SpanFields fields) {
    Double total = fields.number(Field.COST);
    Double input = fields.number(Field.INPUT_COST);
    Double output = fields.number(Field.OUTPUT_COST);
    if (total == null && input != null && output != null) {
      total = input + output;
    }
    return total == null && input == null && output == null
        ? null
        : new ReportedCost(total, input, output);
  }
}
