// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.evaluate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tracewheel.server.cli.EvaluatorCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Judge rules over stored traces, against a judge of our own. */
@Timeout(120)
class JudgeRulesTest {
  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer judge;
  private volatile String verdict = "{\\\"explanation\\\":\\\"kind\\\",\\\"pass\\\":true}";

  @SuppressWarnings("NullAway.Init") // set before each test
  JudgeRulesTest() {}

  @BeforeEach
  void start() throws Exception {
    judge = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    judge.createContext(
        "/v1/chat/completions",
        exchange -> {
          asked.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          byte[] body =
              ("{\"id\":\"r1\",\"model\":\"j-1\",\"choices\":[{\"index\":0,\"message\":{\"role\":"
                      + "\"assistant\",\"content\":\""
                      + verdict
                      + "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1000,"
                      + "\"completion_tokens\":100,\"total_tokens\":1100}}")
                  .getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    judge.start();
  }

  @AfterEach
  void stop() {
    judge.stop(0);
  }

  @Test
  void judgesScoreStoredTracesAndSayWhatItCost() throws Exception {
    Path rules = rules("judge_budget: {file: budget, calls: 3, money: 1}");
    Path spans = directory.resolve("spans.jsonl");
    Path scores = directory.resolve("scores.jsonl");
    Path traces = traces(4);
    assertThat(
            run(
                "evaluate",
                "--config",
                rules.toString(),
                "--out",
                scores.toString(),
                "--judge-spans",
                spans.toString(),
                traces.toString()))
        .as(err.toString())
        .isZero();
    assertThat(out.toString().replaceAll(" +", " "))
        .contains("kind judge_polite trace 3 1.000 3 0 1 budget")
        .contains("3 scores of 4 traces")
        .contains(
            "Not judged by kind: the day's budget of all judges, 3 calls, has no room for another"
                + " call (1)")
        .contains("Judges today: 3 calls, 3,300 tokens, 0.006000 USD.");
    assertThat(asked).hasSize(3);
    assertThat(Files.readString(scores))
        .contains("tracewheel.judge.cost", "tracewheel.judge.span_id", "judge_polite");
    assertThat(Files.readAllLines(spans)).hasSize(6);
    // The judge's own spans are no business of a judge.
    out.getBuffer().setLength(0);
    assertThat(run("evaluate", "--config", rules.toString(), spans.toString())).isZero();
    assertThat(out.toString().replaceAll(" +", " ")).contains("0 scores of 0 traces");
    assertThat(asked).as("the budget survives, and nothing is asked").hasSize(3);
  }

  @Test
  void aPreviewSendsNothing() throws Exception {
    Path rules = rules("");
    assertThat(
            run("evaluate", "--preview-judge", "--config", rules.toString(), traces(1).toString()))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).contains("--- user", "Is it polite?", "answer number 0");
    assertThat(asked).isEmpty();
  }

  @Test
  void whatAJudgeIsSentIsMaskedAsTheFileSays() throws Exception {
    Path traces = traces(1);
    Files.writeString(
        traces,
        Files.readString(traces)
            .replace("answer number 0", "write to alice@example.com, EMP-123456"));
    Path rules = rules("judge_masking: {mask: [all], patterns: {employee: \"EMP-[0-9]{6}\"}}");
    assertThat(run("evaluate", "--config", rules.toString(), traces.toString()))
        .as(err.toString())
        .isZero();
    assertThat(asked).hasSize(1);
    assertThat(asked.get(0))
        .contains("write to [EMAIL], [EMPLOYEE]")
        .doesNotContain("alice", "123456");
  }

  @Test
  void maskingForJudgesThatCannotBeMeantIsRefusedWithItsPlace() throws Exception {
    Path rules = rules("judge_masking: {mask: [emial]}");
    assertThat(run("evaluate", "--config", rules.toString(), traces(1).toString())).isEqualTo(2);
    assertThat(err.toString()).contains("judge_masking: there is no type or pattern \"emial\"");
    rules = rules("judge_masking: {pseudonym: [pii]}");
    assertThat(run("evaluate", "--config", rules.toString(), traces(1).toString())).isEqualTo(2);
    assertThat(err.toString()).contains("pseudonym_key_env");
  }

  @Test
  void anAnswerThatIsNoVerdictIsNoScore() throws Exception {
    verdict = "lovely";
    assertThat(run("evaluate", "--config", rules("").toString(), traces(1).toString())).isZero();
    assertThat(out.toString().replaceAll(" +", " "))
        .contains("kind judge_polite trace 0 - 0 0 1 invalid_output")
        .contains("Not judged by kind: it must be one JSON object and nothing else (1)");
    assertThat(asked).hasSize(2);
  }

  @Test
  void aRuleWithoutAJudgeIsRefusedWithItsPlace() throws Exception {
    Path rules = directory.resolve("bad.yaml");
    Files.writeString(rules, "rules:\n  - {evaluator: judge, params: {rubric: toxicity}}\n");
    assertThat(run("evaluate", "--config", rules.toString(), traces(1).toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains("bad.yaml:2:5: evaluator judge needs a judge; describe one below \"judges:\".");
  }

  private Path rules(String budget) throws Exception {
    Path rules = directory.resolve("rules.yaml");
    Files.writeString(
        rules,
        String.join(
            "\n",
            "judges:",
            "  main:",
            "    provider: openai",
            "    model: j-1",
            "    endpoint: http://127.0.0.1:" + judge.getAddress().getPort() + "/v1",
            "    price: {input: 1, output: 10}",
            "    concurrency: 1",
            "rubrics:",
            "  polite:",
            "    prompt: \"Is it polite?\\n{{answer}}\"",
            "    variables: {answer: final_answer}",
            "    score: {type: boolean}",
            budget,
            "rules:",
            "  - {name: kind, evaluator: judge, params: {rubric: polite}}",
            ""));
    return rules;
  }

  private Path traces(int count) throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines.append(
          String.format(
              Locale.ROOT,
              "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"%032x\",\"spanId\":"
                  + "\"%016x\",\"name\":\"chat\",\"startTimeUnixNano\":\"1\",\"endTimeUnixNano\":\"2\","
                  + "\"attributes\":[{\"key\":\"gen_ai.operation.name\",\"value\":{\"stringValue\":"
                  + "\"chat\"}},{\"key\":\"gen_ai.output.messages\",\"value\":{\"stringValue\":"
                  + "\"[{\\\"role\\\":\\\"assistant\\\",\\\"parts\\\":[{\\\"type\\\":\\\"text\\\",\\\"content\\\":\\\"answer"
                  + " number %d\\\"}]}]\"}}]}]}]}]}%n",
              i + 1,
              i + 1,
              i));
    }
    Path file = directory.resolve("traces.jsonl");
    Files.writeString(file, lines);
    return file;
  }

  private int run(String... arguments) {
    return EvaluatorCommand.run(new PrintWriter(out), new PrintWriter(err), arguments);
  }
}
