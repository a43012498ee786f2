// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluators;
import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.config.RulesConfig.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LiveRulesTest {
  private static final Duration LOOK = Duration.ofMillis(5);

  @TempDir private Path directory;

  @Test
  void changedRulesTakeThePlaceOfTheOldOnes() throws Exception {
    Path file = write("rules:\n  - evaluator: tool_success\n");
    try (LiveRules rules = LiveRules.open(file, null, AsyncTrajectoryEvaluators.none(), LOOK)) {
      assertThat(rules.current().count(Scope.SPAN)).isEqualTo(1);
      write("rules:\n  - evaluator: latency\n  - evaluator: tokens\n    scope: session\n");
      await(() -> rules.current().count(Scope.TRACE) == 1);
      assertThat(rules.current().count(Scope.SPAN)).isZero();
      assertThat(rules.current().count(Scope.SESSION)).isEqualTo(1);
    }
  }

  @Test
  void aFileOfTheSameLengthThatReplacesTheOtherIsSeen() throws Exception {
    Path file = write("rules:\n  - evaluator: latency\n    sampling: 0.25\n");
    try (LiveRules rules = LiveRules.open(file, null, AsyncTrajectoryEvaluators.none(), LOOK)) {
      RuleSet first = rules.current();
      Path fresh = directory.resolve("fresh.yaml");
      Files.writeString(fresh, "rules:\n  - evaluator: latency\n    sampling: 0.75\n");
      Files.setLastModifiedTime(fresh, Files.getLastModifiedTime(file));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      await(() -> rules.current() != first);
    }
  }

  @Test
  void badRulesAreRefusedAndTheOldOnesGoOnUntilTheyAreMended() throws Exception {
    Path file = write("rules:\n  - evaluator: tool_success\n");
    try (LiveRules rules = LiveRules.open(file, null, AsyncTrajectoryEvaluators.none(), LOOK)) {
      RuleSet first = rules.current();
      write("rules:\n  - evaluator: latency\n    filter: modl == 1\n");
      for (int i = 0; i < 20; i++) {
        Thread.sleep(LOOK.toMillis());
        rules.reload();
        assertThat(rules.current()).isSameAs(first);
      }
      Files.delete(file);
      Thread.sleep(5 * LOOK.toMillis());
      assertThat(rules.current()).isSameAs(first);
      write("rules:\n  - evaluator: latency\n");
      await(() -> rules.current().count(Scope.TRACE) == 1);
    }
  }

  @Test
  void aChangedReferenceIsTakenUpAndReloadReadsWhatHasNotChanged() throws Exception {
    Path file = write("rules:\n  - evaluator: trajectory_strict\n");
    Path references = directory.resolve("references.jsonl");
    Files.writeString(references, "{\"trace_id\":\"0a\",\"calls\":[]}\n");
    try (LiveRules rules =
        LiveRules.open(file, references, AsyncTrajectoryEvaluators.none(), LOOK)) {
      RuleSet first = rules.current();
      Files.writeString(references, "{\"trace_id\":\"0b\",\"solved\":true}\n");
      Files.setLastModifiedTime(references, FileTime.fromMillis(1));
      await(() -> rules.current() != first);
      RuleSet second = rules.current();
      rules.reload();
      await(() -> rules.current() != second);
    }
  }

  @Test
  void rulesThatAreWrongFromTheStartAreNamedWithTheirPlace() throws Exception {
    Path file =
        write(
            "rules:\n  - evaluator: latency\n    scope: span\n  - evaluator: tool_success\n"
                + "    filter: modl == 'x'\n  - evaluator: tool_declared\n    scope: trace\n");
    assertThatThrownBy(() -> LiveRules.open(file, null, AsyncTrajectoryEvaluators.none(), LOOK))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(file + ":2:5: latency looks at whole runs")
        .hasMessageContaining(
            file + ":5:13: the filter of rule tool_success is wrong at line 1, column 1")
        .hasMessageContaining(file + ":6:5: tool_declared looks at spans");
    Path good = write("rules:\n  - evaluator: latency\n");
    assertThatThrownBy(
            () ->
                LiveRules.open(
                    good, directory.resolve("none.jsonl"), AsyncTrajectoryEvaluators.none(), LOOK))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("none.jsonl");
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(directory.resolve("rules.yaml"), yaml);
  }

  private static void await(BooleanSupplier reached) throws InterruptedException {
    while (!reached.getAsBoolean()) {
      Thread.sleep(LOOK.toMillis());
    }
  }
}
