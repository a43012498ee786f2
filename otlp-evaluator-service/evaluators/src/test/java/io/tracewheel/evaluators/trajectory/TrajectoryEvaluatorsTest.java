// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import static io.tracewheel.evaluators.trajectory.TrajectoryMatchTest.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.trace.TokenUsage;
import org.junit.jupiter.api.Test;

class TrajectoryEvaluatorsTest {

  @Test
  void threeCallsAlikeAreALoop() {
    RunBuilder twice =
        new RunBuilder().calls("f", "{'x':1,'y':2}", "1").calls("f", "{'y':2,'x':1}", "1");
    assertThat(twice.score("tool_loop", "{}").label()).isEqualTo("pass");
    assertThat(twice.score("tool_loop", "{}").value()).isEqualTo(2);
    twice.calls("g", "{}", "1").calls("f", "{'x':1,'y':2}", "1");
    Score score = twice.score("tool_loop", "{}");
    assertThat(score.failed()).isTrue();
    assertThat(score.value()).isEqualTo(3);
    assertThat(score.explanation()).isEqualTo("The tool f is called 3 times alike.");
    assertThat(twice.score("tool_loop", "{'except':['f']}").label()).isEqualTo("pass");
  }

  @Test
  void aSequenceThatIsMadeTwiceInARowIsALoop() {
    RunBuilder run =
        new RunBuilder()
            .calls("a", "{}", "1")
            .calls("b", "{}", "1")
            .calls("c", "{}", "1")
            .calls("b", "{}", "1")
            .calls("c", "{}", "1");
    assertThat(run.score("tool_loop", "{}").explanation())
        .isEqualTo("The same 2 calls are made twice in a row, from call 2.");
    RunBuilder varied =
        new RunBuilder()
            .calls("b", "{'i':1}", "1")
            .calls("c", "{}", "1")
            .calls("b", "{'i':2}", "1")
            .calls("c", "{}", "1");
    assertThat(varied.score("tool_loop", "{}").label()).isEqualTo("pass");
  }

  @Test
  void sayingNearlyTheSameTwiceIsStagnation() {
    String plan = "I will now look for a flight from New York to Seattle on May 20";
    RunBuilder run = new RunBuilder().says(plan).calls("f", "{}", "1").says(plan + "!");
    assertThat(run.score("stagnation", "{}").value()).isEqualTo(1);
    assertThat(run.score("stagnation", "{}").explanation())
        .isEqualTo("Answer 2 repeats the one before it (1.00 alike).");
    RunBuilder other =
        new RunBuilder()
            .says(plan)
            .says("There are three of them and the first one leaves at noon.");
    assertThat(other.score("stagnation", "{}").label()).isEqualTo("pass");
    assertThat(new RunBuilder().says("ok").says("ok").by("stagnation", "{}"))
        .isEqualTo(Unscored.NOT_APPLICABLE);
  }

  @Test
  void aToolThatSucceedsAfterItsFailureHasRecovered() {
    RunBuilder run = new RunBuilder().fails("f", "{}").calls("g", "{}", "Error: no such user");
    assertThat(run.score("tool_error_rate", "{}").value()).isEqualTo(1);
    assertThat(run.score("error_recovery", "{}").value()).isEqualTo(0);
    assertThat(run.score("error_recovery", "{}").explanation())
        .isEqualTo("Failed and did not succeed afterwards: f, g.");
    run.calls("f", "{}", "fine");
    assertThat(run.score("error_recovery", "{}").value()).isEqualTo(0.5);
    run.calls("g", "{}", "fine");
    assertThat(run.score("error_recovery", "{}").label()).isEqualTo("pass");
    assertThat(run.score("tool_error_rate", "{'max':0.4}").failed()).isTrue();
    assertThat(run.score("tool_error_rate", "{'max':0.5}").label()).isEqualTo("pass");
    assertThat(new RunBuilder().calls("f", "{}", "1").by("error_recovery", "{}"))
        .isEqualTo(Unscored.NOT_APPLICABLE);
  }

  @Test
  void onlyPermittedToolsPass() {
    RunBuilder run = new RunBuilder().calls("get_user", "{}", "1").calls("drop table;", "{}", "1");
    Score score = run.score("tool_permission", "{'allowed':['get_*']}");
    assertThat(score.explanation()).isEqualTo("Called without permission: drop?table?.");
    assertThat(run.score("tool_permission", "{'allowed':['get_*','drop*']}").label())
        .isEqualTo("pass");
    assertThat(run.score("tool_permission", "{'denied':['get_user']}").failed()).isTrue();
  }

