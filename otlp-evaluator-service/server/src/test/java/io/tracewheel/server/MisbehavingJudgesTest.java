// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.tracewheel.otlp.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Judges that misbehave cost no span, no other score, and never more than their budget. */
@Timeout(120)
class MisbehavingJudgesTest {
  private static final int BUDGET = 7;
  private static final String RULES =
      String.join(
          "\n",
          "judges:",
          "  main:",
          "    provider: openai",
          "    model: j-1",
          "    endpoint: \"http://127.0.0.1:PORT/v1\"",
          "    retry_wait_seconds: 0.01",
          "    timeouts: {first_byte_seconds: 0.3, total_seconds: 0.3}",
          "judge_budget: {file: budget, calls: " + BUDGET + "}",
          "rubrics:",
          "  polite:",
          "    prompt: \"Is it polite?\\n{{answer}}\"",
          "    variables: {answer: final_answer}",
          "    score: {type: boolean}",
          "rules:",
          "  - {name: kind, evaluator: judge, params: {rubric: polite}}",
          "  - {name: used, evaluator: tokens}",
          "");

  @TempDir private Path directory;

  enum Conduct {
    ANSWERS,
    HANGS,
    LIES,
    GARBAGE,
    LIMITS,
    DIES
  }

  @ParameterizedTest
  @EnumSource
  void spendStaysWithinTheBudgetOverARestartAndAllSpansAndOtherScoresArrive(Conduct conduct)
      throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    List<LiveJudge> runs = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      try (LiveJudge live = new LiveJudge(directory, RULES, "traces: {quiet: 50ms}")) {
        live.conduct = handler(conduct, over);
        for (int i = 1; i <= 20; i++) {
          live.send(LiveJudge.trace(20 * run + i, "answer " + run + " " + i));
        }
        int expected = 20 * (run + 1);
        LiveJudge.await(() -> used(live) >= expected);
        runs.add(live);
      }
    }
    over.countDown();
    int calls = runs.stream().mapToInt(live -> live.asked.size()).sum();
    assertThat(calls).isBetween(1, BUDGET);
    if (conduct == Conduct.ANSWERS) {
      assertThat(calls).isEqualTo(BUDGET);
    }
  }

  private static HttpHandler handler(Conduct conduct, CountDownLatch over) {
    return switch (conduct) {
      case ANSWERS -> exchange -> send(exchange, 200, verdict("true", 900));
      case HANGS ->
          exchange -> {
            try {
              over.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          };
      case LIES -> exchange -> send(exchange, 200, verdict("\\\"high\\\"", 0));
      case GARBAGE -> exchange -> send(exchange, 200, "<html>\u0000\uffff");
      case LIMITS -> exchange -> send(exchange, 429, "{}");
      case DIES ->
          exchange -> {
            exchange.sendResponseHeaders(200, 10_000);
            exchange.getResponseBody().write('{');
          };
    };
  }

  private static String verdict(String pass, int tokens) {
    return "{\"id\":\"r1\",\"model\":\"j-1\",\"choices\":[{\"index\":0,\"message\":{\"role\":"
        + "\"assistant\",\"content\":\"{\\\"explanation\\\":\\\"fine\\\",\\\"pass\\\":"
        + pass
        + "}\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":"
        + tokens
        + ",\"completion_tokens\":0,\"total_tokens\":"
        + tokens
        + "}}";
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static int used(LiveJudge live) {
    try {
      long spans =
          live.records(Signal.TRACES, "spans").stream()
              .filter(span -> span.path("name").asString().equals("chat"))
              .count();
      long scores =
          live.records(Signal.LOGS, "logRecords").stream()
              .filter(
                  record -> LiveJudge.attribute(record, "gen_ai.evaluation.name").equals("used"))
              .count();
      return (int) Math.min(spans, scores);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
