// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.assembly;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tracewheel.judges.JudgeSpan;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.OtlpJson;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.telemetry.SampledLogger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Spans of the judges' own work on their way to the log. A bounded number waits; when nobody takes
 * them, further ones are dropped rather than holding up a judge. Thread-safe.
 */
public final class JudgeSpans implements JudgeSpan.Sink {
  private static final long MOST_WAITING_BYTES = 16 << 20;
  private static final long AT_ONCE_BYTES = 1 << 20;

  /** About what a span takes besides its longer texts. */
  private static final int SPAN_BYTES = 1_000;

  private final SampledLogger warnings =
      new SampledLogger(LoggerFactory.getLogger(JudgeSpans.class), System::nanoTime);
  private final OtlpJson json = new OtlpJson(ScanLimits.DEFAULT);
  private final Queue<JudgeSpan> waiting = new ArrayDeque<>();
  private long waitingBytes;

  /** No spans wait. */
  public JudgeSpans() {}

  @Override
  public void ended(JudgeSpan span) {
    synchronized (this) {
      if (waitingBytes < MOST_WAITING_BYTES) {
        waiting.add(span);
        waitingBytes += bytes(span);
        return;
      }
    }
    warnings.warn("A span of a judge's own work was dropped: too many wait for the log.");
  }

  /** Takes some that wait, as an {@code ExportTraceServiceRequest}; null if none do. */
  synchronized @Nullable ByteSlice take() {
    List<JudgeSpan> taken = new ArrayList<>();
    long bytes = 0;
    while (bytes < AT_ONCE_BYTES && !waiting.isEmpty()) {
      JudgeSpan span = waiting.remove();
      bytes += bytes(span);
      taken.add(span);
    }
    waitingBytes -= bytes;
    if (taken.isEmpty()) {
      return null;
    }
    try {
      byte[] line = JudgeSpan.otlpJson(taken).getBytes(UTF_8);
      return ByteSlice.of(json.toProtobuf(Signal.TRACES, ByteSlice.of(line)).toByteArray());
    } catch (MalformedOtlpException e) {
      warnings.warn("Spans of judges' own work could not be written: " + e.getMessage());
      return null;
    }
  }

  private static long bytes(JudgeSpan span) {
    long bytes = SPAN_BYTES;
    for (Object value : span.attributes().values()) {
      bytes += value instanceof String text ? text.length() : 0;
    }
    return bytes;
  }
}
