// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of how a run should have gone; null is what nobody says.
 *
 * @param calls the tool calls that were expected, in their order
 * @param steps the steps (model calls) of an ideal run, above 0
 * @param toolCalls the tool calls of an ideal run, above 0
 * @param latencySeconds the length of an ideal run in seconds, above 0
 * @param solved whether the run did what it should, by a judgement from outside
 * @param answer what the final answer should say, in any words
 * @param assertions what must be true of the run, one sentence each
 * @param documents ids of the documents that retrievals should find: one list for all of them, or
 *     one for each in their order
 */
public record Reference(
    @Nullable List<Call> calls,
    @Nullable Integer steps,
    @Nullable Integer toolCalls,
    @Nullable Double latencySeconds,
    @Nullable Boolean solved,
    @Nullable String answer,
    @Nullable List<String> assertions,
    @Nullable List<List<String>> documents) {

  /** Checks the figures and copies the calls. */
  public Reference {
    if ((steps != null && steps < 1)
        || (toolCalls != null && toolCalls < 1)
        || (latencySeconds != null && !(latencySeconds > 0))) {
      throw new IllegalArgumentException(
          "steps, tool calls and latency of a reference are above 0");
    }
    calls = calls == null ? null : List.copyOf(calls);
    assertions = assertions == null ? null : List.copyOf(assertions);
    documents = documents == null ? null : documents.stream().map(List::copyOf).toList();
  }

  /** Without documents. */
  public Reference(
      @Nullable List<Call> calls,
      @Nullable Integer steps,
      @Nullable Integer toolCalls,
      @Nullable Double latencySeconds,
      @Nullable Boolean solved,
      @Nullable String answer,
      @Nullable List<String> assertions) {
    this(calls, steps, toolCalls, latencySeconds, solved, answer, assertions, null);
  }

  /** Calls and figures without words. */
  public Reference(
      @Nullable List<Call> calls,
      @Nullable Integer steps,
      @Nullable Integer toolCalls,
      @Nullable Double latencySeconds,
      @Nullable Boolean solved) {
    this(calls, steps, toolCalls, latencySeconds, solved, null, null);
  }

  /** Expected calls and nothing else. */
  public static Reference ofCalls(List<Call> calls) {
    return new Reference(calls, null, null, null, null);
  }
}
