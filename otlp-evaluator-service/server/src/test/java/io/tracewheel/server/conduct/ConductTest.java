// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.conduct;

import static io.tracewheel.server.conduct.Wire.JSON;
import static io.tracewheel.server.conduct.Wire.PROTOBUF;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.rpc.BadRequest;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.ResourceProfiles;
import io.opentelemetry.proto.profiles.v1development.ScopeProfiles;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.RunningEvaluator;
import io.tracewheel.server.conduct.Wire.Backend;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The duties of an OTLP receiver and forwarder (specification 1.11), each over real connections. P
 * numbers are ours; the others say which part of the specification they are of.
 */
@Timeout(120)
class ConductTest {
  private static final int LIMIT = 1 << 20;

  @TempDir private Path directory;
  private Backend backend;
  private RunningEvaluator evaluator;
  private Wire wire;

  @BeforeEach
  void start() throws Exception {
    backend = new Backend();
    start("");
  }

  private void start(String more) throws Exception {
    evaluator =
        RunningEvaluator.start(
            directory,
            backend.exporter()
                + "receivers: {otlp: {protocols: {grpc: {max_request_bytes: 1MiB}, http:"
                + " {max_request_bytes: 1MiB}}}}\n"
                + more);
    wire = new Wire(evaluator.grpcPort(), evaluator.httpPort());
  }

  @AfterEach
  void stop() throws Exception {
    wire.close();
    evaluator.close();
    backend.close();
  }

  // --- requests ---

