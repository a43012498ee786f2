// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace.trajectory;

import org.jspecify.annotations.Nullable;

/**
 * What a trajectory needs of one GenAI span, detached from the request it came in. Immutable as
 * long as nobody writes to the bytes of its JSON values.
 *
 * @param traceId hexadecimal
 * @param spanId hexadecimal
 * @param parentSpanId hexadecimal; null in a root span
 * @param startUnixNano start in nanoseconds since 1970 (unsigned)
 * @param endUnixNano end in nanoseconds since 1970 (unsigned)
 * @param operation as the span calls it
 * @param conversationId null when the span does not say
 * @param failed whether the span says that the operation failed
 * @param errorType kind of failure; null when the span does not say
 */
public record SpanProjection(
    String traceId,
    String spanId,
    @Nullable String parentSpanId,
    long startUnixNano,
    long endUnixNano,
    String operation,
    @Nullable String conversationId,
    boolean failed,
    @Nullable String errorType,
    Detail detail) {

  /** Length of the span in nanoseconds; 0 when its end is before its start. */
  public long durationNanos() {
    return Math.max(0, endUnixNano - startUnixNano);
  }
}
