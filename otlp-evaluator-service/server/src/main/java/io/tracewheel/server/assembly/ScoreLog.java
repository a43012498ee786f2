// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.assembly;

import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.ScoreEvent;
import io.tracewheel.otlp.AttributeKeys;
import io.tracewheel.otlp.AttributeList;
import io.tracewheel.otlp.AttributeWriter;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.LogRecordView;
import io.tracewheel.otlp.LogRecords;
import io.tracewheel.otlp.LogRecordsWriter;
import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.Value;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes scores of traces and sessions as log events, and reads them back. Not thread-safe. */
final class ScoreLog {
  private static final String TARGET = "tracewheel.score.target";
  private static final String REVISION = "tracewheel.score.revision";
  private static final String COMPLETE = "tracewheel.trace.complete";
  private static final String SPANS = "tracewheel.trace.spans";
  private static final AttributeKeys EVENTS = AttributeKeys.of(List.of(), List.of(ScoreEvent.NAME));

  private final LogRecordsWriter logs = new LogRecordsWriter(ScoreEvent.SCOPE, "");
  private final EvaluationClock clock;

  ScoreLog(EvaluationClock clock) {
    this.clock = clock;
    logs.begin();
  }

  /** Takes what a score of ours says that is in the log. */
  interface Earlier {
    void score(String kind, String traceId, String scoreId, Emitted emitted);
  }

  void add(Finding finding, Score score, int revision) {
    AttributeWriter attributes =
        logs.add(
            finding.target(),
            finding.endUnixNano(),
            clock.unixNanos(),
            ScoreEvent.SEVERITY,
            ScoreEvent.NAME);
    ScoreEvent.put(attributes, score, finding.id());
    attributes.put(TARGET, finding.kind());
    attributes.put(REVISION, (long) revision);
    attributes.put(COMPLETE, finding.complete());
    attributes.put(SPANS, (long) finding.spans());
    if (finding.kind().equals(Finding.SESSION)) {
      attributes.put("tracewheel.session.traces", (long) finding.traces());
    }
    if (!finding.complete()) {
      attributes.put("tracewheel.trace.trigger", finding.trigger().name().toLowerCase(Locale.ROOT));
      attributes.put("tracewheel.trace.orphan_spans", (long) finding.orphans());
      attributes.put("tracewheel.trace.spans_left_out", (long) finding.leftOut());
    }
  }

  int records() {
    return logs.records();
  }

  /** What was added since the last call, as one request. */
  ByteSlice finish() {
    ByteSlice request = ByteSlice.of(logs.finish().toByteArray());
    logs.begin();
    return request;
  }

  /** Reads the scores of traces and sessions in a request that we may have logged. */
  static void read(ByteSlice exportLogsServiceRequest, Earlier into) throws MalformedOtlpException {
    for (LogRecordView record :
        LogRecords.named(EVENTS, exportLogsServiceRequest, ScanLimits.DEFAULT)) {
      AttributeList attributes = record.attributes();
      String id = attributes.string(ScoreEvent.ID);
      String kind = attributes.string(TARGET);
      Value complete = attributes.get(COMPLETE);
      if (id != null && kind != null && complete != null) {
        into.score(
            kind,
            record.traceId().hex(),
            id,
            new Emitted(
                (int) integer(attributes.get(REVISION)),
                text(attributes.string("gen_ai.evaluation.name")),
                record.spanId().hex(),
                real(attributes.get("gen_ai.evaluation.score.value")),
                text(attributes.string("gen_ai.evaluation.score.label")),
                attributes.string("gen_ai.evaluation.explanation"),
                complete.kind() == Value.Kind.BOOL && complete.bool(),
                (int) integer(attributes.get(SPANS))));
      }
    }
  }

  private static long integer(@Nullable Value value) {
    return value != null && value.kind() == Value.Kind.INTEGER ? value.integer() : 0;
  }

  private static double real(@Nullable Value value) {
    return value != null && value.kind() == Value.Kind.REAL ? value.real() : Double.NaN;
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
