// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.road;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.Span;
import io.tracewheel.smoke.modelstub.ModelStub;
import io.tracewheel.smoke.modelstub.Scenario;
import io.tracewheel.smoke.sink.OtlpSink;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The sample application under the one-jar agent, through the evaluator, to a backend. */
class AgentRoadIT {
  private static final Pattern READY =
      Pattern.compile("OTLP/gRPC (?:http://)?([^ ,/]+:\\d+), OTLP/HTTP (?:http://)?([^ ,/]+:\\d+)");

  /**
   * What a JVM with any Java agent in it prints on stderr (the agent's classes join the bootstrap
   * class path, so class data sharing is cut down), and the one line by which the agent names its
   * version. Nothing else may differ.
   */
  private static final Pattern NOTICES =
      Pattern.compile(
          "(?m)^(?:OpenJDK 64-Bit Server VM warning: Sharing is only supported for boot loader"
              + " classes because bootstrap classpath has been appended"
              + "|\\[otel\\.javaagent [^]]*] \\[main] INFO \\S+VersionLogger - .*)\\R");

  /** What a user would see of the sample application, the evaluator and the backend. */
  private record Road(
      Program.Result plain,
      Program.Result traced,
      ModelStub.Served served,
      List<Trace> traces,
      List<Span> spans,
      List<LogRecord> logs,
      int metrics) {}

  private enum Transport {
    GRPC,
    HTTP
  }

  @TempDir private Path directory;

