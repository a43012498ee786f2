// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.grpc.Status;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rules over whole traces on the stream against the same rules over the same traces in files. */
@Timeout(240)
class TraceScoresIT {
  private static final Duration STOP = Duration.ofSeconds(60);
  private static final String RULES =
      """
      rules:
        - name: tools_work
          evaluator: tool_success
          filter: duration_ms >= 0.0
          sampling: 0.5
        - evaluator: tool_error_rate
          params: {max: 0.2}
        - evaluator: error_recovery
        - evaluator: tool_loop
        - evaluator: stagnation
        - evaluator: ungrounded_values
          sampling: 0.4
        - evaluator: latency
        - evaluator: trajectory_superset
          filter: tool_calls > 2
        - name: changing_calls
          evaluator: trajectory_f1
          params: {except: ["get_*", "search_*", "list_*", think, calculate], skip_failed: true}
        - name: session_loop
          evaluator: tool_loop
          scope: session
      """;

  @TempDir private Path directory;
  private Path recorded = Path.of("");
  private Path outcomes = Path.of("");

  /** What a score says, wherever it was found. */
  private record Said(
      String traceId,
      String spanId,
      String name,
      String value,
      String label,
      String explanation,
      String complete) {}

  @BeforeEach
  void recordings() {
    Path data = Checkout.root().resolve("../shared/data/tau-airline").normalize();
    recorded = data.resolve("traces.jsonl.gz");
    outcomes = data.resolve("outcomes.jsonl");
    assumeThat(recorded)
        .as("the recorded traces are not beside this checkout, so they are not replayed")
        .exists();
  }

  @Test
  void theScoresOnTheStreamAreThoseOfTheFiles() throws Exception {
    Path config = config(RULES);
    Map<String, Said> offline = offline();
    Path out = directory.resolve("out.jsonl");
    try (EvaluatorProcess evaluator =
        EvaluatorProcess.up("--config", config.toString(), "--to", "file:" + out)) {
      EvaluatorProcess.Result replay =
          EvaluatorProcess.run(
              "replay", recorded.toString(), "--to", "grpc://127.0.0.1:" + evaluator.grpcPort());
      assertThat(replay.exitCode()).as(replay.said()).isZero();
      awaitSessions(
          out,
          offline.values().stream().filter(said -> said.name().equals("session_loop")).count(),
          evaluator);
      assertThat(evaluator.terminate(STOP)).as(evaluator.said()).isZero();
    }
    Map<String, Said> online = last(out);
    assertThat(differences(online, offline)).isEmpty();
    System.out.printf(
        "%d scores on the stream and in the files, all equal: %s%n", online.size(), byName(online));
  }

  @Test
  void afterASigkillInTheMiddleEveryTraceIsScoredAndNoScoreIsGivenTwice() throws Exception {
    Path config = config(RULES.substring(0, RULES.indexOf("  - name: session_loop")));
    Map<String, Said> offline = offline();
    List<ExportTraceServiceRequest> traces = OtlpJsonLines.traces(OtlpJsonLines.read(recorded));
    Path out = directory.resolve("out.jsonl");
    String[] arguments = {"--config", config.toString(), "--to", "file:" + out};
    int half = traces.size() / 2;
    try (EvaluatorProcess evaluator = EvaluatorProcess.up(arguments);
        OtlpClient client = new OtlpClient(evaluator)) {
      for (ExportTraceServiceRequest trace : traces) {
        send(client, part(trace, 0));
      }
      for (ExportTraceServiceRequest trace : traces.subList(0, half)) {
        send(client, part(trace, 1));
      }
      awaitScores(out, evaluator);
      for (ExportTraceServiceRequest trace : traces.subList(half, half + half / 2)) {
        send(client, part(trace, 1));
      }
      evaluator.kill();
    }
    int before = last(out).size();
    try (EvaluatorProcess evaluator = EvaluatorProcess.up(arguments);
        OtlpClient client = new OtlpClient(evaluator)) {
      for (ExportTraceServiceRequest trace : traces.subList(half + half / 2, traces.size())) {
        send(client, part(trace, 1));
      }
      assertThat(evaluator.terminate(STOP)).as(evaluator.said()).isZero();
    }
    Map<String, Said> online = last(out);
    assertThat(differences(online, offline)).isEmpty();
    System.out.printf(
        "SIGKILL in the middle: %d scores before, %d in the end, none lost, none twice%n",
        before, online.size());
  }

