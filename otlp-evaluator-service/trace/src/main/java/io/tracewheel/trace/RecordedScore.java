// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import org.jspecify.annotations.Nullable;

/**
 * A score that somebody else gave: an evaluator before us, or a person.
 *
 * @param name of what was evaluated
 * @param target what the score is about
 * @param linked the span that it is about, or whose trace, where a span of the evaluator's own
 *     carries the score; null when the span that carries it is meant itself
 * @param value the number; null when only a label or an explanation was given
 * @param label the word for it; null when none was given
 * @param explanation why; null when none was given
 * @param annotator {@code HUMAN}, {@code LLM} or {@code CODE}; null when not said
 * @param identifier tells apart scores of one name; null when not said
 * @param responseId the response that was evaluated; null when not said
 * @param errorType why the evaluation itself failed; null when it did not
 */
public record RecordedScore(
    String name,
    Target target,
    @Nullable Linked linked,
    @Nullable Double value,
    @Nullable String label,
    @Nullable String explanation,
    @Nullable String annotator,
    @Nullable String identifier,
    @Nullable String responseId,
    @Nullable String errorType) {

  /**
   * Another span.
   *
   * @param traceId its trace id in hexadecimal digits
   * @param spanId its span id in hexadecimal digits
   */
  public record Linked(String traceId, String spanId) {}

  /** What a score is about. */
  public enum Target {
    /** The span that carries it, or that its log record or link names. */
    SPAN,
    /** The trace of that span. */
    TRACE,
    /** The conversation of that span. */
    SESSION
  }
}
