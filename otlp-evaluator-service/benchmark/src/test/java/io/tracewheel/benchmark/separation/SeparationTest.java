// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.separation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeparationTest {

  @Test
  void theAucIsTheShareOfPairsThatAreInOrder() {
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      List<Judged> runs = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        runs.add(new Judged("t" + i % 3, random.nextBoolean(), random.nextInt(4)));
      }
      double better = 0;
      int pairs = 0;
      for (Judged a : runs) {
        for (Judged b : runs) {
          if (a.rewarded() && !b.rewarded()) {
            pairs++;
            better += a.score() > b.score() ? 1 : a.score() == b.score() ? 0.5 : 0;
          }
        }
      }
      if (pairs > 0) {
        assertThat(Auc.value(runs))
            .as("seed 3, round " + round)
            .isCloseTo(better / pairs, within(1e-12));
      }
    }
  }

  @Test
  void theIntervalDrawsWholeTasks() {
    // Two tasks, alike within, opposite between: drawing runs would give a narrow interval.
    List<Judged> runs = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      runs.add(new Judged("good", i % 2 == 0, i % 2 == 0 ? 1 : 0));
      runs.add(new Judged("bad", i % 2 == 0, i % 2 == 0 ? 0 : 1));
    }
    Auc auc = Auc.of(runs, 1);
    assertThat(auc.value()).isEqualTo(0.5);
    assertThat(auc.low()).isEqualTo(0);
    assertThat(auc.high()).isEqualTo(1);
  }

  @Test
  void runsWithoutAScoreAreLeftOutAndCounted() {
    List<Judged> runs =
        List.of(
            new Judged("a", true, 2), new Judged("a", false, 1), new Judged("b", true, Double.NaN));
    assertThat(Auc.of(runs, 1).value()).isEqualTo(1);
    assertThat(Auc.of(runs, 1).runs()).isEqualTo(2);
    assertThat(Auc.of(List.of(), 1).value()).isNaN();
  }

  @Test
  void passHatKIsTheChanceThatKTrialsAllSucceed() {
    List<Judged> runs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      runs.add(new Judged("half", i < 2, 0));
      runs.add(new Judged("all", true, 0));
    }
    assertThat(PassHatK.of(runs, 1)).isCloseTo((0.5 + 1) / 2, within(1e-12));
    assertThat(PassHatK.of(runs, 2)).isCloseTo((1.0 / 6 + 1) / 2, within(1e-12));
    assertThat(PassHatK.of(runs, 3)).isCloseTo(0.5, within(1e-12));
    assertThat(PassHatK.of(runs, 5)).isNaN();
  }

  @Test
  void aDirectoryOfRunsBecomesATable(@TempDir Path directory) throws Exception {
    List<String> traces = new ArrayList<>();
    List<String> outcomes = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String id = "%032x".formatted(i + 1);
      boolean good = i % 2 == 0;
      traces.add(
          """
          {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"%s","spanId":"%016x",\
          "startTimeUnixNano":"1","endTimeUnixNano":"2","status":{"code":%d},"attributes":[\
          {"key":"gen_ai.operation.name","value":{"stringValue":"execute_tool"}},\
          {"key":"gen_ai.tool.call.arguments","value":{"stringValue":"{}"}},\
          {"key":"gen_ai.tool.name","value":{"stringValue":"book"}}]}]}]}]}"""
              .formatted(id, i + 1, good ? 1 : 2));
      outcomes.add(
          """
          {"traceId":"%s","task":%d,"reward":%d,"referenceActions":[{"name":"book","kwargs":{}}]}"""
              .formatted(id, i / 4, good ? 1 : 0));
    }
    Files.write(directory.resolve("traces.jsonl"), traces);
    Files.write(directory.resolve("outcomes.jsonl"), outcomes);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Separation.report(directory, null, new PrintStream(out, true, StandardCharsets.UTF_8));
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("8 runs of 2 tasks, 4 rewarded; pass^1 0.500, pass^2 0.167")
        .contains("| `tool_error_rate` | no | 8 | 0.00 | 1.00 | 1.00 | 1.00 to 1.00 |")
        .contains("| `trajectory_strict` | yes | 8 | 1.00 | 1.00 | 0.50 | 0.50 to 0.50 |")
        .contains("| `changing_calls_recall` | yes | 8 | 1.00 | 0.00 | 1.00 | 1.00 to 1.00 |")
        .contains("| `tokens` | - | 0 | - | - | - | - |");
    Files.write(directory.resolve("outcomes.jsonl"), List.of("{\"traceId\":\"0\"}"));
    assertThatThrownBy(() -> Separation.report(directory, null, System.out))
        .hasMessageContaining("outcomes.jsonl:1 needs traceId, task and a number reward.");
  }
}
