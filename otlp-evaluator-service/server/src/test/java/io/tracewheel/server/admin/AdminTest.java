// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.Evaluator;
import io.tracewheel.server.RunningEvaluator;
import io.tracewheel.server.config.EvaluatorConfig;
import io.tracewheel.server.config.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What operators see of a real evaluator. */
@Timeout(60)
class AdminTest {
  private static final String GENAI_SPAN =
      """
      {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5B8EFFF798038103D269B633813FC60C",
      "spanId":"EEE19B7EC3C1B174","name":"chat m","startTimeUnixNano":"1","endTimeUnixNano":"2","attributes":[
      {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
      {"key":"gen_ai.output.messages","value":{"stringValue":
      "[{\\"role\\":\\"assistant\\",\\"parts\\":[{\\"type\\":\\"text\\",\\"content\\":\\"SECRET-CONTENT\\"}],\\"finish_reason\\":\\"stop\\"}]"}}
      ]}]}]}]}""";

  /** A line of the text format, without comments. */
  private static final Pattern LINE =
      Pattern.compile(
          "[a-zA-Z_:][a-zA-Z0-9_:]*(\\{([a-z_0-9]+=\"[^\"\\\\]*\",?)*})? -?[0-9.E+-]+|[a-zA-Z_:0-9]+\\{.*le=.*} [0-9]+");

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path directory;

  @Test
  void healthAndReadinessAnswerAndRefuseWhatIsNotRead() throws Exception {
    try (RunningEvaluator evaluator = RunningEvaluator.start(directory, "")) {
      assertThat(get(evaluator, "/healthz").body()).isEqualTo("{\"status\":\"alive\"}");
      HttpResponse<String> ready = get(evaluator, "/readyz");
      assertThat(ready.statusCode()).isEqualTo(200);
      assertThat(ready.body()).isEqualTo("{\"status\":\"ready\",\"reasons\":[]}");
      assertThat(get(evaluator, "/nothing").statusCode()).isEqualTo(404);
      HttpResponse<String> post =
          client.send(
              HttpRequest.newBuilder(uri(evaluator.adminPort(), "/"))
                  .POST(BodyPublishers.ofString("x"))
                  .build(),
              BodyHandlers.ofString());
      assertThat(post.statusCode()).isEqualTo(405);
      assertThat(post.headers().firstValue("allow")).hasValue("GET, HEAD");
    }
  }

  @Test
  void aFullLogIsAReasonAgainstBeingReady() throws Exception {
    try (RunningEvaluator evaluator =
        RunningEvaluator.start(
            directory,
            """
            log: {max_bytes: 2MiB, segment_bytes: 1MiB}
            exporters:
              otlp/down: {endpoint: "127.0.0.1:1", tls: {insecure: true}, compression: none}
            """)) {
      String large = GENAI_SPAN.replace("chat m", "x".repeat(250_000));
      int refused = 0;
      for (int i = 0; i < 12 && refused == 0; i++) {
        if (send(evaluator, large) == 503) {
          refused++;
        }
      }
      assertThat(refused).isEqualTo(1);
      HttpResponse<String> ready = get(evaluator, "/readyz");
      assertThat(get(evaluator, "/healthz").statusCode()).isEqualTo(200);
      // 95 % may lie between the last that fits and the first that does not.
      if (ready.statusCode() == 503) {
        assertThat(ready.body()).contains("\"code\":\"log_full\"", "log.max_bytes");
      }
      Map<String, Double> metrics = metrics(evaluator);
      assertThat(
              metrics.get(
                  "tracewheel_receiver_refused_requests_total{reason=\"log_full\",signal=\"traces\",transport=\"http\"}"))
          .isEqualTo(1);
      assertThat(metrics.get("tracewheel_destination_lag_bytes{exporter=\"otlp/down\"}"))
          .isGreaterThan(1_000_000);
    }
  }

  @Test
  void metricsCountWhatHasHappened() throws Exception {
    Path out = directory.resolve("out.jsonl");
    try (RunningEvaluator evaluator =
        RunningEvaluator.start(directory, "exporters: {file/out: {path: " + out + "}}")) {
      assertThat(send(evaluator, GENAI_SPAN)).isEqualTo(200);
      assertThat(send(evaluator, "{\"resourceSpans\":7}")).isEqualTo(400);
      while (!Files.exists(out) || Files.readString(out).lines().count() < 2) {
        Thread.sleep(10);
      }
      Map<String, Double> metrics = metrics(evaluator);
      while (metrics.getOrDefault(
              "tracewheel_destination_delivered_requests_total{exporter=\"file/out\"}", 0.0)
          < 2) {
        Thread.sleep(10);
        metrics = metrics(evaluator);
      }
      assertThat(metrics)
          .containsEntry(
              "otelcol_receiver_accepted_spans_total{receiver=\"otlp\",transport=\"http\"}", 1.0)
          .containsEntry(
              "otelcol_receiver_requests_total{outcome=\"success\",receiver=\"otlp\",signal=\"traces\",transport=\"http\"}",
              1.0)
          .containsEntry(
              "tracewheel_receiver_refused_requests_total{reason=\"malformed\",signal=\"traces\",transport=\"http\"}",
              1.0)
          .containsEntry("tracewheel_destination_lag_bytes{exporter=\"file/out\"}", 0.0)
          .containsEntry(
              "tracewheel_evaluator_scores_total{evaluator=\"answer_not_empty\",label=\"pass\",target=\"span\"}",
              1.0)
          .containsEntry("tracewheel_evaluator_quarantined{evaluator=\"answer_not_empty\"}", 0.0)
          .containsEntry("tracewheel_ready", 1.0)
          .containsEntry("tracewheel_receiver_ack_duration_seconds_count{transport=\"http\"}", 1.0);
      assertThat(metrics.get("tracewheel_log_appended_bytes_total")).isGreaterThan(100);
      assertThat(metrics.get("otelcol_process_uptime_seconds_total")).isGreaterThan(0);
      assertThat(metrics.keySet()).anyMatch(name -> name.startsWith("jvm_memory_used_bytes{"));
    }
  }