  static Stream<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void tracesAndScoresAnUnmodifiedApplication(Jdk jdk) throws Exception {
    Road road =
        road(
            jdk,
            Transport.GRPC,
            Map.of("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "SPAN_ONLY"));

    behavesAsWithoutTheAgent(road);
    assertThat(road.plain().exitCode()).isZero();
    assertThat(road.plain().out()).contains("== broken-lamp", "== case-note");

    Trace refund = asked(road, "broken-lamp");
    assertThat(refund.outline())
        .isEqualTo(
            """
            invoke_agent Assistant.answer
              chat gpt-4o-mini
                POST
              execute_tool findOrder
              chat gpt-4o-mini
                POST
              execute_tool refundOrder
              chat gpt-4o-mini
                POST
            """);
    Span chat = refund.of("chat").get(1);
    assertThat(Trace.text(chat, "gen_ai.provider.name")).isEqualTo("openai");
    assertThat(Trace.text(chat, "gen_ai.request.model")).isEqualTo("gpt-4o-mini");
    assertThat(Trace.text(chat, "gen_ai.response.model")).isEqualTo("gpt-4o-mini-2024-07-18");
    assertThat(Trace.text(chat, "gen_ai.response.id")).startsWith("chatcmpl-");
    assertThat(Trace.text(chat, "server.address")).isEqualTo("127.0.0.1");
    Span http = refund.children(chat).get(0);
    assertThat(Trace.number(chat, "server.port")).isEqualTo(Trace.number(http, "server.port"));
    assertThat(Trace.text(http, "server.address")).isEqualTo("127.0.0.1");
    assertThat(Trace.number(http, "server.port")).isPositive();
    assertThat(Trace.number(http, "http.response.status_code")).isEqualTo(200);
    assertThat(Trace.number(chat, "gen_ai.usage.input_tokens")).isEqualTo(466);
    assertThat(Trace.number(chat, "gen_ai.usage.output_tokens")).isEqualTo(29);
    assertThat(Trace.number(chat, "gen_ai.usage.cache_read.input_tokens")).isEqualTo(384);
    assertThat(
            Trace.attribute(chat.getAttributesList(), "gen_ai.response.finish_reasons")
                .getArrayValue()
                .getValues(0)
                .getStringValue())
        .isIn("tool_calls", "tool_call");
    assertThat(Trace.scores(chat))
        .contains("tool_call_arguments_valid=pass", "tool_declared=pass", "answer_complete=pass");
    assertThat(Trace.text(refund.of("execute_tool").get(0), "gen_ai.tool.name"))
        .isEqualTo("findOrder");
    assertThat(refund.spans())
        .allSatisfy(span -> assertThat(Trace.scores(span)).noneMatch(s -> s.endsWith("=fail")));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void scoresDownWhatTheModelAndTheToolsDidWrong(Jdk jdk) throws Exception {
    Road road =
        road(
            jdk,
            Transport.HTTP,
            Map.of("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "SPAN_ONLY"));

    List<Span> chair = asked(road, "small-chair").of("chat");
    assertThat(Trace.scores(chair.get(1))).contains("tool_call_arguments_valid=fail");
    assertThat(
            Trace.text(chair.get(1), "tracewheel.evaluation.tool_call_arguments_valid.explanation"))
        .contains("refundOrder");
    assertThat(Trace.scores(chair.get(2))).contains("tool_declared=fail");
    assertThat(Trace.text(chair.get(2), "tracewheel.evaluation.tool_declared.explanation"))
        .contains("issueVoucher");

    Trace parcel = asked(road, "lost-parcel");
    assertThat(parcel.of("execute_tool"))
        .filteredOn(span -> Trace.text(span, "gen_ai.tool.name").equals("trackParcel"))
        .hasSize(2)
        .allSatisfy(
            span -> {
              assertThat(Trace.scores(span)).contains("tool_success=fail");
              assertThat(span.getStatus().getCodeValue()).isEqualTo(2);
            });
    assertThat(Trace.scores(parcel.of("chat").get(3))).contains("tool_call_not_repeated=fail");

    Span note =
        road.spans().stream()
            .filter(span -> Trace.text(span, "gen_ai.operation.name").equals("chat"))
            .filter(span -> Trace.text(span, "gen_ai.output.type").equals("json"))
            .findFirst()
            .orElseThrow();
    assertThat(Trace.scores(note)).contains("answer_complete=fail", "answer_json_valid=fail");

    assertThat(count(road, "chat")).isEqualTo(road.served().chats());
    assertThat(count(road, "embeddings")).isEqualTo(road.served().embeddings());
    assertThat(road.spans())
        .filteredOn(
            span ->
                List.of("chat", "embeddings").contains(Trace.text(span, "gen_ai.operation.name")))
        .allSatisfy(span -> assertThat(Trace.text(span, "server.address")).isEqualTo("127.0.0.1"));
    assertThat(count(road, "retrieval")).isPositive();
    assertThat(road.metrics()).isPositive();
    everyScoreIsALogEventOfItsSpan(road);
    behavesAsWithoutTheAgent(road);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void keepsContentOutWhenCaptureIsOff(Jdk jdk) throws Exception {
    Road road = road(jdk, Transport.GRPC, Map.of());

    behavesAsWithoutTheAgent(road);
    assertThat(count(road, "chat")).isEqualTo(road.served().chats());
    for (String said :
        List.of("arrived broken", "too small", "Lumen", "DAMAGED", "within 30 days")) {
      assertThat(road.spans()).noneSatisfy(span -> assertThat(span.toString()).contains(said));
      assertThat(road.logs()).noneSatisfy(log -> assertThat(log.toString()).contains(said));
    }
  }

  private static void behavesAsWithoutTheAgent(Road road) {
    Program.Result traced = road.traced();
    assertThat(traced.out()).isEqualTo(road.plain().out());
    assertThat(NOTICES.matcher(traced.err()).replaceAll("")).isEqualTo(road.plain().err());
    assertThat(traced.exitCode()).isEqualTo(road.plain().exitCode());
  }

  private static void everyScoreIsALogEventOfItsSpan(Road road) {
    List<String> onSpans = new ArrayList<>();
    for (Span span : road.spans()) {
      Trace.scores(span).forEach(score -> onSpans.add(hex(span.getSpanId()) + " " + score));
    }
    List<String> events = new ArrayList<>();
    for (LogRecord log : road.logs()) {
      if (log.getEventName().equals("gen_ai.evaluation.result")) {
        events.add(
            hex(log.getSpanId())
                + " "
                + Trace.attribute(log.getAttributesList(), "gen_ai.evaluation.name")
                    .getStringValue()
                + "="
                + Trace.attribute(log.getAttributesList(), "gen_ai.evaluation.score.label")
                    .getStringValue());
      }
    }
    assertThat(onSpans).isNotEmpty();
    assertThat(events).containsExactlyInAnyOrderElementsOf(onSpans);
  }

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  private static long count(Road road, String operation) {
    return road.traces().stream().mapToLong(trace -> trace.of(operation).size()).sum();
  }

  /** The first trace of a conversation. */
  private static Trace asked(Road road, String conversation) {
    return road.traces().stream()
        .filter(trace -> Trace.text(trace.root(), "gen_ai.conversation.id").equals(conversation))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no trace of "
                        + conversation
                        + " in "
                        + road.traces().stream().map(Trace::outline).toList()));
  }

  private Road road(Jdk jdk, Transport transport, Map<String, String> settings) throws Exception {
    try (OtlpSink sink = OtlpSink.start();
        ModelStub stub = ModelStub.start(0, scenario())) {
      Program.Result plain = app(jdk, stub, List.of(), Map.of());
      ModelStub.Served before = stub.served();
      String destination =
          transport == Transport.GRPC
              ? "grpc://127.0.0.1:" + sink.grpcPort()
              : "http://127.0.0.1:" + sink.httpPort();
      try (Program evaluator = evaluator(jdk, destination)) {
        Matcher ready = evaluator.awaitLine(READY);
        Map<String, String> environment = new HashMap<>(settings);
        environment.put(
            "OTEL_EXPORTER_OTLP_PROTOCOL", transport == Transport.GRPC ? "grpc" : "http/protobuf");
        environment.put(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "http://" + ready.group(transport == Transport.GRPC ? 1 : 2));
        Program.Result traced =
            app(jdk, stub, List.of("-javaagent:" + Checkout.agent()), environment);
        Program.Result stopped = evaluator.terminate();
        assertThat(stopped.exitCode()).as(stopped.err()).isZero();
        ModelStub.Served after = stub.served();
        return new Road(
            plain,
            traced,
            new ModelStub.Served(
                after.chats() - before.chats(), after.embeddings() - before.embeddings()),
            Trace.all(sink.spans()),
            sink.spans(),
            sink.logRecords(),
            sink.metrics().size());
      }
    }
  }

  private Program evaluator(Jdk jdk, String destination) throws IOException {
    return Program.start(
        directory.resolve("evaluator"),
        List.of(
            jdk.java(),
            "-jar",
            Checkout.evaluator().toString(),
            "up",
            "--grpc-port",
            "0",
            "--admin-port",
            "0",
            "--http-port",
            "0",
            "--data",
            directory.resolve("data").toString(),
            "--to",
            destination),
        Map.of());
  }

  private Program.Result app(
      Jdk jdk, ModelStub stub, List<String> flags, Map<String, String> settings)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(jdk.java()));
    command.addAll(flags);
    command.addAll(List.of("-jar", Checkout.supportAgent().toString()));
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("OPENAI_BASE_URL", stub.baseUrl());
    try (Program app = Program.start(directory.resolve("app"), command, environment)) {
      return app.result();
    }
  }

  private static Scenario scenario() throws IOException {
    try (InputStream script =
        Objects.requireNonNull(ModelStub.class.getResourceAsStream("/scenarios/support.json"))) {
      return Scenario.parse(new String(script.readAllBytes(), UTF_8));
    }
  }
}