  @Test
  void rulesThatChangeUnderLoadCostNoRequestAndBadOnesAreRefusedInOneLine() throws Exception {
    Path config = config(RULES);
    Path rules = directory.resolve("rules.yaml");
    List<ExportTraceServiceRequest> traces = OtlpJsonLines.traces(OtlpJsonLines.read(recorded));
    try (EvaluatorProcess evaluator = EvaluatorProcess.up("--config", config.toString());
        OtlpClient client = new OtlpClient(evaluator)) {
      for (int round = 0; round < 3; round++) {
        Files.writeString(rules, "rules:\n  - evaluator: latency\n    filter: modl == " + round);
        sendUntil(client, traces, evaluator, "are refused", round + 1);
        Files.writeString(rules, "rules:\n  - evaluator: latency\n    sampling: 0." + (round + 1));
        sendUntil(client, traces, evaluator, "0 of spans, 1 of traces", round + 1);
      }
      assertThat(evaluator.err().stream().filter(line -> line.contains("are refused")))
          .hasSize(3)
          .allMatch(line -> line.contains("rules.yaml:3:13: the filter of rule latency is wrong"));
      assertThat(evaluator.terminate(STOP)).as(evaluator.said()).isZero();
    }
    Files.writeString(rules, "rules:\n  - evaluator: latencyy\n");
    EvaluatorProcess.Result validate = EvaluatorProcess.run("validate", config.toString());
    assertThat(validate.exitCode()).isEqualTo(2);
    assertThat(validate.said())
        .contains("rules.yaml:2:16: unknown evaluator \"latencyy\"; did you mean \"latency\"?");
  }

  private static void sendUntil(
      OtlpClient client,
      List<ExportTraceServiceRequest> traces,
      EvaluatorProcess evaluator,
      String said,
      int times)
      throws InterruptedException {
    int next = 0;
    while (evaluator.err().stream().filter(line -> line.contains(said)).count() < times) {
      send(client, traces.get(next++ % traces.size()));
      assertThat(evaluator.isAlive()).as(evaluator.said()).isTrue();
    }
  }

  private Path config(String rules) throws IOException {
    Files.writeString(directory.resolve("rules.yaml"), rules);
    Path config = directory.resolve("config.yaml");
    Files.writeString(
        config,
        "evaluators:\n  inline:\n    disabled: [answer_complete, answer_not_empty, answer_json_valid,"
            + " tool_declared, tool_call_arguments_valid, tool_call_not_repeated, tool_success]\n"
            + "  rules: rules.yaml\n  references: "
            + outcomes
            + "\n  traces: {quiet: 500ms, max_revisions: 5}\n  sessions: {idle: 1s}\n"
            + "log: {directory: "
            + directory.resolve("data/log")
            + "}\n");
    return config;
  }

  private Map<String, Said> offline() throws Exception {
    Path scores = directory.resolve("offline.jsonl");
    EvaluatorProcess.Result evaluate =
        EvaluatorProcess.run(
            "evaluate",
            "--config",
            directory.resolve("rules.yaml").toString(),
            "--reference",
            outcomes.toString(),
            "--out",
            scores.toString(),
            recorded.toString());
    assertThat(evaluate.exitCode()).as(evaluate.said()).isZero();
    Map<String, Said> said = last(scores);
    assertThat(said).hasSizeGreaterThan(500);
    return said;
  }

  private static void send(OtlpClient client, ExportTraceServiceRequest request) {
    assertThat(client.grpc(request)).isEqualTo(Status.Code.OK);
  }

