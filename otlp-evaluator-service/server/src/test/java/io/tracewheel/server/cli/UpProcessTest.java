// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.server.Main;
import java.io.BufferedReader;
import java.io.IOException;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The evaluator as a process of its own. */
@Timeout(120)
class UpProcessTest {
  private static final Pattern READY =
      Pattern.compile(
          "tracewheel evaluator ready: OTLP/gRPC 127\\.0\\.0\\.1:(\\d+), OTLP/HTTP 127\\.0\\.0\\.1:(\\d+), state http://127\\.0\\.0\\.1:\\d+/, data (.*),"
              + " destinations: (.*)");

  @TempDir private Path directory;

  @Test
  void saysWhenItIsReadyRefusesASecondProcessAndStopsWithZeroOnSigterm() throws Exception {
    Process first = up();
    try (BufferedReader out = first.inputReader(UTF_8)) {
      String line = out.readLine();
      Matcher ready = READY.matcher(String.valueOf(line));
      assertThat(ready.matches()).as(line).isTrue();
      assertThat(ready.group(3)).isEqualTo(directory.resolve("data").toString());
      assertThat(ready.group(4))
          .isEqualTo("file " + directory.resolve("data").resolve("traces.jsonl"));
      assertThat(post(Integer.parseInt(ready.group(2)))).isEqualTo(200);

      Process second = up();
      assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(second.exitValue()).isEqualTo(2);
      assertThat(new String(second.getErrorStream().readAllBytes(), UTF_8).lines())
          .singleElement()
          .asString()
          .contains(directory.resolve("data").resolve("log").toString());

      // Process.destroy() would also close the streams.
      first.toHandle().destroy();
      // As a process group and its leader would deliver it.
      first.toHandle().destroy();
      assertThat(first.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(first.exitValue()).isZero();
      assertThat(out.readLine()).as("only one line on stdout").isNull();
    } finally {
      first.destroyForcibly();
    }
    assertThat(Files.readString(directory.resolve("err"))).doesNotContain("Exception", "SLF4J");
  }

  private Process up() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "up",
            "--grpc-port",
            "0",
            "--http-port",
            "0",
            "--admin-port",
            "0",
            "--data",
            directory.resolve("data").toString()));
    ProcessBuilder process = new ProcessBuilder(command);
    if (!Files.exists(directory.resolve("err"))) {
      process.redirectError(directory.resolve("err").toFile());
    }
    return process.start();
  }

  private static int post(int port) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/traces"))
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString(
                    """
                    {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5B8EFFF798038103D269B633813FC60C",
                    "spanId":"EEE19B7EC3C1B174","name":"x"}]}]}]}"""))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }
}
