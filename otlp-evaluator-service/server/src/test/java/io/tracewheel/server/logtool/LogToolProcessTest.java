// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.logtool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.server.Main;
import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tool as a process beside an evaluator that uses the log, and after its end by SIGKILL. */
@Timeout(120)
class LogToolProcessTest {
  @TempDir private Path temp;

  @Test
  void what_a_running_evaluator_could_not_deliver_is_taken_out_of_its_log_and_replayed()
      throws Exception {
    String destination;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      destination = "127.0.0.1:" + gone.getLocalPort();
    }
    Path data = temp.resolve("data");
    String log = data.resolve("log").toString();
    Path files = temp.resolve("files");
    Process evaluator =
        new ProcessBuilder(
                command(
                    "up",
                    "--grpc-port",
                    "0",
                    "--http-port",
                    "0",
                    "--admin-port",
                    "0",
                    "--data",
                    data.toString(),
                    "--to",
                    "grpc://" + destination))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out = evaluator.inputReader(UTF_8)) {
      String ready = String.valueOf(out.readLine());
      assertThat(ready).startsWith("tracewheel evaluator ready");
      String http = ready.replaceAll(".*OTLP/HTTP ([^,]*),.*", "http://$1");
      for (String span : List.of("one", "two")) {
        assertThat(post(http, span)).isEqualTo(200);
      }
      assertThat(
              tool(
                  "log",
                  "export",
                  log,
                  "--not-delivered-to",
                  "otlp/" + destination,
                  "--format",
                  "protobuf",
                  "--out",
                  files.toString()))
          .contains("2 requests copied.");
      List<String> replay = new ArrayList<>(List.of("replay", "--to", http));
      try (Stream<Path> all = Files.list(files)) {
        all.map(Path::toString).forEach(replay::add);
      }
      assertThat(replay).hasSize(5);
      assertThat(tool(replay.toArray(new String[0]))).contains("2 spans in 2 requests accepted");
    } finally {
      evaluator.toHandle().destroyForcibly();
      evaluator.waitFor(30, TimeUnit.SECONDS);
    }
    assertThat(tool("log", "verify", log)).contains("with 4 records, all good.");
  }

  private static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  /** What a command that must succeed says. */
  private static String tool(String... arguments) throws Exception {
    Process process = new ProcessBuilder(command(arguments)).redirectErrorStream(true).start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(said).isZero();
      return said;
    } finally {
      process.destroyForcibly();
    }
  }

  private static int post(String http, String span) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(http + "/v1/traces"))
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString(
                    """
                    {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5B8EFFF798038103D269B633813FC60C",
                    "spanId":"EEE19B7EC3C1B174","name":"%s"}]}]}]}"""
                        .formatted(span)))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }
}
