// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluators;
import io.tracewheel.evaluators.trajectory.Run;
import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.config.RulesConfig.Scope;
import io.tracewheel.server.custom.CustomLimits;
import io.tracewheel.server.custom.JarFolder;
import io.tracewheel.server.custom.SourceJar;
import io.tracewheel.trace.trajectory.Detail;
import io.tracewheel.trace.trajectory.SpanProjection;
import io.tracewheel.trace.trajectory.Trajectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LiveRulesTest {
  private static final Duration LOOK = Duration.ofMillis(5);

  private static final Trajectory RUN =
      Trajectory.of(
          List.of(
              new SpanProjection(
                  "0".repeat(31) + "1",
                  "0".repeat(15) + "1",
                  null,
                  1,
                  2,
                  "other",
                  null,
                  false,
                  null,
                  new Detail.Other(List.of()))),
          List.of());

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

  @Test
  void aJarThatChangesIsTakenUpAndABadOneRefused() throws Exception {
    Path jar = directory.resolve("jars/mine.jar");
    SourceJar.in(directory).evaluator("mine", "return pass();").to(jar);
    Path file = write("rules:\n  - evaluator: mine\n");
    JarFolder folder =
        JarFolder.of(directory.resolve("jars"), CustomLimits.STORED, EvaluationClock.system());
    try (LiveRules rules = LiveRules.open(file, null, folder, LOOK)) {
      String first = versionOf(rules.current());
      SourceJar.in(directory).evaluator("mine", "return fail(\"other\");").to(jar);
      await(() -> !versionOf(rules.current()).equals(first));
      RuleSet second = rules.current();
      Files.writeString(jar, "no jar");
      for (int i = 0; i < 20; i++) {
        Thread.sleep(LOOK.toMillis());
        assertThat(rules.current()).isSameAs(second);
      }
      Files.delete(jar);
      Thread.sleep(5 * LOOK.toMillis());
      assertThat(rules.current()).as("a rule needs what was in it").isSameAs(second);
      SourceJar.in(directory).evaluator("mine", "return pass();").to(jar);
      SourceJar.in(directory)
          .evaluator("more", "return pass();")
          .to(jar.resolveSibling("more.jar"));
      await(() -> rules.current() != second && versionOf(rules.current()).equals(first));
      RuleSet third = rules.current();
      write("rules:\n  - evaluator: mine\n  - evaluator: more\n");
      await(() -> rules.current() != third && rules.current().count(Scope.TRACE) == 2);
    }
  }

  private static String versionOf(RuleSet rules) {
    AsyncTrajectoryEvaluator evaluator =
        rules.open().get(0).judge(new Run(RUN, null), () -> Map.of());
    return evaluator == null ? "" : evaluator.version();
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