  /** Every second span of a trace, from the first or the second on; the root comes last. */
  private static ExportTraceServiceRequest part(ExportTraceServiceRequest trace, int which) {
    ExportTraceServiceRequest.Builder part = trace.toBuilder();
    for (var resource : part.getResourceSpansBuilderList()) {
      for (ScopeSpans.Builder scope : resource.getScopeSpansBuilderList()) {
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < scope.getSpansCount(); i++) {
          Span span = scope.getSpans(i);
          if ((span.getParentSpanId().isEmpty() ? 1 : i % 2) == which) {
            spans.add(span);
          }
        }
        scope.clearSpans().addAllSpans(spans);
      }
    }
    return part.build();
  }

  private static void awaitScores(Path out, EvaluatorProcess evaluator) throws Exception {
    while (lines(out, "\"trace\"").isEmpty()) {
      assertThat(evaluator.isAlive()).as(evaluator.said()).isTrue();
      Thread.sleep(10);
    }
  }

  private static void awaitSessions(Path out, long sessions, EvaluatorProcess evaluator)
      throws Exception {
    while (scores(out).stream()
            .filter(event -> text(event, "tracewheel.score.target").equals("session"))
            .count()
        < sessions) {
      assertThat(evaluator.isAlive()).as(evaluator.said()).isTrue();
      Thread.sleep(200);
    }
  }

  private static List<String> lines(Path file, String holding) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    return Files.readString(file)
        .lines()
        .filter(line -> line.contains("resourceLogs") && line.contains(holding))
        .toList();
  }

  private static List<LogRecord> scores(Path file) throws IOException {
    List<com.google.protobuf.Message> requests = new ArrayList<>();
    String text = Files.exists(file) ? Files.readString(file) : "";
    // What comes after the last line's end is still being written.
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      if (line.contains("resourceLogs")) {
        requests.add(OtlpJsonLines.parse(line));
      }
    }
    return Scores.records(OtlpJsonLines.logs(requests));
  }

  /** The last word of every score by its id; one that is given twice is an error. */
  private static Map<String, Said> last(Path file) throws IOException {
    Map<String, Said> said = new LinkedHashMap<>();
    Set<String> given = new HashSet<>();
    for (LogRecord event : scores(file)) {
      String id = text(event, "tracewheel.score.id");
      assertThat(given.add(id + "/" + text(event, "tracewheel.score.revision")))
          .as("given twice")
          .isTrue();
      // Revisions of one score are in the order of the log.
      said.put(
          id,
          new Said(
              Scores.hex(event.getTraceId()),
              Scores.hex(event.getSpanId()),
              text(event, "gen_ai.evaluation.name"),
              text(event, "gen_ai.evaluation.score.value"),
              text(event, "gen_ai.evaluation.score.label"),
              text(event, "gen_ai.evaluation.explanation"),
              text(event, "tracewheel.trace.complete")));
    }
    return said;
  }

  private static String text(LogRecord event, String key) {
    for (KeyValue attribute : event.getAttributesList()) {
      if (attribute.getKey().equals(key)) {
        AnyValue value = attribute.getValue();
        return value.hasStringValue()
            ? value.getStringValue()
            : value.hasDoubleValue()
                ? Double.toString(value.getDoubleValue())
                : value.hasIntValue()
                    ? Long.toString(value.getIntValue())
                    : Boolean.toString(value.getBoolValue());
      }
    }
    return "";
  }

  private static List<String> differences(Map<String, Said> online, Map<String, Said> offline) {
    Set<String> ids = new HashSet<>(online.keySet());
    ids.addAll(offline.keySet());
    return ids.stream()
        .filter(id -> !Objects.equals(online.get(id), offline.get(id)))
        .map(id -> "stream " + online.get(id) + ", files " + offline.get(id))
        .toList();
  }

  private static Map<String, Integer> byName(Map<String, Said> scores) {
    Map<String, Integer> counts = new TreeMap<>();
    scores.values().forEach(score -> counts.merge(score.name(), 1, Integer::sum));
    return counts;
  }
}
