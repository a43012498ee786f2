// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import static io.tracewheel.evaluators.trajectory.TrajectoryMatchPropertyTest.permutations;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tracewheel.evaluators.trajectory.ArgumentRule.Mode;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TrajectoryMatchTest {
  private static final ArgumentRules EXACT = ArgumentRules.of(ArgumentRule.EXACT);

  @Test
  void aPairingThatAGreedyMatcherMissesIsFoundInEveryOrder() {
    List<Call> expected = List.of(call("f", "{}"), call("f", "{'x':1}"));
    List<Call> actual = List.of(call("f", "{'x':1}"), call("f", "{'y':2}"));
    ArgumentRules superset = ArgumentRules.of(ArgumentRule.of(Mode.SUPERSET));
    for (List<Call> e : permutations(expected)) {
      for (List<Call> a : permutations(actual)) {
        TrajectoryMatch match = match(e, a, superset);
        assertThat(match.meets(MatchMode.SUPERSET)).isTrue();
        assertThat(match.meets(MatchMode.SUBSET)).isTrue();
        assertThat(match.meets(MatchMode.ANY_ORDER)).isTrue();
        assertThat(match.value(MatchMode.F1)).isEqualTo(1);
      }
    }
  }

  @Test
  void aMatcherOfOnesOwnDecidesForItsTools() {
    ArgumentRule nearby =
        ArgumentRule.by(
            "nearby",
            (expected, actual) ->
                1 - Math.abs(expected.path("x").asDouble() - actual.path("x").asDouble()) / 10);
    ArgumentRules rules = new ArgumentRules(ArgumentRule.EXACT, Map.of("go*", nearby));
    List<Call> expected = List.of(call("goto", "{'x':4}"), call("find", "{'x':4}"));
    List<Call> same = List.of(call("goto", "{'x':4,'y':1}"), call("find", "{'x':4}"));
    assertThat(match(expected, same, rules).meets(MatchMode.STRICT)).isTrue();
    List<Call> near = List.of(call("goto", "{'x':6}"), call("find", "{'x':6}"));
    TrajectoryMatch match =
        TrajectoryMatch.of(
            expected, List.of(List.of(near.get(0)), List.of(near.get(1))), rules, true);
    assertThat(match.value(MatchMode.RECALL)).isEqualTo(0.4, within(1e-9));
    assertThat(match.explanation()).contains("change 1 goto (arguments, says nearby)");
    assertThat(nearby.toString())
        .as("a version says the same in every process")
        .contains("own=nearby");
  }

  @Test
  void extraCallsBetweenAreAllowedInOrderButNotStrictly() {
    TrajectoryMatch match = match(calls("a", "b"), calls("a", "x", "b"), EXACT);
    assertThat(match.meets(MatchMode.IN_ORDER)).isTrue();
    assertThat(match.meets(MatchMode.SUPERSET)).isTrue();
    assertThat(match.meets(MatchMode.STRICT)).isFalse();
    assertThat(match.meets(MatchMode.ANY_ORDER)).isFalse();
    assertThat(match.meets(MatchMode.SUBSET)).isFalse();
    assertThat(match.value(MatchMode.PRECISION)).isEqualTo(2.0 / 3);
    assertThat(match.value(MatchMode.RECALL)).isEqualTo(1);
    assertThat(match.value(MatchMode.F1)).isEqualTo(0.8);
    assertThat(match.explanation())
        .isEqualTo("2 of 2 expected and 3 actual calls agree in order: remove 2 x.");
  }

  @Test
  void theWrongOrderFailsWhereOrderIsAskedFor() {
    TrajectoryMatch match = match(calls("a", "b"), calls("b", "a"), EXACT);
    assertThat(match.meets(MatchMode.ANY_ORDER)).isTrue();
    assertThat(match.meets(MatchMode.IN_ORDER)).isFalse();
    assertThat(match.meets(MatchMode.STRICT)).isFalse();
    assertThat(match.value(MatchMode.IN_ORDER)).isEqualTo(0.5);
    assertThat(match.assignment()).containsExactly(1, 0);
  }

  @Test
  void parallelCallsHaveNoOrder() {
    TrajectoryMatch match =
        TrajectoryMatch.of(
            calls("a", "b", "c"), List.of(calls("b", "a"), calls("c")), EXACT, false);
    assertThat(match.meets(MatchMode.STRICT)).isTrue();
    assertThat(match.explanation()).endsWith("agree in order.");
  }

  @Test
  void nothingExpectedAndNothingMadeIsAMatch() {
    TrajectoryMatch nothing = match(List.of(), List.of(), EXACT);
    assertThat(MatchMode.values()).allMatch(nothing::meets);
    TrajectoryMatch extra = match(List.of(), calls("a"), EXACT);
    assertThat(extra.value(MatchMode.PRECISION)).isZero();
    assertThat(extra.value(MatchMode.RECALL)).isEqualTo(1);
    assertThat(extra.value(MatchMode.F1)).isZero();
    assertThat(extra.meets(MatchMode.STRICT)).isFalse();
  }

  @Test
  void modesOfArgumentsSayWhoMayHaveMore() {
    assertThat(matches("{'x':1}", "{'x':1}", Mode.EXACT)).isTrue();
    assertThat(matches("{'x':1}", "{'x':1,'y':2}", Mode.EXACT)).isFalse();
    assertThat(matches("{'x':1}", "{'x':1,'y':2}", Mode.SUPERSET)).isTrue();
    assertThat(matches("{'x':1}", "{'x':1,'y':2}", Mode.SUBSET)).isFalse();
    assertThat(matches("{'x':1,'y':2}", "{'x':1}", Mode.SUBSET)).isTrue();
    assertThat(matches("{'x':1,'y':2}", "{'x':1}", Mode.SUPERSET)).isFalse();
    assertThat(matches("{'o':{'x':1}}", "{'o':{'x':1,'y':2}}", Mode.SUPERSET)).isTrue();
    assertThat(matches("{'x':1}", "{'y':2}", Mode.IGNORE)).isTrue();
    assertThat(matches("{'x':null}", "{}", Mode.EXACT)).isFalse();
    assertThat(matches("{'a':[1,2]}", "{'a':[1]}", Mode.SUPERSET)).isFalse();
  }

  @Test
  void numbersAreComparedByValueUnlessToldOtherwise() {
    assertThat(matches("{'x':1,'y':100}", "{'x':1.0,'y':1e2}", Mode.EXACT)).isTrue();
    assertThat(matches("{'x':1}", "{'x':'1'}", Mode.EXACT)).isFalse();
    ArgumentRule exact = new ArgumentRule(Mode.EXACT, Map.of(), List.of(), false);
    assertThat(compare("{'x':1}", "{'x':1.0}", exact).matches()).isFalse();
    assertThat(
            compare("{'x':9007199254740993}", "{'x':9007199254740992}", ArgumentRule.EXACT)
                .matches())
        .isFalse();
  }

  @Test
  void anArgumentWithItsDefaultIsAsGoodAsAbsent() {
    ArgumentRule rule = new ArgumentRule(Mode.EXACT, Map.of("limit", json("10")), List.of(), true);
    assertThat(compare("{'q':1}", "{'q':1,'limit':10.0}", rule).matches()).isTrue();
    assertThat(compare("{'q':1,'limit':10}", "{'q':1}", rule).matches()).isTrue();
    assertThat(compare("{'q':1}", "{'q':1,'limit':11}", rule).differences())
        .containsExactly("limit unexpected");
    assertThat(compare("{'o':{'limit':10}}", "{'o':{}}", rule).matches()).isFalse();
  }

  @Test
  void ignoredPathsDoNotCount() {
    ArgumentRule rule =
        new ArgumentRule(
            Mode.EXACT, Map.of(), List.of("meta.*", "**.id", "flights.*.price", "trace_?"), true);
    assertThat(
            compare(
                    "{'a':1,'meta':{'t':1},'flights':[{'n':1,'price':2}],'o':{'p':{'id':1}}}",
                    "{'a':1,'meta':{'t':2},'flights':[{'n':1,'price':3}],'o':{'p':{}},'trace_1':0}",
                    rule)
                .differences())
        .isEmpty();
    assertThat(compare("{'meta':1}", "{'meta':2}", rule).matches()).isFalse();
    assertThat(compare("{'trace_10':1}", "{}", rule).matches()).isFalse();
  }

  @Test
  void aToolMayHaveARuleOfItsOwnByGlob() {
    ArgumentRules rules =
        new ArgumentRules(ArgumentRule.EXACT, Map.of("search_*", ArgumentRule.of(Mode.IGNORE)));
    List<Call> expected = List.of(call("search_flight", "{'q':1}"), call("book", "{'q':1}"));
    assertThat(
            match(expected, List.of(call("search_flight", "{}"), call("book", "{'q':1}")), rules)
                .meets(MatchMode.STRICT))
        .isTrue();
    assertThat(
            match(expected, List.of(call("search_flight", "{}"), call("book", "{}")), rules)
                .meets(MatchMode.STRICT))
        .isFalse();
  }

  @Test
  void anExpectedToolMayBeAGlob() {
    assertThat(match(calls("search_*"), calls("search_hotel"), EXACT).meets(MatchMode.STRICT))
        .isTrue();
    assertThat(match(calls("search_*"), calls("book"), EXACT).meets(MatchMode.STRICT)).isFalse();
    assertThat(Glob.matches("a*b*c", "aXbYbZc")).isTrue();
    assertThat(Glob.matches("*", "")).isTrue();
    assertThat(Glob.matches("a", "")).isFalse();
  }

  @Test
  void gradedMatchesGiveSharesOfArgumentsButNeverPassForWhole() {
    TrajectoryMatch match =
        TrajectoryMatch.of(
            List.of(call("f", "{'x':1,'y':2}")),
            List.of(List.of(call("f", "{'x':1,'y':3}"))),
            EXACT,
            true);
    assertThat(match.value(MatchMode.STRICT)).isCloseTo(0.5, within(1e-9));
    assertThat(match.meets(MatchMode.STRICT)).isFalse();
    assertThat(match.explanation())
        .isEqualTo("0 of 1 expected and 1 actual calls agree in order: change 1 f (y).");
  }

  @Test
  void explanationsNameArgumentsNeverTheirValues() {
    TrajectoryMatch match =
        match(
            List.of(call("pay", "{'card':'secret-1','to':{'name':'secret-2'}}")),
            List.of(call("pay", "{'card':'secret-3','to':{'name':'secret-4'},'more':'secret-5'}")),
            EXACT);
    assertThat(match.explanation())
        .contains("change 1 pay (card, to.name, more unexpected)")
        .doesNotContain("secret");
  }

  @Test
  void tooManyCallsAreRefusedRatherThanMatchedForMinutes() {
    List<Call> many = Collections.nCopies(1_000, call("f", "{}"));
    assertThat(TrajectoryMatch.tooLarge(many, List.of(many))).isTrue();
    assertThat(TrajectoryMatch.tooLarge(many.subList(0, 300), singles(many.subList(0, 300))))
        .isFalse();
    assertThat(match(many.subList(0, 300), many.subList(0, 300), EXACT).meets(MatchMode.STRICT))
        .isTrue();
  }

  private static boolean matches(String expected, String actual, Mode mode) {
    return compare(expected, actual, ArgumentRule.of(mode)).matches();
  }

  private static ArgumentComparison compare(String expected, String actual, ArgumentRule rule) {
    return ArgumentComparison.of(json(expected), json(actual), rule);
  }

  private static TrajectoryMatch match(
      List<Call> expected, List<Call> actual, ArgumentRules rules) {
    return TrajectoryMatch.of(expected, singles(actual), rules, false);
  }

  private static List<List<Call>> singles(List<Call> calls) {
    return calls.stream().map(List::of).toList();
  }

  private static List<Call> calls(String... tools) {
    return Arrays.stream(tools).map(tool -> call(tool, "{}")).toList();
  }

  static Call call(String tool, String arguments) {
    return new Call(tool, json(arguments));
  }

  static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text.replace('\'', '"'));
  }
}