  @Test
  void budgetsMeasureAndJudgeOnlyWithALimit() {
    TokenUsage usage = new TokenUsage(1_000_000, 100_000, 400_000, -1, -1);
    RunBuilder run =
        new RunBuilder().says("a", usage, "gpt-4o-2024-08-06").says("b", usage, "gpt-4o");
    assertThat(run.score("latency", "{}").value()).isEqualTo(2);
    assertThat(run.score("tokens", "{}").value()).isEqualTo(2_200_000);
    // 0.6 million at 2.50, 0.4 at 1.25, 0.1 out at 10.00
    assertThat(run.score("cost", "{}").value()).isCloseTo(2 * 3.0, within(1e-9));
    assertThat(run.score("cost", "{}").label()).isEmpty();
    assertThat(run.score("cost", "{'max':5}").failed()).isTrue();
    assertThat(run.score("cost", "{'max':5}").explanation())
        .isEqualTo("6.000000 USD of 5.000000 USD.");
    assertThat(new RunBuilder().says("a", usage, "unheard-of").by("cost", "{}"))
        .isEqualTo(Unscored.NO_PRICE);
    assertThat(new RunBuilder().says("a").by("tokens", "{}")).isEqualTo(Unscored.NOT_CAPTURED);
  }

  @Test
  void matchesCompareWithTheReference() {
    RunBuilder run =
        new RunBuilder()
            .calls("find", "{'q':'a'}", "1")
            .fails("book", "{'id':7}")
            .calls("book", "{'id':8.0}", "1")
            .expecting(call("find", "{'q':'b'}"), call("book", "{'id':8}"));
    assertThat(run.score("trajectory_strict", "{}").value()).isEqualTo(0);
    assertThat(run.score("trajectory_strict", "{'only':['book'],'skip_failed':true}").label())
        .isEqualTo("pass");
    assertThat(
            run.score("trajectory_in_order", "{'tools':{'find':{'arguments':'ignore'}}}").label())
        .isEqualTo("pass");
    assertThat(run.score("trajectory_recall", "{}").value()).isEqualTo(0.5);
    assertThat(run.score("trajectory_precision", "{}").value()).isEqualTo(1.0 / 3);
    assertThat(run.score("trajectory_f1", "{}").value()).isEqualTo(0.4);
    assertThat(run.score("trajectory_strict", "{}").explanation())
        .isEqualTo(
            "1 of 2 expected and 3 actual calls agree in order: change 1 find (q); remove 2 book.");
    assertThat(run.score("trajectory_strict", "{'tolerant_numbers':false}").explanation())
        .contains("change 2 book (id)");
    assertThat(new RunBuilder().calls("f", "{}", "1").by("trajectory_strict", "{}"))
        .isEqualTo(Unscored.NO_REFERENCE);
    assertThat(
            new RunBuilder()
                .toolWithoutContent("f")
                .expecting(call("f", "{'x':1}"))
                .by("trajectory_strict", "{}"))
        .isEqualTo(Unscored.NOT_CAPTURED);
  }

  @Test
  void versionsChangeWithTheParametersAndOnlyThen() {
    String one = RunBuilder.evaluator("tool_loop", "{}").version();
    assertThat(RunBuilder.evaluator("tool_loop", "{'repetitions':3}").version()).isEqualTo(one);
    assertThat(RunBuilder.evaluator("tool_loop", "{'repetitions':4}").version()).isNotEqualTo(one);
    // The same in every process: a map without order would not be.
    assertThat(
            RunBuilder.evaluator("trajectory_f1", "{'defaults':{'b':1,'a':2,'c':3},'only':['x']}")
                .version())
        .isEqualTo(
            RunBuilder.evaluator("trajectory_f1", "{'defaults':{'c':3,'a':2,'b':1},'only':['x']}")
                .version());
  }

  @Test
  void wrongParametersAreRefusedWithASentence() {
    refused("tool_loop", "{'repetition':3}", "tool_loop has no parameter \"repetition\"");
    refused("tool_loop", "{'repetitions':1}", "takes a whole number from 2, not 1");
    refused("stagnation", "{'threshold':2}", "takes a number from 0 to 1");
    refused("tool_permission", "{}", "needs allowed or denied");
    refused("trajectory_strict", "{'arguments':'fuzzy'}", "one of exact, subset, superset, ignore");
    refused("trajectory_strict", "{'tools':{'f':{'argument':'x'}}}", "f has no parameter");
    refused("error_recovery", "{'x':1}", "it takes none");
    refused("nonsense", "{}", "no trajectory evaluator nonsense");
  }

  private static void refused(String id, String parameters, String message) {
    assertThatThrownBy(() -> RunBuilder.evaluator(id, parameters))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