  @Test
  void thePageShowsTheStateAndNoContent() throws Exception {
    try (RunningEvaluator evaluator =
        RunningEvaluator.start(
            directory, "exporters: {\"file/<b>&\": {path: " + directory.resolve("o") + "}}")) {
      send(evaluator, GENAI_SPAN);
      HttpResponse<String> page = get(evaluator, "/");
      assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
      assertThat(page.headers().firstValue("content-security-policy")).isPresent();
      assertThat(page.body())
          .contains("Ready.", "file/&lt;b&gt;&amp;", "answer_not_empty", "http traces")
          .doesNotContain("<b>", "SECRET-CONTENT");
    }
  }

  @Test
  void metricsAreSentAsOtlpToTheNamedDestination() throws Exception {
    BlockingQueue<byte[]> received = new ArrayBlockingQueue<>(100);
    com.sun.net.httpserver.HttpServer sink =
        com.sun.net.httpserver.HttpServer.create(
            new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    sink.createContext(
        Signal.METRICS.httpPath(),
        exchange -> {
          received.offer(exchange.getRequestBody().readAllBytes());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    sink.start();
    try (RunningEvaluator evaluator =
        RunningEvaluator.start(
            directory,
            """
            exporters:
              otlphttp/sink: {endpoint: "http://127.0.0.1:%d", compression: none}
            telemetry: {metrics: {exporter: otlphttp/sink, interval: 50ms}}
            """
                .formatted(sink.getAddress().getPort()))) {
      byte[] body = received.poll(30, TimeUnit.SECONDS);
      ExportMetricsServiceRequest request = ExportMetricsServiceRequest.parseFrom(body);
      List<Metric> metrics = request.getResourceMetrics(0).getScopeMetrics(0).getMetricsList();
      assertThat(request.getResourceMetrics(0).getResource().getAttributesList())
          .anyMatch(
              one ->
                  one.getKey().equals("service.name")
                      && one.getValue().getStringValue().equals("tracewheel-evaluator"));
      Metric spans = named(metrics, "otelcol_receiver_accepted_spans");
      assertThat(spans.getSum().getIsMonotonic()).isTrue();
      assertThat(spans.getSum().getDataPointsList()).hasSize(2);
      assertThat(named(metrics, "tracewheel.log.limit").getGauge().getDataPoints(0).getAsInt())
          .isEqualTo(4L << 30);
      Metric ack = named(metrics, "tracewheel.receiver.ack.duration");
      assertThat(ack.getHistogram().getDataPoints(0).getBucketCountsCount())
          .isEqualTo(ack.getHistogram().getDataPoints(0).getExplicitBoundsCount() + 1);
      assertThat(evaluator.adminPort()).isPositive();
    } finally {
      sink.stop(0);
    }
  }

  @Test
  void readinessEndsBeforeConnectionsDo() throws Exception {
    try (RunningEvaluator evaluator =
        RunningEvaluator.start(
            directory,
            "exporters: {otlp/down: {endpoint: \"127.0.0.1:1\", tls: {insecure: true}}}")) {
      send(evaluator, GENAI_SPAN);
      Thread stopping =
          new Thread(
              () -> {
                try {
                  evaluator.stop(Duration.ofSeconds(5));
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      stopping.start();
      HttpResponse<String> ready = get(evaluator, "/readyz");
      while (ready.statusCode() == 200) {
        Thread.sleep(5);
        ready = get(evaluator, "/readyz");
      }
      assertThat(ready.body()).contains("\"code\":\"stopping\"");
      assertThat(get(evaluator, "/healthz").statusCode()).isEqualTo(200);
      stopping.join();
    }
  }

  @Test
  void anAdminPortThatIsTakenIsAnErrorOnlyWhereSomebodyAskedForIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HostPort endpoint = new HostPort("127.0.0.1", taken.getLocalPort());
      EvaluatorConfig config = RunningEvaluator.config(directory, "");
      assertThatThrownBy(
              () -> Evaluator.start(config.withAdmin(new EvaluatorConfig.Admin(endpoint, true))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("--admin-port");
      Evaluator without =
          Evaluator.start(config.withAdmin(new EvaluatorConfig.Admin(endpoint, false)));
      assertThat(without.adminEndpoint()).isNull();
      without.stop(Duration.ofMillis(100));
    }
  }

  private static Metric named(List<Metric> metrics, String name) {
    return metrics.stream().filter(one -> one.getName().equals(name)).findFirst().orElseThrow();
  }

  private Map<String, Double> metrics(RunningEvaluator evaluator) throws Exception {
    HttpResponse<String> response = get(evaluator, "/metrics");
    assertThat(response.headers().firstValue("content-type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    Map<String, Double> values = new HashMap<>();
    for (String line : response.body().lines().toList()) {
      if (!line.startsWith("#")) {
        assertThat(line).matches(LINE);
        int space = line.lastIndexOf(' ');
        assertThat(values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1))))
            .as("one value for %s", line)
            .isNull();
      }
    }
    return values;
  }

  private int send(RunningEvaluator evaluator, String json) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(uri(evaluator.httpPort(), "/v1/traces"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  private HttpResponse<String> get(RunningEvaluator evaluator, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(evaluator.adminPort(), path)).build(), BodyHandlers.ofString());
  }

  private static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }
}
