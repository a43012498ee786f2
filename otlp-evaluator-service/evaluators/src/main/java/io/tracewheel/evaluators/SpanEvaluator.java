// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import io.tracewheel.trace.GenAiOperation;

/**
 * Judges one GenAI span by itself. Deterministic: the same span gives the same outcome, whatever
 * came before, so that a request that is replayed after a crash is scored as it was the first time.
 * It runs on the way of the span, so its work must be bounded by construction: it cannot be
 * interrupted. One object is used by one thread at a time.
 */
public interface SpanEvaluator {

  /** Name of its scores: {@code [a-z0-9_]+}, at most 64 characters. */
  String name();

  /** Changes whenever the same span may be scored differently. */
  String version();

  /** Whether spans of this kind are its business; asked before {@link #evaluate}. */
  boolean appliesTo(GenAiOperation operation);

  /** The score, or why there is none. May throw; the span is not harmed, it stays unscored. */
  Outcome evaluate(GenAiOperation operation);
}
