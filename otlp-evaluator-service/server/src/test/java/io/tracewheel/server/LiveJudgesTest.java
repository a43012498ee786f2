// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.otlp.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Judges behind a running evaluator. */
@Timeout(120)
class LiveJudgesTest {
  private static final String RULES =
      String.join(
          "\n",
          "judges:",
          "  main: {provider: openai, model: j-1, endpoint: \"http://127.0.0.1:PORT/v1\"}",
          "rubrics:",
          "  polite:",
          "    prompt: \"Is it polite?\\n{{answer}}\"",
          "    variables: {answer: final_answer}",
          "    score: {type: boolean}",
          "rules:",
          "  - {name: kind, evaluator: judge, params: {rubric: polite}}",
          "  - {name: used, evaluator: tokens}",
          "");
  private static final String QUICK = "traces: {quiet: 50ms}";

  @TempDir private Path directory;

  @Test
  void theJudgesCallsLeaveAsSpansThatTheScoreAndTheJudgedSpanAreLinkedWith() throws Exception {
    try (LiveJudge live = new LiveJudge(directory, RULES, QUICK)) {
      live.send(LiveJudge.trace(7, "very secret answer"));
      LiveJudge.await(() -> judgeSpans(live).size() == 2 && scores(live, "kind").size() == 1);
      JsonNode score = scores(live, "kind").get(0);
      JsonNode judgement = named(live, "judge polite");
      JsonNode call = named(live, "chat j-1");
      assertThat(LiveJudge.attribute(score, "tracewheel.judge.trace_id"))
          .isEqualTo(judgement.path("traceId").asString());
      assertThat(LiveJudge.attribute(score, "tracewheel.judge.span_id"))
          .isEqualTo(judgement.path("spanId").asString());
      JsonNode link = judgement.path("links").path(0);
      assertThat(link.path("traceId").asString()).isEqualTo(score.path("traceId").asString());
      assertThat(link.path("spanId").asString()).isEqualTo("0000000000000007");
      assertThat(call.path("parentSpanId").asString())
          .isEqualTo(judgement.path("spanId").asString());
      assertThat(LiveJudge.attribute(call, "gen_ai.operation.name")).isEqualTo("chat");
      assertThat(LiveJudge.attribute(call, "gen_ai.provider.name")).isEqualTo("openai");
      assertThat(LiveJudge.attribute(call, "gen_ai.request.model")).isEqualTo("j-1");
      assertThat(LiveJudge.attribute(call, "gen_ai.usage.input_tokens")).isEqualTo("1000");
      assertThat(judgeRequests(live).toString())
          .contains("tracewheel-judge")
          .doesNotContain("secret answer", "Is it polite?", "gen_ai.input.messages");
    }
  }

  @Test
  void theJudgesOwnSpansAreNeverEvaluatedNorThoseOfAnotherEvaluator() throws Exception {
    try (LiveJudge live = new LiveJudge(directory, RULES, QUICK)) {
      live.send(LiveJudge.trace(1, "one"));
      LiveJudge.await(() -> judgeSpans(live).size() == 2 && scores(live, "kind").size() == 1);
      // As if they came from another evaluator.
      for (JsonNode request : judgeRequests(live)) {
        live.send(request.toString());
      }
      live.send(LiveJudge.trace(2, "two"));
      LiveJudge.await(() -> scores(live, "kind").size() == 2);
      Thread.sleep(300);
      assertThat(live.asked).hasSize(2);
      assertThat(judgeSpans(live)).as("two of each judgement, and what came in").hasSize(6);
      assertThat(live.records(Signal.LOGS, "logRecords"))
          .extracting(record -> record.path("traceId").asString())
          .containsOnly("00000000000000000000000000000001", "00000000000000000000000000000002");
      assertThat(judgeSpans(live).toString()).doesNotContain("tracewheel.evaluation.");
    }
  }

  @Test
  void contentIsInTheSpansWhenItIsAskedFor() throws Exception {
    String rules = RULES.replace("model: j-1,", "model: j-1, capture_content: true,");
    try (LiveJudge live = new LiveJudge(directory, rules, QUICK)) {
      live.send(LiveJudge.trace(7, "very secret answer"));
      LiveJudge.await(() -> judgeSpans(live).size() == 2);
      JsonNode call = named(live, "chat j-1");
      assertThat(LiveJudge.attribute(call, "gen_ai.input.messages")).contains("secret answer");
      assertThat(LiveJudge.attribute(call, "gen_ai.output.messages")).contains("kind");
    }
  }

  private static JsonNode named(LiveJudge live, String name) {
    return judgeSpans(live).stream()
        .filter(span -> span.path("name").asString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<JsonNode> judgeSpans(LiveJudge live) {
    try {
      return live.records(Signal.TRACES, "spans").stream()
          .filter(span -> span.path("traceId").asString().startsWith("747277686c6a"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<JsonNode> judgeRequests(LiveJudge live) throws IOException {
    return live.out(Signal.TRACES).stream()
        .filter(request -> request.toString().contains("747277686c6a"))
        .toList();
  }

  private static List<JsonNode> scores(LiveJudge live, String rule) {
    try {
      return live.records(Signal.LOGS, "logRecords").stream()
          .filter(record -> LiveJudge.attribute(record, "gen_ai.evaluation.name").equals(rule))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
