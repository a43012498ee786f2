// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.rubric;

/**
 * What a judge said, in the terms of a score.
 *
 * @param value not a number where the scale has only labels
 * @param label {@code pass}, {@code fail}, a category, or empty
 * @param explanation in the judge's words, without control characters; may be empty
 */
public record Verdict(double value, String label, String explanation) {}
