// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.tracewheel.smoke.evaluator.Ledger.Verdict;
import io.tracewheel.smoke.sink.OtlpSink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several destinations, one of them dead for a while. */
@Timeout(120)
class DestinationsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path directory;

  @Test
  void aDeadDestinationHoldsUpNoOtherAndGetsEverythingInOrderWhenItComesUp() throws Exception {
    Ledger ledger = new Ledger();
    OtlpSink gone = OtlpSink.start();
    int deadPort = gone.grpcPort();
    gone.close();
    Path out = directory.resolve("out.jsonl");
    Path config = directory.resolve("config.yaml");
    try (OtlpSink alive = OtlpSink.start()) {
      Files.writeString(
          config,
          """
          log:
            directory: %s
          exporters:
            otlp/dead:
              endpoint: 127.0.0.1:%d
              tls: {insecure: true}
              retry_on_failure: {initial_interval: 50ms, max_interval: 200ms}
              sending_queue: {num_consumers: 1}
            otlphttp/alive:
              endpoint: http://127.0.0.1:%d
            file/kept:
              path: %s
          """
              .formatted(directory.resolve("log"), deadPort, alive.httpPort(), out));
      try (EvaluatorProcess evaluator = EvaluatorProcess.up("--config", config.toString());
          OtlpClient client = new OtlpClient(evaluator)) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          ExportTraceServiceRequest request = ledger.request(10, "request-" + i);
          assertThat(client.grpc(request)).isEqualTo(Status.Code.OK);
          ledger.acknowledged(request);
          Scores.spans(List.of(request)).forEach(span -> names.add(span.getName()));
        }
        boolean all = alive.await(PATIENCE, sink -> sink.spans().size() == names.size());
        assertThat(all).as("%s arrived; %s", alive.spans().size(), evaluator.said()).isTrue();
        assertComplete(ledger.judge(alive.spans()));
        assertThat(alive.kept()).as("compressed by default").allMatch(export -> export.gzip());

        try (OtlpSink back = OtlpSink.start(deadPort, 0)) {
          assertThat(back.await(PATIENCE, sink -> sink.spans().size() == names.size()))
              .as("%s arrived; %s", back.spans().size(), evaluator.said())
              .isTrue();
          assertThat(back.spans()).extracting(Span::getName).containsExactlyElementsOf(names);
          assertComplete(ledger.judge(back.spans()));
          assertThat(evaluator.terminate(PATIENCE)).as(evaluator.said()).isZero();
        }
        assertThat(evaluator.said()).as("a word about the dead one").contains("otlp/dead");
      }
      assertComplete(ledger.judge(Scores.spans(OtlpJsonLines.traces(OtlpJsonLines.read(out)))));
    }
  }

  private static void assertComplete(Verdict verdict) {
    assertThat(verdict).isEqualTo(new Verdict(verdict.acknowledged(), 0, 0, 0, 0));
  }
}
