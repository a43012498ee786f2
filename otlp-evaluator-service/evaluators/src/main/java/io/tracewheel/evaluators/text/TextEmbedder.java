// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import io.tracewheel.evaluators.Unscored;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Makes vectors of texts, slowly. Safe for use by many threads. */
@FunctionalInterface
public interface TextEmbedder {

  /**
   * Vectors of length 1, one for each text in their order; the same text always has the same one.
   * Does not wait.
   *
   * @return always completes; exceptionally with a {@link Failure}
   */
  CompletionStage<List<float[]>> embed(List<String> texts);

  /** There are no vectors. */
  final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Unscored why;

    /**
     * A failure.
     *
     * @param reason one clause, never with content
     */
    public Failure(Unscored why, String reason) {
      super(reason, null, false, false);
      this.why = why;
    }

    /** Kind of failure. */
    public Unscored why() {
      return why;
    }
  }
}