  private static Span.Builder span(int number) {
    return Span.newBuilder()
        .setTraceId(ByteString.copyFromUtf8("0123456789abcdef"))
        .setSpanId(ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, (byte) number}))
        .setName("span-" + number)
        .setStartTimeUnixNano(1)
        .setEndTimeUnixNano(2);
  }

  private static ExportTraceServiceRequest traces(Span.Builder... spans) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (Span.Builder span : spans) {
      scope.addSpans(span);
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
        .build();
  }

  private static Map<Signal, byte[]> everySignal() {
    Map<Signal, byte[]> all = new EnumMap<>(Signal.class);
    all.put(Signal.TRACES, traces(span(1), span(2)).toByteArray());
    all.put(
        Signal.METRICS,
        ExportMetricsServiceRequest.newBuilder()
            .addResourceMetrics(
                ResourceMetrics.newBuilder()
                    .addScopeMetrics(
                        ScopeMetrics.newBuilder()
                            .addMetrics(
                                Metric.newBuilder()
                                    .setName("m")
                                    .setGauge(
                                        Gauge.newBuilder()
                                            .addDataPoints(
                                                NumberDataPoint.newBuilder().setAsInt(7))))))
            .build()
            .toByteArray());
    all.put(
        Signal.LOGS,
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(
                ResourceLogs.newBuilder()
                    .addScopeLogs(
                        ScopeLogs.newBuilder()
                            .addLogRecords(
                                LogRecord.newBuilder()
                                    .setBody(AnyValue.newBuilder().setStringValue("b")))))
            .build()
            .toByteArray());
    all.put(
        Signal.PROFILES,
        ExportProfilesServiceRequest.newBuilder()
            .addResourceProfiles(
                ResourceProfiles.newBuilder()
                    .addScopeProfiles(
                        ScopeProfiles.newBuilder()
                            .addProfiles(Profile.newBuilder().setTimeUnixNano(9))))
            .build()
            .toByteArray());
    return all;
  }

  private static byte[] gzip(byte[] bytes) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  /** A trace request of exactly so many bytes. */
  private static byte[] ofLength(int length) {
    for (int text = length - 80; text < length; text++) {
      byte[] request = traces(span(1).setTraceState("x".repeat(text))).toByteArray();
      if (request.length == length) {
        return request;
      }
    }
    throw new AssertionError("no request of " + length + " bytes");
  }

  private static byte[] json(String spans) {
    return ("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[" + spans + "]}]}]}").getBytes(UTF_8);
  }

  private static final String JSON_SPAN =
      "{\"traceId\":\"5B8EFFF798038103D269B633813FC60C\",\"spanId\":\"eee19b7ec3c1b174\",\"name\":\"j\"";

  // --- transport and shape ---

  @Test
  @DisplayName("P1 gRPC Export of all four signals, forwarded byte for byte")
  void everySignalOverGrpc() throws Exception {
    int sent = 0;
    for (Map.Entry<Signal, byte[]> one : everySignal().entrySet()) {
      assertThat(wire.grpc(one.getKey(), one.getValue())).as(one.getKey().name()).isEmpty();
      assertThat(backend.await(++sent).get(sent - 1)).isEqualTo(one.getValue());
    }
  }

  @Test
  @DisplayName("P2 HTTP POST of all four signals, profiles at /v1development/profiles")
  void everySignalOverHttp() throws Exception {
    int sent = 0;
    for (Map.Entry<Signal, byte[]> one : everySignal().entrySet()) {
      HttpResponse<byte[]> answer = wire.post(one.getKey().httpPath(), PROTOBUF, one.getValue());
      assertThat(answer.statusCode()).as(one.getKey().name()).isEqualTo(200);
      assertThat(answer.body()).isEmpty();
      assertThat(backend.await(++sent).get(sent - 1)).isEqualTo(one.getValue());
    }
    assertThat(Signal.PROFILES.httpPath()).isEqualTo("/v1development/profiles");
  }

  @Test
  @DisplayName("P3 none, gzip and zstd in protobuf and JSON; others 415 with what is taken")
  void compressionsOverHttp() throws Exception {
    byte[] protobuf = traces(span(1)).toByteArray();
    byte[] text = json(JSON_SPAN + "}");
    assertThat(
            wire.post("/v1/traces", PROTOBUF, protobuf, "Content-Encoding", "identity")
                .statusCode())
        .isEqualTo(200);
    for (byte[] body : List.of(protobuf, text)) {
      String type = body == text ? JSON : PROTOBUF;
      assertThat(wire.post("/v1/traces", type, gzip(body), "Content-Encoding", "gzip").statusCode())
          .isEqualTo(200);
      assertThat(
              wire.post("/v1/traces", type, Zstd.compress(body), "Content-Encoding", "zstd")
                  .statusCode())
          .isEqualTo(200);
    }
    assertThat(backend.await(5).subList(0, 3)).allMatch(one -> Arrays.equals(one, protobuf));
    HttpResponse<byte[]> other =
        wire.post("/v1/traces", PROTOBUF, protobuf, "Content-Encoding", "br");
    assertThat(other.statusCode()).isEqualTo(415);
    assertThat(other.headers().firstValue("accept-encoding")).contains("gzip, zstd, identity");
    for (String coding : List.of("gzip", "zstd")) {
      assertThat(
              wire.post("/v1/traces", PROTOBUF, new byte[] {1, 2, 3}, "Content-Encoding", coding)
                  .statusCode())
          .as("damaged " + coding)
          .isEqualTo(400);
    }
  }

  @Test
  @DisplayName("P3 gzip and zstd towards a destination come back out of the next hop unchanged")
  void compressionsOut() throws Exception {
    byte[] request = traces(span(1), span(2), span(3)).toByteArray();
    int sent = 0;
    for (String compression : List.of("gzip", "zstd")) {
      Path first = java.nio.file.Files.createDirectory(directory.resolve(compression));
      try (RunningEvaluator hop =
              RunningEvaluator.start(
                  first,
                  """
              exporters:
                otlp/grpc: {endpoint: "127.0.0.1:%1$d", tls: {insecure: true}, compression: %3$s}
                otlphttp/http: {endpoint: "http://127.0.0.1:%2$d", compression: %3$s}
              """
                      .formatted(evaluator.grpcPort(), evaluator.httpPort(), compression));
          Wire toHop = new Wire(hop.grpcPort(), hop.httpPort())) {
        toHop.grpc(Signal.TRACES, request);
        sent += 2;
        assertThat(backend.await(sent)).allMatch(one -> Arrays.equals(one, request));
      }
    }
  }

  @Test
  @DisplayName("P4, P5 type with parameters; answers, also errors, in the type of the request")
  void typesOfAnswers() throws Exception {
    HttpResponse<byte[]> parameters =
        wire.post("/v1/traces", JSON + "; charset=utf-8", json(JSON_SPAN + "}"));
    assertThat(parameters.statusCode()).isEqualTo(200);
    assertThat(parameters.headers().firstValue("content-type")).contains(JSON);
    assertThat(parameters.body()).asString(UTF_8).isEqualTo("{}");
    HttpResponse<byte[]> bad = wire.post("/v1/traces", PROTOBUF, new byte[] {7});
    assertThat(bad.headers().firstValue("content-type")).contains(PROTOBUF);
    assertThat(com.google.rpc.Status.parseFrom(bad.body()).getCode()).isEqualTo(3);
    HttpResponse<byte[]> badJson = wire.post("/v1/traces", JSON, new byte[] {'['});
    assertThat(badJson.headers().firstValue("content-type")).contains(JSON);
    assertThat(badJson.body()).asString(UTF_8).contains("\"code\":3", "BadRequest");
    HttpResponse<byte[]> unknown = wire.post("/v1/traces", "text/plain", new byte[] {1});
    assertThat(unknown.statusCode()).isEqualTo(415);
    assertThat(unknown.headers().firstValue("content-type")).contains(JSON);
  }

  @Test
  @DisplayName("P6 limit after decompression: RESOURCE_EXHAUSTED without RetryInfo, 413")
  void sizeLimits() throws Exception {
    byte[] fits = ofLength(LIMIT);
    byte[] tooLong = ofLength(LIMIT + 1);
    wire.grpc(Signal.TRACES, fits);
    assertThat(wire.post("/v1/traces", PROTOBUF, fits).statusCode()).isEqualTo(200);
    StatusRuntimeException grpc = wire.refusal(Signal.TRACES, tooLong);
    assertThat(grpc.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(Wire.detail(grpc, RetryInfo.class)).isEmpty();
    byte[][] bodies = {
      tooLong, gzip(tooLong), Zstd.compress(tooLong), Zstd.compress(new byte[40 << 20])
    };
    String[] codings = {"identity", "gzip", "zstd", "zstd"};
    for (int i = 0; i < bodies.length; i++) {
      HttpResponse<byte[]> http =
          wire.post("/v1/traces", PROTOBUF, bodies[i], "Content-Encoding", codings[i]);
      assertThat(http.statusCode()).as(codings[i]).isEqualTo(413);
      assertThat(http.headers().firstValue("retry-after")).isEmpty();
      assertThat(com.google.rpc.Status.parseFrom(http.body()).getMessage()).contains("" + LIMIT);
    }
  }

  @Test
  @DisplayName("P8 many unary calls in flight on one connection")
  void concurrency() throws Exception {
    List<Integer> numbers = java.util.stream.IntStream.range(0, 200).boxed().toList();
    assertThat(
            numbers.parallelStream()
                .map(n -> wire.grpc(Signal.TRACES, traces(span(n)).toByteArray()).length))
        .hasSize(200)
        .containsOnly(0);
    assertThat(backend.await(200)).hasSize(200);
  }

  @Test
  @DisplayName("P12 empty requests of all signals succeed and are not forwarded")
  void emptyRequests() throws Exception {
    for (Signal signal : Signal.values()) {
      assertThat(wire.grpc(signal, new byte[0])).isEmpty();
      assertThat(wire.post(signal.httpPath(), PROTOBUF, new byte[0]).statusCode()).isEqualTo(200);
      assertThat(wire.post(signal.httpPath(), JSON, "{}".getBytes(UTF_8)).statusCode())
          .isEqualTo(200);
    }
    byte[] mark = traces(span(1)).toByteArray();
    wire.grpc(Signal.TRACES, mark);
    assertThat(backend.await(1)).singleElement().isEqualTo(mark);
  }

  // --- answers ---

  @Test
  @DisplayName("1.2 part rejected: OK with partial_success by span, the rest forwarded, counted")
  void partialSuccessBySpan() throws Exception {
    Span.Builder shortTrace = span(2).setTraceId(ByteString.copyFromUtf8("123456789012345"));
    Span.Builder zeroSpan = span(3).setSpanId(ByteString.copyFrom(new byte[8]));
    Span.Builder deep = span(4);
    AnyValue nested = AnyValue.newBuilder().setStringValue("x").build();
    for (int i = 0; i < 80; i++) {
      nested =
          AnyValue.newBuilder().setArrayValue(ArrayValue.newBuilder().addValues(nested)).build();
    }
    deep.addAttributes(KeyValue.newBuilder().setKey("deep").setValue(nested));
    byte[] request = traces(span(1), shortTrace, zeroSpan, deep, span(5)).toByteArray();
    byte[] rest = traces(span(1), span(5)).toByteArray();

    ExportTracePartialSuccess grpc =
        ExportTraceServiceResponse.parseFrom(wire.grpc(Signal.TRACES, request)).getPartialSuccess();
    assertThat(grpc.getRejectedSpans()).isEqualTo(3);
    assertThat(grpc.getErrorMessage())
        .contains("2 spans have no valid", "1 spans have values nested", "spans[1]");
    HttpResponse<byte[]> http = wire.post("/v1/traces", PROTOBUF, request);
    assertThat(http.statusCode()).isEqualTo(200);
    assertThat(ExportTraceServiceResponse.parseFrom(http.body()).getPartialSuccess())
        .isEqualTo(grpc);
    HttpResponse<byte[]> text =
        wire.post("/v1/traces", JSON, json(JSON_SPAN + "},{\"traceId\":\"\",\"name\":\"bad\"}"));
    assertThat(text.statusCode()).isEqualTo(200);
    assertThat(text.body())
        .asString(UTF_8)
        .contains("\"partialSuccess\":{\"rejectedSpans\":\"1\",\"errorMessage\":");

    List<byte[]> forwarded = backend.await(3);
    assertThat(forwarded.get(0)).isEqualTo(rest);
    assertThat(forwarded.get(1)).isEqualTo(rest);
    // All of them: nothing is left to forward.
    assertThat(
            ExportTraceServiceResponse.parseFrom(
                    wire.grpc(Signal.TRACES, traces(zeroSpan).toByteArray()))
                .getPartialSuccess()
                .getRejectedSpans())
        .isEqualTo(1);
    assertThat(metrics())
        .contains(
            "tracewheel_receiver_rejected_items_total{signal=\"traces\",transport=\"grpc\"} 4\n",
            "tracewheel_receiver_rejected_items_total{signal=\"traces\",transport=\"http\"} 4\n");
    assertThat(backend.count()).isEqualTo(3);
  }

  @Test
  @DisplayName("1.2 with invalid_spans: forward, spans without valid ids go on as they are")
  void invalidSpansForwarded() throws Exception {
    stop();
    backend = new Backend();
    evaluator =
        RunningEvaluator.start(
            directory, backend.exporter() + "receivers: {otlp: {invalid_spans: forward}}\n");
    wire = new Wire(evaluator.grpcPort(), evaluator.httpPort());
    byte[] request = traces(span(1), span(2).clearTraceId()).toByteArray();
    assertThat(wire.grpc(Signal.TRACES, request)).isEmpty();
    assertThat(backend.await(1).get(0)).isEqualTo(request);
  }

  @Test
  @DisplayName("1.2 a destination's partial_success is counted, not retried")
  void partialSuccessOfDestinations() throws Exception {
    backend.answer(
        ExportTraceServiceResponse.newBuilder()
            .setPartialSuccess(
                ExportTracePartialSuccess.newBuilder().setRejectedSpans(2).setErrorMessage("no"))
            .build()
            .toByteArray());
    wire.grpc(Signal.TRACES, traces(span(1), span(2)).toByteArray());
    backend.await(1);
    String counted = "tracewheel_destination_rejected_items_total{exporter=\"otlp/backend\"} 2\n";
    while (!metrics().contains(counted)) {
      Thread.sleep(20);
    }
    assertThat(metrics())
        .contains("tracewheel_destination_retried_requests_total{exporter=\"otlp/backend\"} 0\n");
    assertThat(backend.count()).isEqualTo(1);
  }

  @Test
  @DisplayName("1.2 what cannot be decoded: INVALID_ARGUMENT with BadRequest, 400")
  void undecodable() throws Exception {
    for (Signal signal : Signal.values()) {
      StatusRuntimeException grpc = wire.refusal(signal, new byte[] {10, 5, 1});
      assertThat(grpc.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(Wire.detail(grpc, BadRequest.class)).isPresent();
      assertThat(wire.post(signal.httpPath(), PROTOBUF, new byte[] {10, 5, 1}).statusCode())
          .isEqualTo(400);
      assertThat(wire.post(signal.httpPath(), JSON, "{\"".getBytes(UTF_8)).statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  @DisplayName("1.2 unknown service or path: UNIMPLEMENTED, 404; other methods 405 with Allow")
  void unserved() throws Exception {
    assertThatThrownBy(() -> wire.grpc("no.such.Service/Export", new byte[0]))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
    assertThat(wire.post("/v1/nothing", PROTOBUF, new byte[0]).statusCode()).isEqualTo(404);
    for (String method : List.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE")) {
      HttpResponse<byte[]> answer = wire.send(method, "/v1/traces", PROTOBUF, new byte[0]);
      assertThat(answer.statusCode()).as(method).isEqualTo(405);
      assertThat(answer.headers().firstValue("allow")).as(method).contains("POST");
      assertThat(answer.body().length == 0).as(method).isEqualTo(method.equals("HEAD"));
    }
  }

  @Test
  @DisplayName("1.2 log full: UNAVAILABLE with RetryInfo, 503 with Retry-After")
  void logFull() throws Exception {
    stop();
    evaluator =
        RunningEvaluator.start(
            directory,
            """
            log: {max_bytes: 2MiB, segment_bytes: 1MiB}
            exporters: {otlp/down: {endpoint: "127.0.0.1:1", tls: {insecure: true}, compression: none}}
            """);
    wire = new Wire(evaluator.grpcPort(), evaluator.httpPort());
    byte[] large = ofLength(400_000);
    for (int i = 0; i < 3; i++) {
      wire.grpc(Signal.TRACES, large);
    }
    wire.post("/v1/traces", PROTOBUF, large);
    StatusRuntimeException refused = wire.refusal(Signal.TRACES, ofLength(LIMIT));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(Wire.detail(refused, RetryInfo.class).orElseThrow().getRetryDelay().getSeconds())
        .isBetween(1L, 3L);
    HttpResponse<byte[]> http = wire.post("/v1/traces", PROTOBUF, ofLength(LIMIT));
    assertThat(http.statusCode()).isEqualTo(503);
    assertThat(http.headers().firstValueAsLong("retry-after").orElseThrow()).isBetween(1L, 3L);
    assertThat(com.google.rpc.Status.parseFrom(http.body()).getCode()).isEqualTo(14);
  }

  @Test
  @DisplayName("1.2 draining: calls in flight are answered, new ones are told to try again")
  void draining() throws Exception {
    wire.grpc(Signal.TRACES, traces(span(1)).toByteArray());
    wire.post("/v1/traces", PROTOBUF, traces(span(1)).toByteArray());
    evaluator.stop(Duration.ofSeconds(5));
    StatusRuntimeException refused = wire.refusal(Signal.TRACES, traces(span(2)).toByteArray());
    // The connection was told to go away, and nobody listens for another.
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(backend.count()).isEqualTo(2);
  }

  @Test
  @DisplayName("1.5 no damage to a request is answered UNKNOWN or INTERNAL")
  void neverUnknown() throws Exception {
    byte[] good = traces(span(1), span(2), span(3)).toByteArray();
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < good.length; i++) {
      check(Arrays.copyOf(good, i), "cut at " + i);
    }
    for (int i = 0; i < 1000; i++) {
      byte[] flipped = good.clone();
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
      check(flipped, "seed " + seed + ", flip " + i);
    }
  }

  private void check(byte[] request, String what) {
    try {
      wire.grpc(Signal.TRACES, request);
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).as(what).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
  }

  // --- OTLP/JSON ---

  @Test
  @DisplayName("1.3 hex ids in any case, integer enums, 64-bit texts or numbers, unknown fields")
  void jsonRules() throws Exception {
    HttpResponse<byte[]> answer =
        wire.post(
            "/v1/traces",
            JSON,
            json(
                JSON_SPAN
                    + ",\"parentSpanId\":\"EEE19B7EC3C1B173\",\"kind\":3,\"startTimeUnixNano\":\"9007199254740993\","
                    + "\"endTimeUnixNano\":5,\"unknown\":{\"a\":[1]},\"start_time_unix_nano\":\"1\","
                    + "\"attributes\":[{\"key\":\"b\",\"value\":{\"bytesValue\":\"AQI=\"}},"
                    + "{\"key\":\"i\",\"value\":{\"intValue\":\"-3\"}},"
                    + "{\"key\":\"n\",\"value\":{\"doubleValue\":\"NaN\"}}]}"));
    assertThat(answer.statusCode()).isEqualTo(200);
    Span span =
        ExportTraceServiceRequest.parseFrom(backend.await(1).get(0))
            .getResourceSpans(0)
            .getScopeSpans(0)
            .getSpans(0);
    assertThat(span.getTraceId().size()).isEqualTo(16);
    assertThat(span.getTraceId().byteAt(0)).isEqualTo((byte) 0x5b);
    assertThat(span.getParentSpanId().byteAt(7)).isEqualTo((byte) 0x73);
    assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
    assertThat(span.getStartTimeUnixNano()).isEqualTo(9007199254740993L);
    assertThat(span.getAttributes(0).getValue().getBytesValue().toByteArray())
        .containsExactly(1, 2);
    assertThat(span.getAttributes(1).getValue().getIntValue()).isEqualTo(-3);
    assertThat(span.getAttributes(2).getValue().getDoubleValue()).isNaN();
    for (String wrong :
        List.of(
            JSON_SPAN + ",\"kind\":\"SPAN_KIND_CLIENT\"}",
            JSON_SPAN + ",\"startTimeUnixNano\":\"99999999999999999999999\"}",
            "{\"traceId\":\"xyz\"}",
            "[".repeat(100_000))) {
      assertThat(wire.post("/v1/traces", JSON, json(wrong)).statusCode())
          .as(wrong.substring(0, Math.min(60, wrong.length())))
          .isEqualTo(400);
    }
  }

  // --- fidelity ---

  @Test
  @DisplayName("1.4 unknown fields at five levels, order, duplicates and odd values are kept")
  void fidelity() throws Exception {
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(
                1999,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFromUtf8("from the future"))
                    .addVarint(5)
                    .build())
            .build();
    Span.Builder span =
        span(1)
            .setUnknownFields(unknown)
            .setTraceState("a=b")
            .setFlags(0x300)
            .setDroppedAttributesCount(3)
            .addAttributes(
                KeyValue.newBuilder().setKey("gen_ai.operation.name").setUnknownFields(unknown))
            .addAttributes(
                KeyValue.newBuilder().setKey("dup").setValue(AnyValue.newBuilder().setIntValue(1)))
            .addAttributes(
                KeyValue.newBuilder().setKey("dup").setValue(AnyValue.getDefaultInstance()))
            .addAttributes(
                KeyValue.newBuilder()
                    .setKey("bytes")
                    .setValue(
                        AnyValue.newBuilder()
                            .setBytesValue(ByteString.copyFrom(new byte[] {0, -1}))))
            .addLinks(Span.Link.newBuilder().setUnknownFields(unknown))
            .addEvents(Span.Event.newBuilder().setName("e").setUnknownFields(unknown));
    byte[] request =
        ExportTraceServiceRequest.newBuilder()
            .setUnknownFields(unknown)
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .setUnknownFields(unknown)
                    .setSchemaUrl("u")
                    .setResource(Resource.newBuilder().setUnknownFields(unknown))
                    .addScopeSpans(
                        ScopeSpans.newBuilder()
                            .setUnknownFields(unknown)
                            .setScope(InstrumentationScope.newBuilder().setUnknownFields(unknown))
                            .addSpans(span)
                            .addSpans(span(2))
                            .addSpans(span(2))))
            .build()
            .toByteArray();
    wire.grpc(Signal.TRACES, request);
    assertThat(wire.post("/v1/traces", PROTOBUF, request).statusCode()).isEqualTo(200);
    assertThat(backend.await(2)).allMatch(one -> Arrays.equals(one, request));

    // The same when a span of it is rejected.
    ExportTraceServiceRequest sent = ExportTraceServiceRequest.parseFrom(request);
    ExportTraceServiceRequest.Builder withBad = sent.toBuilder();
    withBad.getResourceSpansBuilder(0).getScopeSpansBuilder(0).addSpans(span(9).clearSpanId());
    wire.grpc(Signal.TRACES, withBad.build().toByteArray());
    assertThat(ExportTraceServiceRequest.parseFrom(backend.await(3).get(2))).isEqualTo(sent);
  }

  private String metrics() throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + evaluator.adminPort() + "/metrics"))
                .build(),
            BodyHandlers.ofString())
        .body();
  }
}
