// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.evaluate;

import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.ScoreEvent;
import io.tracewheel.otlp.AttributeWriter;
import io.tracewheel.otlp.LogRecordsWriter;
import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.OtlpJson;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.evaluate.StoredTrace.StoredSpan;
import io.tracewheel.trace.trajectory.Trajectory;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Writes scores as OTLP/JSON log lines, one for each trace: an event for each score, with the trace
 * and span it belongs to. Not thread-safe.
 */
final class ScoreFile {
  private final LogRecordsWriter logs = new LogRecordsWriter(ScoreEvent.SCOPE, "");
  private final OtlpJson json = new OtlpJson(ScanLimits.DEFAULT);
  private final OutputStream out;
  private final long observedUnixNano;

  ScoreFile(OutputStream out, long observedUnixNano) {
    this.out = out;
    this.observedUnixNano = observedUnixNano;
  }

  void write(StoredTrace trace, Trajectory trajectory, List<Score> scores) throws IOException {
    logs.begin();
    for (StoredSpan span : trace.spans()) {
      add(span, span.scores());
    }
    String root = trajectory.rootSpan().spanId();
    for (Score score : scores) {
      AttributeWriter attributes =
          logs.add(
              trace.target(root),
              trajectory.rootSpan().endUnixNano(),
              observedUnixNano,
              ScoreEvent.SEVERITY,
              ScoreEvent.NAME);
      ScoreEvent.put(attributes, score, trajectory.traceId());
      attributes.put("tracewheel.score.target", "trace");
      attributes.put("tracewheel.trace.complete", trajectory.completeness().complete());
    }
    writeLine();
  }

  /** Scores of a span that somebody was asked for. */
  void write(StoredSpan span, List<Score> scores) throws IOException {
    logs.begin();
    add(span, scores);
    writeLine();
  }

  private void add(StoredSpan span, List<Score> scores) {
    for (Score score : scores) {
      AttributeWriter attributes =
          logs.add(
              span.target(),
              span.projection().endUnixNano(),
              observedUnixNano,
              ScoreEvent.SEVERITY,
              ScoreEvent.NAME);
      ScoreEvent.put(attributes, score, span.projection().traceId() + span.projection().spanId());
    }
  }

  void write(StoredSession session, Trajectory trajectory, List<Score> scores) throws IOException {
    logs.begin();
    for (Score score : scores) {
      AttributeWriter attributes =
          logs.add(
              session.target(trajectory),
              trajectory.rootSpan().endUnixNano(),
              observedUnixNano,
              ScoreEvent.SEVERITY,
              ScoreEvent.NAME);
      ScoreEvent.put(
          attributes, score, session.conversation() + " " + trajectory.rootSpan().spanId());
      attributes.put("tracewheel.score.target", "session");
      attributes.put("tracewheel.trace.complete", session.complete());
    }
    writeLine();
  }

  private void writeLine() throws IOException {
    if (logs.records() > 0) {
      try {
        json.writeJson(Signal.LOGS, logs.finish(), out);
      } catch (MalformedOtlpException e) {
        throw new IllegalStateException("scores were written wrongly: " + e.getMessage(), e);
      }
      out.write('\n');
    }
  }
}
