// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import io.tracewheel.otlp.AttributeList;
import io.tracewheel.otlp.AttributeWriter;
import org.jspecify.annotations.Nullable;

/**
 * The attributes that carry one score on its span, the same wherever it was found.
 *
 * @param name of the score
 */
public record SpanScore(String name, String value, String label, String explanation) {

  /** The attributes of a score of that name. */
  public static SpanScore of(String name) {
    String prefix = "tracewheel.evaluation." + name;
    return new SpanScore(
        name, prefix + ".score.value", prefix + ".score.label", prefix + ".explanation");
  }

  /** Whether a span carries it already. */
  public boolean isOn(AttributeList attributes) {
    return attributes.contains(value)
        || attributes.contains(label)
        || attributes.contains(explanation);
  }

  /**
   * Writes it.
   *
   * @param number not a number where there is none
   * @param word empty where there is none
   */
  public void put(AttributeWriter attributes, double number, String word, @Nullable String reason) {
    if (!Double.isNaN(number)) {
      attributes.put(value, number);
    }
    if (!word.isEmpty()) {
      attributes.put(label, word);
    }
    if (reason != null) {
      attributes.put(explanation, reason);
    }
  }
}
