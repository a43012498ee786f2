// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.otlp.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Judge settings that change under a running evaluator. */
@Timeout(120)
class LiveJudgeReloadTest {
  private static final String QUICK = "traces: {quiet: 50ms}";

  @TempDir private Path directory;
  private int number;

  private static String rules(String judge, String budget, String question, String mark) {
    return String.join(
        "\n",
        "judges:",
        "  main: {provider: openai, endpoint: \"http://127.0.0.1:PORT/v1\", " + judge + "}",
        "judge_budget: {" + budget + "}",
        "rubrics:",
        "  polite:",
        "    prompt: \"" + question + "\\n{{answer}}\"",
        "    variables: {answer: final_answer}",
        "    score: {type: boolean}",
        "rules:",
        "  - {name: kind, evaluator: judge, filter: 'answer != \"probe\"', params: {rubric: polite}}",
        "  - {name: " + mark + ", evaluator: tokens}",
        "");
  }

  @Test
  void aChangedModelAndRubricAreAskedAndTheCallThatRunsIsAnswered() throws Exception {
    try (LiveJudge live =
        new LiveJudge(directory, rules("model: j-1", "", "Is it polite?", "first"), QUICK)) {
      live.delayMillis = 15_000;
      send(live, "slow");
      LiveJudge.await(() -> live.asked.size() == 1);
      live.writeRules(rules("model: j-2", "", "Is it rude?", "second"));
      inForce(live, "second");
      assertThat(scores(live, "kind")).as("the call still runs").isZero();
      live.delayMillis = 0;
      send(live, "quick");
      LiveJudge.await(() -> scores(live, "kind") == 2);
      assertThat(live.asked).hasSize(2);
      assertThat(live.asked.get(0)).contains("\"j-1\"", "Is it polite?", "slow");
      assertThat(live.asked.get(1)).contains("\"j-2\"", "Is it rude?", "quick");
    }
  }

  @Test
  void wrongSettingsAreRefusedAndTheOldJudgeGoesOn() throws Exception {
    try (LiveJudge live =
        new LiveJudge(directory, rules("model: j-1", "", "Is it polite?", "first"), QUICK)) {
      for (String wrong : List.of("modell: j-2", "model: j-2, timeouts: {total_seconds: 0}")) {
        live.writeRules(rules(wrong, "", "Is it polite?", "second"));
        live.evaluator().reloadRules();
        Thread.sleep(700);
      }
      send(live, "still");
      LiveJudge.await(() -> scores(live, "kind") == 1);
      assertThat(live.asked.get(0)).contains("\"j-1\"");
      assertThat(scores(live, "second")).isZero();
    }
  }

  @Test
  void whatIsSpentStaysSpentAndNewLimitsCount() throws Exception {
    try (LiveJudge live =
        new LiveJudge(
            directory, rules("model: j-1", "file: budget, calls: 3", "Is it?", "first"), QUICK)) {
      send(live, "one");
      send(live, "two");
      LiveJudge.await(() -> scores(live, "kind") == 2);
      live.writeRules(rules("model: j-2", "file: budget, calls: 3", "Is it?", "second"));
      inForce(live, "second");
      for (int i = 0; i < 5; i++) {
        send(live, "more " + i);
      }
      LiveJudge.await(() -> scores(live, "kind") == 3);
      Thread.sleep(300);
      assertThat(live.asked).as("3 in all, over both models").hasSize(3);
      live.writeRules(rules("model: j-2", "file: budget, calls: 5", "Is it?", "third"));
      inForce(live, "third");
      for (int i = 0; i < 5; i++) {
        send(live, "yet more " + i);
      }
      LiveJudge.await(() -> scores(live, "kind") == 5);
      Thread.sleep(300);
      assertThat(live.asked).hasSize(5);
    }
  }

  @Test
  void aJudgeThatStaysTheSameKeepsWhatItKnows() throws Exception {
    try (LiveJudge live =
        new LiveJudge(directory, rules("model: j-1", "", "Is it polite?", "first"), QUICK)) {
      send(live, "same");
      LiveJudge.await(() -> scores(live, "kind") == 1);
      live.writeRules(rules("model: j-1", "", "Is it polite?", "second"));
      inForce(live, "second");
      send(live, "same");
      LiveJudge.await(() -> scores(live, "kind") == 2);
      assertThat(live.asked).as("the second verdict comes from the cache").hasSize(1);
    }
  }

  @Test
  void oldJudgesAndTheirClientsGoAway() throws Exception {
    Set<Thread> others = Set.copyOf(Thread.getAllStackTraces().keySet());
    try (LiveJudge live =
        new LiveJudge(directory, rules("model: j-0", "", "Is it?", "mark_0"), QUICK)) {
      for (int i = 1; i <= 6; i++) {
        send(live, "answer " + i);
        int asked = i;
        LiveJudge.await(() -> live.asked.size() == asked);
        live.writeRules(rules("model: j-" + i, "", "Is it?", "mark_" + i));
        inForce(live, "mark_" + i);
      }
      LiveJudge.await(
          () -> {
            System.gc();
            return threads("judge-main", others) == 0 && threads("HttpClient-", others) <= 1;
          });
    }
  }

  private static long threads(String prefix, Set<Thread> others) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !others.contains(thread))
        .filter(thread -> thread.getName().startsWith(prefix))
        .filter(thread -> !thread.getName().contains("Worker"))
        .count();
  }

  private void send(LiveJudge live, String answer) throws Exception {
    live.send(LiveJudge.trace(++number, answer));
  }

  /** Sends traces that no judge is asked about until one has a score of that rule. */
  private void inForce(LiveJudge live, String rule) throws Exception {
    for (int i = 0; i < 50 && scores(live, rule) == 0; i++) {
      send(live, "probe");
      Thread.sleep(100);
    }
    assertThat(scores(live, rule)).isPositive();
  }

  private static int scores(LiveJudge live, String rule) {
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
