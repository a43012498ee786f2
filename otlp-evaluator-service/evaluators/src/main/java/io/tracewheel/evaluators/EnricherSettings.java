// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.trace.ContentLimits;
import java.util.Set;

/**
 * What enrichment does.
 *
 * @param disabled names of evaluators that do not run
 * @param spanAttributes which scores become attributes of their span
 * @param events which scores become log events
 * @param scanLimits limits of a request
 * @param contentLimits limits of the content of one span
 */
public record EnricherSettings(
    Set<String> disabled,
    Emit spanAttributes,
    Emit events,
    ScanLimits scanLimits,
    ContentLimits contentLimits) {

  /** Which scores are handed on in one form. */
  public enum Emit {
    /** Every score. */
    ALL,
    /** Scores whose label is {@code fail}. */
    FAILED,
    /** None. */
    NONE;

    boolean wants(Score score) {
      return this == ALL || (this == FAILED && score.failed());
    }
  }

  /** All evaluators, all scores in both forms, the usual limits. */
  public static final EnricherSettings DEFAULT =
      new EnricherSettings(Set.of(), Emit.ALL, Emit.ALL, ScanLimits.DEFAULT, ContentLimits.DEFAULT);

  /** Copies the set. */
  public EnricherSettings {
    disabled = Set.copyOf(disabled);
  }
}
