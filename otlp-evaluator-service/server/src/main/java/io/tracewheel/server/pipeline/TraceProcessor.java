// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.pipeline;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.MalformedOtlpException;
import org.jspecify.annotations.Nullable;

/** Evaluates one {@code ExportTraceServiceRequest}. An instance belongs to one thread. */
@FunctionalInterface
public interface TraceProcessor {

  /**
   * Evaluates a request.
   *
   * @return what to log; valid until the next call
   * @throws MalformedOtlpException if the bytes are no such request
   */
  Processed process(ByteSlice request) throws MalformedOtlpException;

  /**
   * What becomes of a request.
   *
   * @param traces the request, with scores on its spans or as it came
   * @param scoreLogs an {@code ExportLogsServiceRequest} of scores, if there are any to send so
   * @param spans in the request
   * @param invalidSpans of these, those without valid ids
   * @param hold whether the request waits for the scores of its traces
   */
  record Processed(
      ByteSlice traces, @Nullable ByteSlice scoreLogs, int spans, int invalidSpans, boolean hold) {

    /** A request that waits for nothing. */
    public Processed(ByteSlice traces, @Nullable ByteSlice scoreLogs, int spans, int invalidSpans) {
      this(traces, scoreLogs, spans, invalidSpans, false);
    }
  }
}
