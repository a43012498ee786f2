// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.google.protobuf.Message;
import io.grpc.Status;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.Span;
import io.tracewheel.smoke.evaluator.Scores.Placed;
import io.tracewheel.smoke.evaluator.Scores.Score;
import io.tracewheel.smoke.evaluator.Scores.SpanKey;
import io.tracewheel.smoke.sink.OtlpSink;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A small sample with every kind of defect, whichever way it comes and goes. */
@Timeout(120)
class ScoresIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path directory;

  /** One way of sending an export. */
  private interface Sending {
    void send(OtlpClient client, ExportTraceServiceRequest request, String json)
        throws IOException, InterruptedException;
  }

  @Test
  void everyWayInGivesTheSameExactScoresOnSpansAndInEventsAtEveryKindOfDestination()
      throws Exception {
    Map<String, Sending> ways = new LinkedHashMap<>();
    ways.put("gRPC", (client, request, json) -> grpc(client, request, false));
    ways.put("gRPC gzip", (client, request, json) -> grpc(client, request, true));
    ways.put(
        "HTTP protobuf",
        (client, request, json) ->
            http(client, request.toByteArray(), "application/x-protobuf", false));
    ways.put(
        "HTTP protobuf gzip",
        (client, request, json) ->
            http(client, OtlpClient.gzip(request.toByteArray()), "application/x-protobuf", true));
    ways.put(
        "HTTP JSON",
        (client, request, json) ->
            http(client, json.getBytes(StandardCharsets.UTF_8), "application/json", false));
    ways.put(
        "HTTP JSON gzip",
        (client, request, json) ->
            http(
                client,
                OtlpClient.gzip(json.getBytes(StandardCharsets.UTF_8)),
                "application/json; charset=utf-8",
                true));
    List<ExportTraceServiceRequest> sent = LibraryDesk.requests();
    List<String> lines = Files.readAllLines(LibraryDesk.file());
    int spans = Scores.placed(sent).size();
    Map<SpanKey, Map<String, Score>> expected = LibraryDesk.scores();
    int events = expected.values().stream().mapToInt(Map::size).sum();

    try (OtlpSink overGrpc = OtlpSink.start();
        OtlpSink overHttp = OtlpSink.start()) {
      for (Map.Entry<String, Sending> way : ways.entrySet()) {
        overGrpc.clear();
        overHttp.clear();
        Path data = directory.resolve(way.getKey().replace(' ', '-'));
        Path file = data.resolve("out.jsonl");
        try (EvaluatorProcess evaluator =
                EvaluatorProcess.up(
                    "--data",
                    data.toString(),
                    "--to",
                    "grpc://127.0.0.1:" + overGrpc.grpcPort(),
                    "--to",
                    "http://127.0.0.1:" + overHttp.httpPort(),
                    "--to",
                    "file:" + file);
            OtlpClient client = new OtlpClient(evaluator)) {
          for (int i = 0; i < sent.size(); i++) {
            way.getValue().send(client, sent.get(i), lines.get(i));
          }
          for (OtlpSink sink : List.of(overGrpc, overHttp)) {
            boolean all =
                sink.await(
                    PATIENCE, s -> s.spans().size() >= spans && s.logRecords().size() >= events);
            assertThat(all)
                .as(
                    "%s: %s spans and %s events arrived; %s",
                    way.getKey(), sink.spans().size(), sink.logRecords().size(), evaluator.said())
                .isTrue();
            check(way.getKey(), sent, expected, sink.traces(), sink.logRecords());
          }
          assertThat(evaluator.terminate(PATIENCE)).as(evaluator.said()).isZero();
          assertThat(evaluator.out()).as("one line on stdout").hasSize(1);
        }
        List<Message> written = OtlpJsonLines.read(file);
        check(
            way.getKey() + " to file",
            sent,
            expected,
            OtlpJsonLines.traces(written),
            Scores.records(OtlpJsonLines.logs(written)));
      }
    }
  }

  @Test
  void withoutADestinationEverythingIsKeptWhereTheReadyLineSays() throws Exception {
    Path data = directory.resolve("data");
    try (EvaluatorProcess evaluator = EvaluatorProcess.up("--data", data.toString());
        OtlpClient client = new OtlpClient(evaluator)) {
      for (ExportTraceServiceRequest request : LibraryDesk.requests()) {
        grpc(client, request, false);
      }
      assertThat(evaluator.terminate(PATIENCE)).as(evaluator.said()).isZero();
      assertThat(evaluator.out().get(0)).contains(data.resolve("traces.jsonl").toString());
    }
    List<Message> written = OtlpJsonLines.read(data.resolve("traces.jsonl"));
    check(
        "default",
        LibraryDesk.requests(),
        LibraryDesk.scores(),
        OtlpJsonLines.traces(written),
        Scores.records(OtlpJsonLines.logs(written)));
  }

  @Test
  void aFileOfTheSampleCanBeReplayedOverGrpcAndHttp() throws Exception {
    try (OtlpSink sink = OtlpSink.start();
        EvaluatorProcess evaluator =
            EvaluatorProcess.up(
                "--data", directory.toString(), "--to", "grpc://127.0.0.1:" + sink.grpcPort())) {
      for (String uri :
          List.of(
              "grpc://127.0.0.1:" + evaluator.grpcPort(),
              "http://127.0.0.1:" + evaluator.httpPort())) {
        sink.clear();
        EvaluatorProcess.Result replay =
            EvaluatorProcess.run("replay", LibraryDesk.file().toString(), "--to", uri);
        assertThat(replay.exitCode()).as(replay.said()).isZero();
        int spans = Scores.placed(LibraryDesk.requests()).size();
        assertThat(replay.said()).contains(Integer.toString(spans));
        assertThat(sink.await(PATIENCE, s -> s.spans().size() >= spans)).isTrue();
        assertThat(Scores.placed(sink.traces())).hasSize(spans);
      }
    }
  }

  private static void check(
      String way,
      List<ExportTraceServiceRequest> sent,
      Map<SpanKey, Map<String, Score>> expected,
      List<ExportTraceServiceRequest> received,
      List<LogRecord> events) {
    Map<SpanKey, Placed> before = Scores.placed(sent);
    Map<SpanKey, Placed> after = Scores.placed(received);
    assertThat(after.keySet()).as(way).containsExactlyInAnyOrderElementsOf(before.keySet());
    Map<SpanKey, Map<String, Score>> onSpans = new HashMap<>();
    after.forEach(
        (key, placed) -> {
          Span unscored = Scores.without(placed.span());
          assertThat(new Placed(placed.resource(), placed.scope(), unscored))
              .as(way)
              .isEqualTo(before.get(key));
          Map<String, Score> scores = Scores.of(placed.span());
          if (!scores.isEmpty()) {
            onSpans.put(key, scores);
          }
        });
    assertThat(lines(onSpans)).as(way).containsExactlyInAnyOrderElementsOf(lines(expected));

    Map<SpanKey, Map<String, Score>> inEvents = new HashMap<>();
    for (LogRecord event : events) {
      assertThat(event.getEventName()).isEqualTo("gen_ai.evaluation.result");
      Score twice =
          inEvents
              .computeIfAbsent(
                  new SpanKey(event.getTraceId(), event.getSpanId()), key -> new TreeMap<>())
              .put(Scores.evaluator(event), Scores.of(event));
      assertThat(twice).as("%s: an event came twice", way).isNull();
    }
    assertThat(lines(inEvents)).as(way).containsExactlyInAnyOrderElementsOf(lines(expected));
  }

  /** One line a score, so that a failure shows only what differs. */
  private static List<String> lines(Map<SpanKey, Map<String, Score>> scores) {
    List<String> lines = new ArrayList<>();
    scores.forEach(
        (span, ofSpan) ->
            ofSpan.forEach((evaluator, score) -> lines.add(span + " " + evaluator + " " + score)));
    return lines;
  }

  private static void grpc(OtlpClient client, ExportTraceServiceRequest request, boolean gzip) {
    Status status = client.grpcRaw(request.toByteArray(), gzip);
    assertThat(status.getCode()).as(status.toString()).isEqualTo(Status.Code.OK);
  }

  private static void http(OtlpClient client, byte[] body, String type, boolean gzip)
      throws IOException, InterruptedException {
    HttpResponse<String> response = client.http(body, type, gzip);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    if (type.startsWith("application/json")) {
      assertThat(JsonParser.parseString(response.body()).getAsJsonObject().size()).isZero();
    }
  }
}
