// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import io.tracewheel.evaluators.Parameters;
import io.tracewheel.evaluators.trajectory.Reference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What an answer is compared with: texts that were configured, else the answer of the reference.
 *
 * @param literal null when nothing was configured
 */
record Expected(@Nullable List<String> literal) {

  /** As {@code expected} says: a text, a number, true, false, or a list of those. */
  static Expected of(Parameters given) {
    JsonNode value = given.json("expected");
    if (value == null) {
      return new Expected(null);
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element : value.isArray() ? value : List.of(value)) {
      if (!element.isValueNode() || element.isNull()) {
        throw given.wrong("expected", "a text or a list of texts", value);
      }
      texts.add(element.asString());
    }
    if (texts.isEmpty()) {
      throw given.wrong("expected", "a text or a list of texts", value);
    }
    return new Expected(List.copyOf(texts));
  }

  /** Null when nobody says what is expected. */
  @Nullable List<String> in(@Nullable Reference reference) {
    if (literal != null) {
      return literal;
    }
    return reference == null || reference.answer() == null ? null : List.of(reference.answer());
  }
}
