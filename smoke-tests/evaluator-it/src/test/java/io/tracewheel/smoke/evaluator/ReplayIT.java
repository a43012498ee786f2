// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.protobuf.Message;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.tracewheel.smoke.evaluator.Scores.Placed;
import io.tracewheel.smoke.evaluator.Scores.SpanKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Recorded runs of a real agent, where they lie beside the project. */
@Timeout(180)
class ReplayIT {

  @TempDir private Path directory;

  @Test
  void everyRecordedSpanArrivesEqualButForItsScoresAndEveryFailedToolIsScored() throws Exception {
    Path recorded =
        Checkout.root().resolve("../shared/data/tau-airline/traces.jsonl.gz").normalize();
    assumeThat(recorded)
        .as("the recorded traces are not beside this checkout, so they are not replayed")
        .exists();
    Path out = directory.resolve("out.jsonl");
    EvaluatorProcess.Result replay;
    try (EvaluatorProcess evaluator =
        EvaluatorProcess.up("--data", directory.toString(), "--to", "file:" + out)) {
      replay =
          EvaluatorProcess.run(
              "replay", recorded.toString(), "--to", "grpc://127.0.0.1:" + evaluator.grpcPort());
      assertThat(replay.exitCode()).as(replay.said()).isZero();
      assertThat(evaluator.terminate(Duration.ofSeconds(40))).as(evaluator.said()).isZero();
    }

    Map<SpanKey, Placed> sent = Scores.placed(OtlpJsonLines.traces(OtlpJsonLines.read(recorded)));
    List<Message> written = OtlpJsonLines.read(out);
    Map<SpanKey, Placed> received = Scores.placed(OtlpJsonLines.traces(written));
    assertThat(sent).isNotEmpty();
    assertThat(replay.said()).contains(String.format(Locale.ROOT, "%,d spans", sent.size()));
    assertThat(received.keySet()).containsExactlyInAnyOrderElementsOf(sent.keySet());

    int tools = 0;
    int failedTools = 0;
    int scores = 0;
    Map<String, Integer> fails = new TreeMap<>();
    for (Map.Entry<SpanKey, Placed> entry : received.entrySet()) {
      Placed placed = entry.getValue();
      Span span = placed.span();
      assertThat(new Placed(placed.resource(), placed.scope(), Scores.without(span)))
          .isEqualTo(sent.get(entry.getKey()));
      Map<String, Scores.Score> scored = Scores.of(span);
      scores += scored.size();
      scored.forEach(
          (evaluator, score) ->
              fails.merge(evaluator, score.label().equals("fail") ? 1 : 0, Integer::sum));
      Scores.Score success = scored.get("tool_success");
      if ("execute_tool".equals(Scores.text(span, "gen_ai.operation.name"))) {
        tools++;
        boolean failed = span.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR;
        failedTools += failed ? 1 : 0;
        assertThat(success).as("score of %s", entry.getKey()).isNotNull();
        assertThat(success.label()).isEqualTo(failed ? "fail" : "pass");
      } else {
        assertThat(success).isNull();
      }
    }
    assertThat(failedTools).isPositive();

    List<LogRecord> events = Scores.records(OtlpJsonLines.logs(written));
    assertThat(events).hasSize(scores);
    for (LogRecord event : events) {
      Placed scored = received.get(new SpanKey(event.getTraceId(), event.getSpanId()));
      assertThat(scored).as("the span of an event").isNotNull();
      assertThat(Scores.of(scored.span())).containsEntry(Scores.evaluator(event), Scores.of(event));
    }
    System.out.printf(
        "replayed: %d spans, all equal but for %d scores; %d tool runs, %d of them failed; fails by"
            + " evaluator %s; %d events%n",
        sent.size(), scores, tools, failedTools, fails, events.size());
  }
}
