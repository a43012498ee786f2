// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.trajectory.Efficiency.Figures;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EfficiencyTest {
  private static final Reference IDEAL = new Reference(null, 4, 4, 8.0, true);

  @Test
  void theWorkedExampleOfFourStepsFourCallsEightSecondsAgainstSixFiveFourteen() {
    Efficiency efficiency = Efficiency.of(List.of(new Figures(6, 5, 14, IDEAL)));
    assertThat(efficiency).isEqualTo(new Efficiency(1.0, 1.5, 1.25, 1.75, 4.0 / 14));
  }

  @Test
  void ratiosAreOfSumsAndRatesAreMeansOverRuns() {
    Reference unsolved = new Reference(null, 2, 1, 2.0, false);
    Efficiency efficiency =
        Efficiency.of(List.of(new Figures(6, 5, 14, IDEAL), new Figures(9, 0, 1, unsolved)));
    assertThat(efficiency).isEqualTo(new Efficiency(0.5, 15.0 / 6, 1.0, 1.5, 4.0 / 14 / 2));
  }

  @Test
  void aRunWithoutAFigureTakesNoPartInTheMetricThatNeedsIt() {
    Reference stepsOnly = new Reference(null, 3, null, null, null);
    Efficiency efficiency =
        Efficiency.of(List.of(new Figures(6, 5, 14, stepsOnly), new Figures(100, 100, 100, null)));
    assertThat(efficiency).isEqualTo(new Efficiency(null, 2.0, null, null, null));
    assertThat(Efficiency.of(List.of())).isEqualTo(new Efficiency(null, null, null, null, null));
  }

  @Test
  void theSameMetricsScoreOneRun() {
    RunBuilder run =
        new RunBuilder()
            .says("a")
            .calls("x", "{}", "1")
            .says("b")
            .says("c")
            .expecting(new Reference(null, 2, 1, 2.0, true));
    assertThat(run.score("step_ratio", "{}").value()).isEqualTo(1.5);
    assertThat(run.score("tool_call_ratio", "{}").value()).isEqualTo(1);
    assertThat(run.score("latency_ratio", "{}").value()).isEqualTo(2);
    assertThat(run.score("solve_rate", "{}").value()).isEqualTo(0.5);
    assertThat(run.score("correctness", "{}").label()).isEqualTo("pass");
    assertThat(run.score("step_ratio", "{}").label()).isEmpty();
    assertThat(run.score("step_ratio", "{'max':1.2}").failed()).isTrue();
    assertThat(Objects.requireNonNull(run.score("step_ratio", "{'max':1.2}").explanation()))
        .isEqualTo("1.50; 3 steps, 1 tool calls, 4.0 s.");
  }

  @Test
  void withoutAReferenceThereIsNoScore() {
    assertThat(new RunBuilder().says("a").by("step_ratio", "{}")).isEqualTo(Unscored.NO_REFERENCE);
    assertThat(
            new RunBuilder()
                .says("a")
                .expecting(Reference.ofCalls(List.of()))
                .by("correctness", "{}"))
        .isEqualTo(Unscored.NO_REFERENCE);
  }
}
