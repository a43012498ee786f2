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

/** Requests that wait for the scores of their traces behind a running evaluator. */
@Timeout(120)
class HeldTracesTest {
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

  @TempDir private Path directory;

  @Test
  void scoresOfTheTraceLeaveOnItsRootSpanAndAsEvents() throws Exception {
    try (LiveJudge live = new LiveJudge(directory, RULES, "traces: {quiet: 100ms, hold: 30s}")) {
      live.delayMillis = 15_000;
      live.send(LiveJudge.trace(1, "one"));
      LiveJudge.await(() -> live.asked.size() == 1);
      Thread.sleep(100);
      assertThat(chats(live)).as("before the judge has answered").isEmpty();
      live.delayMillis = 0;
      LiveJudge.await(() -> chats(live).size() == 1 && events(live, "kind") == 1);
      JsonNode root = chats(live).get(0);
      assertThat(LiveJudge.attribute(root, "tracewheel.evaluation.kind.score.label"))
          .isEqualTo("pass");
      assertThat(LiveJudge.attribute(root, "tracewheel.evaluation.kind.explanation"))
          .isEqualTo("kind");
      assertThat(LiveJudge.attribute(root, "tracewheel.evaluation.used.score.value"))
          .isEqualTo("5.0");
      assertThat(events(live, "used")).isEqualTo(1);
    }
    try (LiveJudge again = new LiveJudge(directory, RULES, "traces: {quiet: 100ms, hold: 30s}")) {
      Thread.sleep(500);
      assertThat(chats(again)).as("released once, over a restart").hasSize(1);
    }
  }

  @Test
  void whatHasWaitedTooLongLeavesAsItIsAndItsScoreAsAnEvent() throws Exception {
    try (LiveJudge live = new LiveJudge(directory, RULES, "traces: {quiet: 50ms, hold: 3s}")) {
      live.delayMillis = 15_000;
      live.send(LiveJudge.trace(1, "one"));
      LiveJudge.await(() -> chats(live).size() == 1);
      assertThat(live.asked).hasSize(1);
      assertThat(events(live, "kind")).isZero();
      JsonNode root = chats(live).get(0);
      assertThat(LiveJudge.attribute(root, "tracewheel.evaluation.kind.score.label")).isEmpty();
      assertThat(LiveJudge.attribute(root, "tracewheel.evaluation.used.score.value"))
          .as("what is there goes along")
          .isEqualTo("5.0");
      live.delayMillis = 0;
      LiveJudge.await(() -> events(live, "kind") == 1);
      assertThat(chats(live)).hasSize(1);
    }
  }

  @Test
  void requestsWithoutGenAiSpansWaitForNothing() throws Exception {
    try (LiveJudge live = new LiveJudge(directory, RULES, "traces: {quiet: 20s, hold: 30s}")) {
      live.send(LiveJudge.trace(1, "one"));
      live.send(LiveJudge.trace(2, "two").replace("gen_ai.", "other."));
      LiveJudge.await(() -> chats(live).size() == 1);
      assertThat(chats(live).get(0).path("spanId").asString()).isEqualTo("0000000000000002");
    }
    assertThat(chatsOf(directory)).as("a stop releases what waits").hasSize(2);
  }

  @Test
  void aFullHoldLetsTheOldestGo() throws Exception {
    String large = "x".repeat(30_000);
    try (LiveJudge live =
        new LiveJudge(directory, RULES, "traces: {quiet: 5m, hold: 5m, hold_max_bytes: 64KiB}")) {
      for (int i = 1; i <= 6; i++) {
        live.send(LiveJudge.trace(i, large));
      }
      LiveJudge.await(() -> chats(live).size() == 4);
      assertThat(chats(live))
          .extracting(span -> span.path("spanId").asString())
          .containsExactly(
              "0000000000000001", "0000000000000002", "0000000000000003", "0000000000000004");
    }
  }

  @Test
  void whatIsHeldWhenTheEvaluatorDiesLeavesAfterTheNextStartEvenWithoutHolding() throws Exception {
    LiveJudge dying =
        new LiveJudge(directory.resolve("a"), RULES, "traces: {quiet: 20s, hold: 30s}");
    dying.send(LiveJudge.trace(1, "one"));
    Thread.sleep(300);
    assertThat(chats(dying)).isEmpty();
    // What a crash leaves behind: the log as it is now.
    LiveJudge.copy(directory.resolve("a"), directory.resolve("b"));
    LiveJudge.copy(directory.resolve("a"), directory.resolve("c"));
    dying.close();
    try (LiveJudge next =
        new LiveJudge(directory.resolve("b"), RULES, "traces: {quiet: 100ms, hold: 30s}")) {
      LiveJudge.await(() -> chats(next).size() == 1);
      assertThat(LiveJudge.attribute(chats(next).get(0), "tracewheel.evaluation.kind.score.label"))
          .isEqualTo("pass");
    }
    try (LiveJudge next =
        new LiveJudge(
            directory.resolve("c"),
            "rules:\n  - {evaluator: tool_success}\n",
            "traces: {quiet: 100ms}")) {
      LiveJudge.await(() -> chats(next).size() == 1);
    }
  }

  private static List<JsonNode> chats(LiveJudge live) {
    try {
      return live.records(Signal.TRACES, "spans").stream()
          .filter(span -> span.path("name").asString().equals("chat"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<JsonNode> chatsOf(Path directory) throws IOException {
    return LiveJudge.records(directory, Signal.TRACES, "spans").stream()
        .filter(span -> span.path("name").asString().equals("chat"))
        .toList();
  }

  private static int events(LiveJudge live, String rule) {
    try {
      return (int)
          live.records(Signal.LOGS, "logRecords").stream()
              .filter(record -> LiveJudge.attribute(record, "gen_ai.evaluation.name").equals(rule))
              .count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
