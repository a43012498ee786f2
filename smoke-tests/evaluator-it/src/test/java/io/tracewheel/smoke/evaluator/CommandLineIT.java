// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.smoke.evaluator.EvaluatorProcess.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bad input on the real command line: exit code 2 and one sentence that says what, where and how to
 * mend it.
 */
@Timeout(120)
class CommandLineIT {

  @TempDir private Path directory;

  @Test
  void anOccupiedPortIsNamedWithTheWayOut() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      String data = directory.resolve("data").toString();
      assertRefused(
          EvaluatorProcess.run("up", "--grpc-port", port, "--http-port", "0", "--data", data),
          port,
          "grpc");
      assertRefused(
          EvaluatorProcess.run("up", "--grpc-port", "0", "--http-port", port, "--data", data),
          port,
          "http");
    }
  }

  @Test
  void aMissingConfigurationFileIsNamed() throws Exception {
    String missing = directory.resolve("nowhere.yaml").toString();
    assertRefused(EvaluatorProcess.run("up", "--config", missing), missing, "no such");
    assertRefused(EvaluatorProcess.run("validate", missing), missing, "no such");
  }

  @Test
  void anUnknownKeyIsNamedWithItsLineAndTheLikelyOneMeant() throws Exception {
    Path config = config("service:\n  drain_timeout: 5s\nrecievers:\n  otlp: {}\n");
    for (String command : new String[] {"up", "validate"}) {
      Result result =
          command.equals("up")
              ? EvaluatorProcess.run("up", "--config", config.toString())
              : EvaluatorProcess.run("validate", config.toString());
      assertRefused(result, config + ":3:1", "\"recievers\"", "did you mean \"receivers\"?");
    }
  }

  @Test
  void aValueOfTheWrongTypeIsNamedWithItsLineAndWhatIsWanted() throws Exception {
    Path config = config("log:\n  fsync: perhaps\n");
    assertRefused(
        EvaluatorProcess.run("validate", config.toString()),
        config + ":2:10",
        "log.fsync",
        "true or false");
  }

  @Test
  void everyProblemOfAFileIsReportedAtOnce() throws Exception {
    Path config =
        config(
            """
            evaluators:
              inline:
                disabled: [tool_sucess]
            exporters:
              otlp/backend:
                endpoint: nowhere
              kafka/backend:
                topic: spans
            """);
    Result result = EvaluatorProcess.run("validate", config.toString());
    assertThat(result.exitCode()).as(result.said()).isEqualTo(2);
    assertThat(result.err()).hasSize(3);
    assertThat(result.said())
        .contains(config + ":3:", "did you mean \"tool_success\"?")
        .contains(config + ":6:", "exporters.otlp/backend.endpoint")
        .contains(config + ":7:", "\"kafka\"");
  }

  @Test
  void aGoodConfigurationIsSaidToBeGood() throws Exception {
    Path config = config("exporters:\n  file/out:\n    path: out.jsonl\n");
    Result result = EvaluatorProcess.run("validate", config.toString());
    assertThat(result.exitCode()).as(result.said()).isZero();
    assertThat(result.said()).contains(config.toString(), "valid", "out.jsonl");
  }

  @Test
  void aLogDirectoryThatIsAFileIsNamed() throws Exception {
    Path file = Files.writeString(directory.resolve("occupied"), "not a directory");
    Path config = config("log:\n  directory: " + file + "\n");
    assertRefused(
        EvaluatorProcess.run(
            "up", "--config", config.toString(), "--grpc-port", "0", "--http-port", "0"),
        file.toString(),
        "log directory");
    assertRefused(
        EvaluatorProcess.run(
            "up", "--data", file.toString(), "--grpc-port", "0", "--http-port", "0"),
        file.toString(),
        "log directory");
  }

  @Test
  void aLogDirectoryInUseByAnotherEvaluatorIsNamedAndTheOtherGoesOn() throws Exception {
    String data = directory.resolve("data").toString();
    try (EvaluatorProcess first = EvaluatorProcess.up("--data", data)) {
      assertRefused(
          EvaluatorProcess.run("up", "--data", data, "--grpc-port", "0", "--http-port", "0"),
          data,
          "another evaluator");
      assertThat(first.isAlive()).isTrue();
    }
  }

  @Test
  void aDestinationThatIsNoneIsNamedWithTheFormsThereAre() throws Exception {
    for (String uri : new String[] {"ftp://127.0.0.1:21", "grpc://nowhere", "http://", "file:"}) {
      assertRefused(EvaluatorProcess.run("up", "--to", uri), "\"" + uri + "\"", "grpc://host:port");
    }
    assertRefused(
        EvaluatorProcess.run("replay", LibraryDesk.file().toString(), "--to", "kafka:9092"),
        "\"kafka:9092\"",
        "grpc://host:port");
  }

  @Test
  void anUnknownOptionAndAPortOutOfRangeAreNamed() throws Exception {
    assertRefused(EvaluatorProcess.run("up", "--grcp-port", "1"), "--grcp-port");
    assertRefused(EvaluatorProcess.run("up", "--grpc-port", "70000"), "--grpc-port", "65535");
    assertRefused(EvaluatorProcess.run("up", "--grpc-port", "many"), "--grpc-port", "many");
    assertRefused(EvaluatorProcess.run("upp"), "upp");
  }

  @Test
  void helpIsThereForEveryCommand() throws Exception {
    for (String command : new String[] {"up", "replay", "validate"}) {
      Result result = EvaluatorProcess.run(command, "--help");
      assertThat(result.exitCode()).as(result.said()).isZero();
      assertThat(result.out().get(0)).contains("Usage:").contains(command);
    }
  }

  @Test
  void aReplayOfWhatIsNoRecordedTraceNamesFileAndLine() throws Exception {
    try (EvaluatorProcess evaluator =
        EvaluatorProcess.up("--data", directory.resolve("data").toString())) {
      String to = "grpc://127.0.0.1:" + evaluator.grpcPort();
      String missing = directory.resolve("nowhere.jsonl").toString();
      assertRefused(EvaluatorProcess.run("replay", missing, "--to", to), missing);

      String good = Files.readAllLines(LibraryDesk.file()).get(0);
      Path noJson = Files.writeString(directory.resolve("text.jsonl"), good + "\nhello\n");
      assertRefused(EvaluatorProcess.run("replay", noJson.toString(), "--to", to), noJson + ":2");

      Path noOtlp = Files.writeString(directory.resolve("other.jsonl"), "{\"user\": 7}\n");
      assertRefused(EvaluatorProcess.run("replay", noOtlp.toString(), "--to", to), noOtlp + ":1");

      Path wrongId =
          Files.writeString(
              directory.resolve("id.jsonl"),
              good + "\n" + good.replaceFirst("\"traceId\":\"[0-9a-f]+\"", "\"traceId\":\"zz\""));
      assertRefused(
          EvaluatorProcess.run("replay", wrongId.toString(), "--to", to),
          wrongId + ":2",
          "traceId");

      Path noGzip = Files.writeString(directory.resolve("plain.jsonl.gz"), good);
      Result plain = EvaluatorProcess.run("replay", noGzip.toString(), "--to", to);
      assertThat(plain.exitCode()).as("plain text named .gz; " + plain.said()).isIn(0, 2);
    }
  }

  @Test
  void aReplayToNobodyFailsWithASentenceAndDoesNotHang() throws Exception {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = socket.getLocalPort();
    }
    Result result =
        EvaluatorProcess.run(
            "replay", LibraryDesk.file().toString(), "--to", "grpc://127.0.0.1:" + nobody);
    assertThat(result.exitCode()).as(result.said()).isNotZero();
    assertThat(result.said()).contains("127.0.0.1:" + nobody);
    assertNoStackTrace(result);
  }

  private Path config(String text) throws IOException {
    return Files.writeString(directory.resolve("config.yaml"), text);
  }

  private static void assertRefused(Result result, String... named) {
    assertThat(result.exitCode()).as(result.said()).isEqualTo(2);
    assertThat(result.said()).containsIgnoringCase(named[0]);
    for (String word : named) {
      assertThat(result.said().toLowerCase(Locale.ROOT)).contains(word.toLowerCase(Locale.ROOT));
    }
    assertThat(result.err()).as("a sentence, perhaps with a hint at --help").hasSizeBetween(1, 2);
    assertNoStackTrace(result);
  }

  private static void assertNoStackTrace(Result result) {
    assertThat(result.said()).doesNotContain("\tat ").doesNotContain("java.lang.");
  }
}
