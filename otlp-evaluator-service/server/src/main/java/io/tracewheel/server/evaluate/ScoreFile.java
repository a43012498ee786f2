// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.evaluate;

import io.tracewheel.evaluators.RequestEnricher;
import io.tracewheel.evaluators.Score;
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
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Writes scores as OTLP/JSON log lines, one for each trace: an event for each score, with the trace
 * and span it belongs to. Not thread-safe.
 */
final class ScoreFile {
  private static final int SEVERITY_INFO = 9;

  private final LogRecordsWriter logs = new LogRecordsWriter(RequestEnricher.SCOPE, "");
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
      for (Score score : span.scores()) {
        AttributeWriter attributes =
            logs.add(
                span.target(),
                span.projection().endUnixNano(),
                observedUnixNano,
                SEVERITY_INFO,
                RequestEnricher.EVENT);
        put(attributes, score, span.projection().traceId() + span.projection().spanId());
      }
    }
    String root = trajectory.rootSpan().spanId();
    for (Score score : scores) {
      AttributeWriter attributes =
          logs.add(
              trace.target(root),
              trajectory.rootSpan().endUnixNano(),
              observedUnixNano,
              SEVERITY_INFO,
              RequestEnricher.EVENT);
      put(attributes, score, trajectory.traceId());
      attributes.put("tracewheel.score.target", "trace");
      attributes.put("tracewheel.trace.complete", trajectory.completeness().complete());
    }
    if (logs.records() > 0) {
      try {
        json.writeJson(Signal.LOGS, logs.finish(), out);
      } catch (MalformedOtlpException e) {
        throw new IllegalStateException("scores were written wrongly: " + e.getMessage(), e);
      }
      out.write('\n');
    }
  }

  private static void put(AttributeWriter attributes, Score score, String target) {
    attributes.put("gen_ai.evaluation.name", score.name());
    if (score.scale().hasValue()) {
      attributes.put("gen_ai.evaluation.score.value", score.value());
    }
    if (!score.label().isEmpty()) {
      attributes.put("gen_ai.evaluation.score.label", score.label());
    }
    if (score.explanation() != null) {
      attributes.put("gen_ai.evaluation.explanation", score.explanation());
    }
    attributes.put("tracewheel.score.id", id(score, target));
    attributes.put(
        "tracewheel.score.direction", score.scale().direction().name().toLowerCase(Locale.ROOT));
    attributes.put("tracewheel.evaluator.id", score.provenance().evaluatorId());
    attributes.put("tracewheel.evaluator.version", score.evaluatorVersion());
    if (score.provenance().rule() != null) {
      attributes.put("tracewheel.rule.name", score.provenance().rule());
    }
    attributes.put("tracewheel.rule.sampling_rate", score.provenance().samplingRate());
  }

  /** The same evaluation of the same thing has the same id wherever it is made. */
  private static String id(Score score, String target) {
    try {
      String text =
          String.join(
              " ",
              score.name(),
              score.provenance().evaluatorId(),
              score.evaluatorVersion(),
              target);
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
