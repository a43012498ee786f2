// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.kafka;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.tracewheel.server.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An evaluator as a process, with its log on Kafka and one destination. */
final class EvaluatorProcess implements AutoCloseable {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Process process;
  private final URI traces;

  EvaluatorProcess(Path directory, String name, List<String> servers, Backend backend)
      throws IOException {
    Path config =
        Files.writeString(
            directory.resolve(name + ".yaml"),
            """
            receivers: {otlp: {protocols: {grpc: {endpoint: '127.0.0.1:0'}, http: {endpoint: '127.0.0.1:0'}}}}
            service: {admin: {endpoint: '127.0.0.1:0'}}
            log:
              directory: %s
              kafka:
                bootstrap_servers: [%s]
                partitions: 8
                client: {reconnect.backoff.max.ms: '500'}
            exporters:
              otlphttp/backend: {endpoint: '%s', compression: none}
            """
                .formatted(
                    directory.resolve(name).resolve("log"),
                    String.join(", ", servers.stream().map(one -> "'" + one + "'").toList()),
                    backend.endpoint(name)));
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "up",
                "--config",
                config.toString())
            .redirectError(directory.resolve(name + ".err").toFile())
            .start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String ready = String.valueOf(out.readLine());
    if (!ready.startsWith("tracewheel evaluator ready")) {
      throw new IOException(Files.readString(directory.resolve(name + ".err")));
    }
    traces = URI.create(ready.replaceAll(".*OTLP/HTTP ([^,]*),.*", "http://$1/v1/traces"));
  }

  /** Sends a request; whether it was acknowledged. */
  boolean send(ExportTraceServiceRequest request) throws InterruptedException {
    try {
      return CLIENT
              .send(
                  HttpRequest.newBuilder(traces)
                      .header("Content-Type", "application/x-protobuf")
                      .timeout(Duration.ofSeconds(60))
                      .POST(BodyPublishers.ofByteArray(request.toByteArray()))
                      .build(),
                  BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** As SIGKILL does it. */
  void kill() throws InterruptedException {
    process.toHandle().destroyForcibly();
    process.waitFor(30, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
