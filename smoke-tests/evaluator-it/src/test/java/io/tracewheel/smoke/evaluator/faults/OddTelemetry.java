// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.tracewheel.smoke.evaluator.Load;
import io.tracewheel.smoke.evaluator.OtlpClient;
import java.util.List;
import java.util.function.Consumer;

/** Requests that are right and all the same not what one expects; rules of traces are on. */
final class OddTelemetry {

  private static final int SPANS = Load.SPANS_PER_REQUEST;
  private static final long TEN_MINUTES = 600_000_000_000L;
  private static final String RULES =
      "rules:\n  - {evaluator: tool_loop}\n  - {evaluator: tokens}\n";

  private OddTelemetry() {}

  static List<Fault> all() {
    return List.of(
        Fault.longOnly("clock skew", OddTelemetry::skew),
        Fault.longOnly("duplicates sent", OddTelemetry::duplicates),
        new Fault("a trace of very many spans", OddTelemetry::hugeTrace),
        Fault.longOnly("traces that never end", OddTelemetry::orphans),
        Fault.longOnly("hostile names", OddTelemetry::hostile));
  }

  private static void skew(Stage stage) throws Exception {
    int requests = stage.form.of(50, 1_000);
    stage.did(
        "%,d requests: clocks 10 min off, time 0, the year 2554, ends before starts", requests);
    long now = System.currentTimeMillis() * 1_000_000;
    long[] times = {0, 1, now, now - TEN_MINUTES, now + TEN_MINUTES, -1L};
    send(
        stage,
        requests,
        span ->
            span.setStartTimeUnixNano(times[stage.random.nextInt(times.length)])
                .setEndTimeUnixNano(times[stage.random.nextInt(times.length)]));
  }

  private static void duplicates(Stage stage) throws Exception {
    int requests = stage.form.of(50, 500);
    stage.did("%,d requests, each sent three times", requests);
    stage.rules(RULES);
    stage.up();
    try (OtlpClient client = new OtlpClient(stage.evaluator())) {
      for (int i = 0; i < requests; i++) {
        ExportTraceServiceRequest request = stage.ledger.request(SPANS, "again");
        for (int times = 0; times < 3; times++) {
          stage.send(client, request);
        }
      }
    }
    // Sent by the client, so forwarded: at least once, and nothing is thrown away here.
    stage.duplicatesAtMost(2 * requests * SPANS);
    stage.over();
    stage.settle();
  }

  private static void hugeTrace(Stage stage) throws Exception {
    int spans = stage.form.of(10_000, 100_000);
    int bytes = stage.form.of(200, 2_000);
    stage.did("one trace of %,d spans of %,d bytes each, beside others, rules on", spans, bytes);
    ByteString trace =
        ByteString.copyFrom(new byte[] {7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7});
    KeyValue text =
        KeyValue.newBuilder()
            .setKey("text")
            .setValue(AnyValue.newBuilder().setStringValue("x".repeat(bytes)))
            .build();
    stage.rules(RULES);
    stage.up();
    stage.startLoad();
    try (OtlpClient client = new OtlpClient(stage.evaluator())) {
      for (int i = 0; i < spans; i += 500) {
        stage.send(
            client,
            stage.ledger.request(
                500, span -> span.setName("one of many").setTraceId(trace).addAttributes(text)));
      }
    }
    stage.unload();
    stage.over();
    stage.settle();
  }

  private static void orphans(Stage stage) throws Exception {
    int requests = stage.form.of(100, 5_000);
    stage.did("%,d requests of spans whose parents never come, rules on", requests);
    ByteString nobody = ByteString.copyFromUtf8("nobody--");
    send(stage, requests, span -> span.setName("orphan").setParentSpanId(nobody));
  }

  private static void hostile(Stage stage) throws Exception {
    int requests = stage.form.of(20, 200);
    stage.did(
        "%,d requests of names with control characters, escapes, look-ups and paths", requests);
    String[] names = {
      "\u001b[2J\u001b]0;owned\u0007",
      "a\r\nERROR forged line",
      "${jndi:ldap://127.0.0.1/a}",
      "../../etc/passwd",
      "<script>alert(1)</script>",
      "\u202e\u0000\uFEFF",
      "",
      "n".repeat(100_000)
    };
    send(stage, requests, span -> span.setName(names[stage.random.nextInt(names.length)]));
    assertThat(stage.evaluator().said()).doesNotContain("\u001b", "forged");
  }

  private static void send(Stage stage, int requests, Consumer<Span.Builder> change)
      throws Exception {
    stage.rules(RULES);
    stage.up();
    try (OtlpClient client = new OtlpClient(stage.evaluator())) {
      for (int i = 0; i < requests; i++) {
        stage.send(client, stage.ledger.request(SPANS, change));
      }
    }
    stage.over();
    stage.settle();
  }
}
