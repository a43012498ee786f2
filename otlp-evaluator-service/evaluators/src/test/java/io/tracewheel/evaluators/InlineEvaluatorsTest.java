// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tracewheel.trace.GenAiOperation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InlineEvaluatorsTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;

  private final SetClock clock = new SetClock();
  private final EvaluatorHealth health = new EvaluatorHealth(QuarantineRules.DEFAULT, clock);
  private final GenAiOperation operation = SpanBuilder.tool("a").operation();
  private final List<String> scored = new ArrayList<>();

  private InlineEvaluators of(SpanEvaluator... evaluators) {
    return new InlineEvaluators(List.of(evaluators), Set.of(), health);
  }

  private int run(InlineEvaluators evaluators) {
    return evaluators.evaluate(operation, index -> false, score -> scored.add(score.name()));
  }

  private EvaluatorHealth.Report report(String name) {
    return health.reports().stream()
        .filter(report -> report.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static SpanEvaluator doing(String name, Runnable work) {
    return new RequestEnricherTest.Breaking(name, work);
  }

  private static void fail() {
    throw new IllegalStateException("no");
  }

  @Test
  void anEvaluatorThatThrowsTooOftenWithinTheWindowIsSetAsideAndComesBack() {
    InlineEvaluators evaluators =
        of(doing("bad", InlineEvaluatorsTest::fail), doing("good", () -> {}));
    for (int i = 0; i < 5; i++) {
      assertThat(report("bad").quarantined()).isFalse();
      assertThat(run(evaluators)).isEqualTo(1);
    }
    assertThat(report("bad").quarantined()).isTrue();
    assertThat(run(evaluators)).isZero();
    assertThat(report("bad").unscored())
        .containsEntry(Unscored.FAILED, 5L)
        .containsEntry(Unscored.QUARANTINED, 1L);
    clock.nanos += 299 * SECOND;
    assertThat(run(evaluators)).isZero();
    clock.nanos += 1 * SECOND;
    assertThat(run(evaluators)).isEqualTo(1);
    assertThat(report("bad").quarantined()).isFalse();
    assertThat(scored).hasSize(8).containsOnly("good");
    assertThat(report("good").passed()).isEqualTo(8);
  }

  @Test
  void incidentsThatAreFarApartAreForgiven() {
    InlineEvaluators evaluators = of(doing("bad", InlineEvaluatorsTest::fail));
    for (int i = 0; i < 50; i++) {
      run(evaluators);
      clock.nanos += 16 * SECOND;
    }
    assertThat(report("bad").unscored()).isEqualTo(Map.of(Unscored.FAILED, 50L));
  }

  @Test
  void anEvaluatorThatBurnsMoreThanItsBudgetIsSetAsideButItsScoreCounts() {
    InlineEvaluators evaluators =
        of(
            doing("quick", () -> clock.passCpu(MILLI)),
            doing("slow", () -> clock.passCpu(101 * MILLI)));
    for (int i = 0; i < 6; i++) {
      run(evaluators);
    }
    assertThat(report("slow").passed()).isEqualTo(5);
    assertThat(report("slow").quarantined()).isTrue();
    assertThat(report("quick").passed()).isEqualTo(6);
    assertThat(report("quick").quarantined()).isFalse();
  }

  @Test
  void waitingForTheProcessorIsNotTheEvaluatorsFault() {
    InlineEvaluators evaluators = of(doing("paused", () -> clock.nanos += SECOND));
    for (int i = 0; i < 20; i++) {
      run(evaluators);
    }
    assertThat(report("paused").quarantined()).isFalse();
  }

  @Test
  void whatOthersBurntBeforeIsNotTheEvaluatorsFault() {
    InlineEvaluators evaluators =
        of(
            doing("busy", () -> clock.passCpu(90 * MILLI)),
            doing(
                "paused",
                () -> {
                  clock.passCpu(20 * MILLI);
                  clock.nanos += SECOND;
                }));
    for (int i = 0; i < 20; i++) {
      run(evaluators);
    }
    assertThat(report("paused").quarantined()).isFalse();
  }

  @Test
  void wallTimeCountsWhereThePlatformKnowsNoCpuTime() {
    clock.cpu = -1;
    InlineEvaluators evaluators = of(doing("slow", () -> clock.nanos += SECOND));
    for (int i = 0; i < 5; i++) {
      run(evaluators);
    }
    assertThat(report("slow").quarantined()).isTrue();
  }

  @Test
  void healthIsSharedByTheEvaluatorsOfAllThreads() {
    for (int thread = 0; thread < 5; thread++) {
      run(of(doing("bad", InlineEvaluatorsTest::fail)));
    }
    assertThat(run(of(doing("bad", InlineEvaluatorsTest::fail)))).isZero();
  }

  @Test
  void aScoreUnderAnotherNameIsNotHandedOn() {
    SpanEvaluator other = doing("other", () -> {});
    SpanEvaluator liar =
        new SpanEvaluator() {
          @Override
          public String name() {
            return "liar";
          }

          @Override
          public String version() {
            return "1";
          }

          @Override
          public boolean appliesTo(GenAiOperation any) {
            return true;
          }

          @Override
          public Outcome evaluate(GenAiOperation any) {
            return Score.pass(other);
          }
        };
    assertThat(run(of(liar))).isEqualTo(1);
    assertThat(scored).isEmpty();
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> of(doing("a", () -> {}), doing("a", () -> {})))
        .hasMessageContaining("same name");
    assertThatThrownBy(
            () -> new QuarantineRules(Duration.ZERO, 1, Duration.ofDays(1), Duration.ofDays(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
