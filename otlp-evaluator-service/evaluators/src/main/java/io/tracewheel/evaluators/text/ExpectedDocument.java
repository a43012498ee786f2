// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import io.tracewheel.evaluators.Parameters;
import io.tracewheel.evaluators.trajectory.Reference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The JSON document that an answer is compared with: the one that was configured, else the answer
 * of the reference when that is one.
 *
 * @param literal null when nothing was configured
 */
record ExpectedDocument(@Nullable JsonNode literal) {

  static ExpectedDocument of(Parameters given) {
    return new ExpectedDocument(given.json("expected"));
  }

  /** Null when nobody says what is expected. */
  @Nullable JsonNode in(@Nullable Reference reference) {
    if (literal != null) {
      return literal;
    }
    return reference == null || reference.answer() == null
        ? null
        : Documents.in(reference.answer(), false);
  }
}
