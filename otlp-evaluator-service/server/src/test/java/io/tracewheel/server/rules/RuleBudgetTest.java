// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.Provenance;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluators;
import io.tracewheel.evaluators.trajectory.Run;
import io.tracewheel.evaluators.trajectory.TrajectoryEvaluator;
import io.tracewheel.server.config.RulesConfig.CpuBudget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class RuleBudgetTest {
  private static final long MS = 1_000_000;

  @TempDir private Path directory;
  private final Clock clock = new Clock();

  /** Time that passes, and CPU that is used, when the test says so. */
  private static final class Clock implements EvaluationClock {
    long now;
    long cpu;

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public long threadCpuNanos() {
      return cpu;
    }

    @Override
    public long unixNanos() {
      return now;
    }
  }

  /** Uses the CPU that it is told to. */
  private final class Costly implements TrajectoryEvaluator {
    long cost;
    int calls;

    @Override
    public String id() {
      return "costly";
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public ScoreScale scale() {
      return ScoreScale.PASS_FAIL;
    }

    @Override
    public Outcome evaluate(Run run) {
      calls++;
      clock.cpu += cost;
      clock.now += cost;
      return new Score(
          "costly", ScoreScale.PASS_FAIL, 1, Score.PASS, null, Provenance.of("costly", "1"));
    }
  }

  private final Costly costly = new Costly();

  private TrajectoryEvaluator within(long perCallMs, long perMinuteMs) {
    CpuBudget limits =
        new CpuBudget(
            perCallMs == 0 ? null : Duration.ofMillis(perCallMs),
            perMinuteMs == 0 ? null : Duration.ofMillis(perMinuteMs));
    return new RuleBudget(limits, null, clock).around(costly);
  }

  @Test
  void aMinutesBudgetIsPassedByTheLastEvaluationOnlyAndComesBackWithTheNextMinute() {
    TrajectoryEvaluator evaluator = within(0, 100);
    costly.cost = 30 * MS;
    List<Outcome> outcomes = evaluate(evaluator, 10);
    assertThat(outcomes.stream().filter(Score.class::isInstance)).hasSize(4);
    assertThat(outcomes.subList(4, 10)).containsOnly(Unscored.BUDGET);
    assertThat(costly.calls).isEqualTo(4);
    clock.now += 60_000 * MS;
    assertThat(evaluate(evaluator, 1).get(0)).isInstanceOf(Score.class);
  }

  @Test
  void aRuleThatOverrunsFiveTimesInAMinuteIsSetAsideForFive() {
    TrajectoryEvaluator evaluator = within(10, 0);
    costly.cost = 11 * MS;
    assertThat(evaluate(evaluator, 5)).allMatch(Score.class::isInstance);
    assertThat(evaluate(evaluator, 3)).containsOnly(Unscored.QUARANTINED);
    clock.now += 299_000 * MS;
    assertThat(evaluate(evaluator, 1)).containsOnly(Unscored.QUARANTINED);
    clock.now += 2_000 * MS;
    assertThat(evaluate(evaluator, 1)).allMatch(Score.class::isInstance);
  }

  @Test
  void overrunsThatAreFarApartHarmNothing() {
    TrajectoryEvaluator evaluator = within(10, 0);
    costly.cost = 11 * MS;
    for (int i = 0; i < 50; i++) {
      clock.now += 16_000 * MS;
      assertThat(evaluate(evaluator, 1)).allMatch(Score.class::isInstance);
    }
  }

  @Test
  void theSameTimesSkipTheSameAndNoMinuteUsesMoreThanItsBudgetAndOneCall() {
    long seed = System.nanoTime();
    assertThat(run(seed)).as("seed %s", seed).isEqualTo(run(seed));
  }

  private List<String> run(long seed) {
    clock.now = 0;
    clock.cpu = 0;
    Random random = new Random(seed);
    TrajectoryEvaluator evaluator = within(0, 200);
    List<String> said = new ArrayList<>();
    long minute = 0;
    long usedInMinute = 0;
    for (int i = 0; i < 2_000; i++) {
      clock.now += random.nextInt(2_000) * MS;
      if (clock.now - minute >= 60_000 * MS) {
        minute = clock.now;
        usedInMinute = 0;
      }
      costly.cost = random.nextInt(25) * MS;
      long before = clock.cpu;
      Outcome outcome = evaluate(evaluator, 1).get(0);
      usedInMinute += clock.cpu - before;
      assertThat(usedInMinute).as("seed %s", seed).isLessThan(225 * MS);
      said.add(outcome instanceof Score ? "score" : String.valueOf(outcome.unscored()));
    }
    return said;
  }

  @Test
  void whereTheBudgetOfAllIsShortLowerPrioritiesGiveWayFirst() {
    CommonBudget all = new CommonBudget(Duration.ofMillis(100));
    TrajectoryEvaluator low = ofAll(all, -1);
    TrajectoryEvaluator middle = ofAll(all, 0);
    TrajectoryEvaluator high = ofAll(all, 7);
    costly.cost = 10 * MS;
    // Nothing is known in the first minute: first come, first served.
    assertThat(scores(low, 3) + scores(high, 4) + scores(middle, 2)).isEqualTo(9);
    assertThat(scores(high, 2)).isEqualTo(1);
    assertThat(scores(high, 1) + scores(low, 1)).isZero();
    clock.now += 60_000 * MS;
    // 50 ms are kept for the highest and 20 ms for the middle one.
    assertThat(scores(low, 20)).isEqualTo(3);
    assertThat(scores(middle, 20)).isEqualTo(2);
    assertThat(scores(high, 20)).isEqualTo(5);
    clock.now += 60_000 * MS;
    // What the highest does not need any more goes to the others in the minute after.
    assertThat(scores(high, 1)).isEqualTo(1);
    assertThat(scores(low, 20)).isEqualTo(3);
    clock.now += 60_000 * MS;
    assertThat(scores(low, 20)).isEqualTo(9);
    clock.now += 180_000 * MS;
    assertThat(scores(low, 20)).as("after minutes of rest").isEqualTo(10);
  }

  @Test
  void aRulesOwnBudgetHoldsWithinThatOfAllRulesOfItsFile() throws Exception {
    Path file = directory.resolve("all.yaml");
    Files.writeString(
        file,
        "rules_budget: {cpu_per_minute: 100ms}\nrules:\n  - {evaluator: tokens, priority: 2}\n");
    assertThat(RuleCompiler.compile(file, new Asking(), clock).open()).hasSize(1);
    Files.writeString(file, "rules_budget: {calls: 1}\nrules:\n  - {evaluator: tokens}\n");
    assertThatThrownBy(() -> RuleCompiler.compile(file, new Asking(), clock))
        .hasMessageContaining("unknown key \"calls\" in rules_budget");
    CommonBudget all = new CommonBudget(Duration.ofMillis(100));
    CpuBudget own = new CpuBudget(null, Duration.ofMillis(20));
    costly.cost = 10 * MS;
    assertThat(scores(new RuleBudget(own, all.of(0), clock).around(costly), 9)).isEqualTo(2);
    assertThat(scores(ofAll(all, 0), 20)).isEqualTo(8);
  }

  private TrajectoryEvaluator ofAll(CommonBudget all, int priority) {
    return new RuleBudget(CpuBudget.NONE, all.of(priority), clock).around(costly);
  }

  private static long scores(TrajectoryEvaluator evaluator, int times) {
    return evaluate(evaluator, times).stream().filter(Score.class::isInstance).count();
  }

  @Test
  void aBudgetOfARuleThatAsksSomebodyElseIsRefusedAndSoIsOneThatIsNoTime() throws Exception {
    assertThatThrownBy(() -> compile("{evaluator: ask, budget: {cpu_per_call: 1ms}}"))
        .hasMessageContaining("below \"params\"");
    assertThatThrownBy(() -> compile("{evaluator: tokens, budget: {cpu_per_call: 7}}"))
        .hasMessageContaining("cpu_per_call takes a duration above zero");
    assertThatThrownBy(() -> compile("{evaluator: tokens, budget: {calls: 7}}"))
        .hasMessageContaining("unknown key \"calls\" in budget");
    assertThat(compile("{evaluator: tokens, budget: {cpu_per_minute: 1s}}").open()).hasSize(1);
  }

  private RuleSet compile(String rule) throws Exception {
    Path file = directory.resolve("rules.yaml");
    Files.writeString(file, "rules:\n  - " + rule + "\n");
    return RuleCompiler.compile(file, new Asking(), clock);
  }

  private static final class Asking implements AsyncTrajectoryEvaluators {
    @Override
    public List<String> ids() {
      return List.of("ask");
    }

    @Override
    @SuppressWarnings("NullAway")
    public AsyncTrajectoryEvaluator create(String id, String rule, JsonNode parameters) {
      return null;
    }
  }

  @SuppressWarnings("NullAway") // the evaluator does not look at the run
  private static List<Outcome> evaluate(TrajectoryEvaluator evaluator, int times) {
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      outcomes.add(evaluator.evaluate(null));
    }
    return outcomes;
  }
}
