// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.assembly;

import io.tracewheel.evaluators.Score;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A score that is in the log.
 *
 * @param revision 0 for the first, one more for each that took its place
 * @param name of the score
 * @param spanId hexadecimal id of the span that it belongs to
 * @param value not a number where there is none
 * @param label empty where there is none
 * @param complete whether all of the trace was there
 * @param spans GenAI spans that it was made from
 */
record Emitted(
    int revision,
    String name,
    String spanId,
    double value,
    String label,
    @Nullable String explanation,
    boolean complete,
    int spans) {

  static Emitted of(Score score, int revision, Finding finding) {
    return new Emitted(
        revision,
        score.name(),
        finding.target().spanId().hex(),
        score.scale().hasValue() ? score.value() : Double.NaN,
        score.label(),
        score.explanation(),
        finding.complete(),
        finding.spans());
  }

  /** Whether it says the same, of however many spans. */
  boolean says(Emitted other) {
    return Double.compare(value, other.value) == 0
        && label.equals(other.label)
        && Objects.equals(explanation, other.explanation)
        && complete == other.complete;
  }
}
