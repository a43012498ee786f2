// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.evaluate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.Status;
import io.tracewheel.server.cli.EvaluatorCommand;
import io.tracewheel.server.remote.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rules that name remote evaluators, over stored traces. */
@Timeout(300)
class RemoteRulesTest {
  private static final Path PROTO = Path.of("../../proto");

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aRemoteEvaluatorScoresTracesAndSpans() throws Exception {
    try (TestServer server = new TestServer(0)) {
      Path rules =
          rules(
              server.port(),
              "  - {evaluator: remote/mine/polite, params: {strict: true}}",
              "  - {name: step, evaluator: remote/mine/share, scope: span, filter: kind == 'model'}");
      Path scores = directory.resolve("scores.jsonl");
      assertThat(evaluate(rules, "--out", scores.toString())).as(err.toString()).isZero();
      assertThat(table())
          .contains("polite remote/mine/polite trace 2 1.000 2 0 -")
          .contains("step remote/mine/share span 2 1.000 0 0 -")
          .contains("4 scores of 2 traces");
      assertThat(Files.readString(scores)).contains("remote/mine/share", "The cat sat.");
    }
  }

  @Test
  void whatIsNotJudgedIsReportedWithItsReason() throws Exception {
    int port;
    try (TestServer server = new TestServer(0)) {
      port = server.port();
      server.does(
          (request, answer) -> answer.onError(Status.RESOURCE_EXHAUSTED.asRuntimeException()));
      assertThat(evaluate(rules(port, "  - evaluator: remote/mine/polite"))).isZero();
      assertThat(table())
          .contains("polite remote/mine/polite trace 0 - 0 0 2 rate_limited")
          .contains(
              "Not judged by polite: remote mine has too much to do, or says too much"
                  + " (RESOURCE_EXHAUSTED) (2)");
    }
    out.getBuffer().setLength(0);
    assertThat(evaluate(rules(port, "  - evaluator: remote/mine/polite"))).isZero();
    assertThat(table())
        .contains("polite remote/mine/polite trace 0 - 0 0 2 unreachable")
        .contains(
            "remote mine has not been heard of yet: it does not describe itself (UNAVAILABLE)");
  }

  @Test
  void wrongRulesAreRefusedWithTheirPlace() throws Exception {
    try (TestServer server = new TestServer(0)) {
      assertThat(
              evaluate(
                  rules(
                      server.port(),
                      "  - evaluator: remote/mine/kind",
                      "  - {name: b, evaluator: remote/mine/polite, params: {strikt: true}}",
                      "  - {name: c, evaluator: remote/mine/polite, scope: span, filter: turns > 1}")))
          .isEqualTo(2);
      assertThat(err.toString())
          .contains("rules.yaml:4:5: remote mine has polite, share, mood, but no evaluator kind.")
          .contains("rules.yaml:5:5: polite has no parameter \"strikt\"; it takes strict.")
          .contains("the filter of rule c is wrong");
      assertThat(evaluate(rules(server.port(), "  - evaluator: remote/other/polite"))).isEqualTo(2);
      assertThat(err.toString())
          .contains("rules.yaml:4:16: unknown evaluator \"remote/other/polite\"");
    }
  }

  @Test
  void theExampleInPythonScoresAsItsManualSays() throws Exception {
    Path python = python();
    Process server =
        new ProcessBuilder(
                python.toString(), PROTO.resolve("examples/python/reading_ease.py").toString(), "0")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(server.getInputStream(), UTF_8))) {
      String ready = String.valueOf(lines.readLine());
      String port = ready.substring(ready.lastIndexOf(':') + 1);
      Matcher block =
          Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
              .matcher(Files.readString(PROTO.resolve("README.md")));
      assertThat(block.find()).isTrue();
      Path rules =
          Files.writeString(directory.resolve("rules.yaml"), block.group(1).replace("50051", port));
      Path scores = directory.resolve("scores.jsonl");
      assertThat(evaluate(rules, "--out", scores.toString())).as(err.toString()).isZero();
      // Three words of one syllable: 206.835 - 1.015 * 3 - 84.6; the other answer is far below 60.
      assertThat(Files.readString(scores)).contains("The reading ease is 119.2.");
      assertThat(table())
          .containsPattern("reading_ease remote/python/reading_ease trace 2 \\S+ 1 1 -")
          .containsPattern("ease_of_steps remote/python/reading_ease span 2 \\S+ 0 0 -");
    } finally {
      server.destroy();
      server.waitFor(10, TimeUnit.SECONDS);
      server.destroyForcibly();
    }
  }

  /** A Python with gRPC, made once below target; skips the test where that cannot be had. */
  private static Path python() throws IOException, InterruptedException {
    Path venv = Path.of("target/python-example").toAbsolutePath();
    Path python = venv.resolve("bin/python");
    Path made = venv.resolve("made");
    if (!Files.exists(made)) {
      assumeTrue(
          run("python3", "-m", "venv", venv.toString()) == 0, "skipped: no python3 with venv");
      assumeTrue(
          run(
                  python.toString(),
                  "-m",
                  "pip",
                  "install",
                  "-q",
                  "--disable-pip-version-check",
                  "-r",
                  PROTO.resolve("examples/python/requirements.txt").toString())
              == 0,
          "skipped: pip cannot install grpcio");
      Files.createFile(made);
    }
    return python;
  }

  private static int run(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(200, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return 1;
      }
      return process.exitValue();
    } catch (IOException e) {
      return 1; // there is no such program
    }
  }

  private Path rules(int port, String... rules) throws IOException {
    return Files.writeString(
        directory.resolve("rules.yaml"),
        "remote:\n  mine: {target: \"127.0.0.1:"
            + port
            + "\"}\nrules:\n"
            + String.join("\n", rules)
            + "\n");
  }

  private String table() {
    return out.toString().replaceAll(" +", " ");
  }

  private int evaluate(Path rules, String... more) throws IOException {
    StringBuilder lines = new StringBuilder();
    String[] answers = {
      "The cat sat.",
      "Considerable administrative complexity necessitates organizational reconsideration."
    };
    for (int i = 0; i < answers.length; i++) {
      lines.append(
          String.format(
              Locale.ROOT,
              "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"%032x\",\"spanId\":"
                  + "\"%016x\",\"name\":\"chat\",\"startTimeUnixNano\":\"1\",\"endTimeUnixNano\":\"2\","
                  + "\"attributes\":[{\"key\":\"gen_ai.operation.name\",\"value\":{\"stringValue\":"
                  + "\"chat\"}},{\"key\":\"gen_ai.output.messages\",\"value\":{\"stringValue\":"
                  + "\"[{\\\"role\\\":\\\"assistant\\\",\\\"parts\\\":[{\\\"type\\\":\\\"text\\\",\\\"content\\\":\\\"%s\\\"}]}]\"}}]}]}]}]}%n",
              i + 1,
              i + 1,
              answers[i]));
    }
    Path traces = Files.writeString(directory.resolve("traces.jsonl"), lines);
    String[] arguments = new String[4 + more.length];
    arguments[0] = "evaluate";
    arguments[1] = "--config";
    arguments[2] = rules.toString();
    System.arraycopy(more, 0, arguments, 3, more.length);
    arguments[3 + more.length] = traces.toString();
    return EvaluatorCommand.run(new PrintWriter(out), new PrintWriter(err), arguments);
  }
}
