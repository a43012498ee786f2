// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tracewheel.server.Main;
import io.tracewheel.server.RunningEvaluator;
import io.tracewheel.server.remote.TestServer;
import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Secrets of every kind, planted in a process that logs as much as it can. */
@Timeout(120)
class SecretsTest {
  private static final String SECRET = "planted-secret-";
  private static final Pattern READY =
      Pattern.compile(".*OTLP/HTTP 127\\.0\\.0\\.1:(\\d+), state http://127\\.0\\.0\\.1:(\\d+)/.*");

  @TempDir private Path directory;

  @Test
  void noSecretIsInAnyLineOrPageOrAnswer() throws Exception {
    HttpServer echo =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    echo.createContext(
        "/",
        exchange -> {
          // Tells the sender its own header back, as some gateways do.
          byte[] body =
              com.google.rpc.Status.newBuilder()
                  .setMessage("bad key " + exchange.getRequestHeaders().getFirst("x-api-key"))
                  .build()
                  .toByteArray();
          exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
          exchange.sendResponseHeaders(403, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    echo.start();
    TestServer remote = new TestServer(0);
    remote.wants("another");
    Files.writeString(
        directory.resolve("rules.yaml"),
        """
        remote:
          mine: {target: "127.0.0.1:%d", headers: {authorization: "Bearer ${env:PLANTED}"}}
        rules:
          - evaluator: remote/mine/polite
        """
            .formatted(remote.port()));
    Path tokens = directory.resolve("tokens");
    Files.writeString(tokens, "c:" + SECRET + "file\n");
    Path config = directory.resolve("secrets.yaml");
    Files.writeString(
        config,
        """
        receivers:
          otlp:
            auth:
              bearer: {a: "${env:PLANTED}"}
              bearer_file: %s
              basic: {b: %sbasic}
        evaluators: {rules: rules.yaml}
        telemetry: {logs: {level: debug}, metrics: {exporter: otlphttp/echo, interval: 100ms}}
        exporters:
          otlphttp/echo:
            endpoint: http://127.0.0.1:%d
            headers: {x-api-key: "${env:PLANTED}"}
        """
            .formatted(tokens, SECRET, echo.getAddress().getPort()));
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "up",
            "--config",
            config.toString(),
            "--data",
            directory.resolve("data").toString(),
            "--grpc-port",
            "0",
            "--http-port",
            "0",
            "--admin-port",
            "0");
    builder.environment().put("PLANTED", SECRET + "env");
    Process evaluator = builder.redirectError(err.toFile()).start();
    StringBuilder said = new StringBuilder();
    try (BufferedReader out = evaluator.inputReader(UTF_8)) {
      String line = String.valueOf(out.readLine());
      said.append(line);
      Matcher ready = READY.matcher(line);
      assertThat(ready.matches()).as("%s %s", line, Files.readString(err)).isTrue();
      HttpClient client = HttpClient.newHttpClient();
      URI traces = URI.create("http://127.0.0.1:" + ready.group(1) + "/v1/traces");
      String span =
          """
          {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5B8EFFF798038103D269B633813FC60C",
          "spanId":"EEE19B7EC3C1B174","name":"x"}]}]}]}""";
      for (String authorization :
          List.of(
              "Bearer " + SECRET + "env",
              "Bearer " + SECRET + "file",
              "Bearer " + SECRET + "wrong")) {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(traces)
                    .header("Content-Type", "application/json")
                    .header("Authorization", authorization)
                    .POST(BodyPublishers.ofString(span))
                    .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(authorization.endsWith("wrong") ? 401 : 200);
        said.append(answer.body()).append(answer.headers().map());
      }
      Path deadLetters = directory.resolve("data").resolve("dead-letters");
      while (!Files.isDirectory(deadLetters)
          || Files.list(deadLetters).noneMatch(file -> file.toString().endsWith(".jsonl"))) {
        Thread.sleep(20);
      }
      for (String page : List.of("/", "/metrics", "/readyz")) {
        said.append(
            client
                .send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ready.group(2) + page))
                        .build(),
                    BodyHandlers.ofString())
                .body());
      }
      evaluator.toHandle().destroy();
      assertThat(evaluator.waitFor(60, TimeUnit.SECONDS)).isTrue();
      try (java.util.stream.Stream<Path> letters = Files.list(deadLetters)) {
        for (Path letter : letters.toList()) {
          said.append(Files.readString(letter));
        }
      }
    } finally {
      evaluator.destroyForcibly();
      echo.stop(0);
      remote.close();
    }
    String logged = Files.readString(err);
    assertThat(logged)
        .contains("refused a request for good")
        .contains("Remote mine at", "UNAUTHENTICATED");
    assertThat(said.toString() + logged).doesNotContain(SECRET);
  }

  @Test
  void aConfigurationAsTextHoldsNone() throws Exception {
    String text =
        RunningEvaluator.config(
                directory,
                """
                receivers: {otlp: {auth: {bearer: {a: %1$sa}, basic: {b: %1$sb}}}}
                exporters:
                  otlp/c: {endpoint: "h:1", headers: {k: %1$sc}}
                  otlphttp/d: {endpoint: "http://h:1", headers: {k: %1$sd}}
                """
                    .formatted(SECRET))
            .toString();
    assertThat(text).contains("otlp/c").doesNotContain(SECRET);
  }
}
