// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.otlp.Signal;
import io.tracewheel.proto.evaluator.v1.EvaluateResponse;
import io.tracewheel.server.remote.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Judges and servers of evaluators that hang, beside one that answers. */
@Timeout(120)
class HangingEvaluatorsTest {
  private static final String RULES =
      String.join(
          "\n",
          "judges:",
          "  main: {provider: openai, model: j-1, endpoint: \"http://127.0.0.1:PORT/v1\"}",
          "rubrics:",
          "  fits: {prompt: \"Fits?\\n{{a}}\", variables: {a: final_answer}, score: {type: boolean}}",
          "remote:",
          "  hung: {target: \"127.0.0.1:HUNG\", timeout_seconds: 200, batch: 1}",
          "  well: {target: \"127.0.0.1:WELL\"}",
          "rules:",
          "  - {name: judged, evaluator: judge, priority: 9, params: {rubric: fits}}",
          "  - {name: stuck, evaluator: remote/hung/polite, priority: 9}",
          "  - {name: polite, evaluator: remote/well/polite}",
          "  - {name: both, evaluator: composite, params: {parts: [polite, stuck]}}",
          "");

  @TempDir private Path directory;

  @Test
  void thoseThatHangDelayNobodyElse() throws Exception {
    try (TestServer hung = new TestServer(0);
        TestServer well = new TestServer(0)) {
      CountDownLatch release = new CountDownLatch(1);
      hung.does(
          (request, answer) -> {
            await(release);
            answer.onNext(
                EvaluateResponse.newBuilder()
                    .addResults(TestServer.pass(request.getSubjects(0)))
                    .build());
            answer.onCompleted();
          });
      String rules =
          RULES
              .replace("HUNG", Integer.toString(hung.port()))
              .replace("WELL", Integer.toString(well.port()));
      try (LiveJudge live =
          new LiveJudge(
              directory, rules, "traces: {quiet: 50ms}, asking: {open: 6, open_each: 3}")) {
        live.delayMillis = Long.MAX_VALUE;
        for (int i = 1; i <= 40; i++) {
          live.send(LiveJudge.trace(i, "Thank you."));
        }
        LiveJudge.await(() -> scores(live, "polite") == 40);
        assertThat(hung.calls).hasSizeBetween(1, 6);
        assertThat(scores(live, "stuck") + scores(live, "judged") + scores(live, "both")).isZero();
        live.delayMillis = 0;
        release.countDown();
        LiveJudge.await(() -> scores(live, "stuck") + scores(live, "both") == 80);
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long scores(LiveJudge live, String rule) {
    try {
      return live.records(Signal.LOGS, "logRecords").stream()
          .filter(record -> LiveJudge.attribute(record, "gen_ai.evaluation.name").equals(rule))
          .count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
