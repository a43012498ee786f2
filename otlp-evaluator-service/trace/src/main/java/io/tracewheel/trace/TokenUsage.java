// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import java.util.ArrayList;
import java.util.List;

/**
 * Tokens of one call; each is -1 when the span does not say. Cached, reasoning and audio tokens are
 * parts of the totals, never additions to them.
 *
 * @param input tokens of the prompt, cached ones included
 * @param output tokens of the answer, reasoning included
 * @param cacheRead prompt tokens served from a cache
 * @param cacheWrite prompt tokens written to a cache
 * @param reasoning answer tokens spent on reasoning
 * @param audioInput prompt tokens that stand for sound
 * @param audioOutput answer tokens that stand for sound
 * @param contradictions what the span said that cannot be, one phrase each; the counts above are
 *     what is left when it is put right
 */
public record TokenUsage(
    long input,
    long output,
    long cacheRead,
    long cacheWrite,
    long reasoning,
    long audioInput,
    long audioOutput,
    List<String> contradictions) {

  /** Stands for a count that the span does not have. */
  public static final long UNKNOWN = -1;

  /** Copies the list. */
  public TokenUsage {
    contradictions = List.copyOf(contradictions);
  }

  /** Usage without sound and without contradictions. */
  public TokenUsage(long input, long output, long cacheRead, long cacheWrite, long reasoning) {
    this(input, output, cacheRead, cacheWrite, reasoning, UNKNOWN, UNKNOWN, List.of());
  }

  static TokenUsage of(SpanFields fields) {
    List<String> odd = new ArrayList<>(0);
    long input = count(fields, Field.INPUT_TOKENS, "input tokens", odd);
    long output = count(fields, Field.OUTPUT_TOKENS, "output tokens", odd);
    long read = count(fields, Field.CACHE_READ_TOKENS, "cache read tokens", odd);
    long write = count(fields, Field.CACHE_WRITE_TOKENS, "cache write tokens", odd);
    long cached = Math.max(read, 0) + Math.max(write, 0);
    if (input != UNKNOWN && cached > input) {
      // Some providers count cached tokens apart, and some emitters pass that on unsummed.
      odd.add("input tokens " + input + " do not include " + cached + " cached ones: added");
      input += cached;
    }
    return new TokenUsage(
        input,
        output,
        read,
        write,
        part(fields, Field.REASONING_TOKENS, "reasoning tokens", output, odd),
        part(fields, Field.AUDIO_INPUT_TOKENS, "audio input tokens", input, odd),
        part(fields, Field.AUDIO_OUTPUT_TOKENS, "audio output tokens", output, odd),
        odd);
  }

  private static long count(SpanFields fields, Field field, String name, List<String> odd) {
    long count = fields.integer(field, UNKNOWN);
    if (count < UNKNOWN) {
      odd.add(name + " below zero: left out");
      return UNKNOWN;
    }
    // More than any model can take; keeps sums of counts from overflowing.
    return Math.min(count, 1L << 53);
  }

  private static long part(
      SpanFields fields, Field field, String name, long total, List<String> odd) {
    long count = count(fields, field, name, odd);
    if (total != UNKNOWN && count > total) {
      odd.add(name + " " + count + " are more than the total " + total + ": cut to it");
      return total;
    }
    return count;
  }
}
