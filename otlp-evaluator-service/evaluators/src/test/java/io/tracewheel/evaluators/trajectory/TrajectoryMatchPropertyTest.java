// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.evaluators.trajectory.ArgumentRule.Mode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The matcher against trying every pairing there is. */
class TrajectoryMatchPropertyTest {
  private static final long SEED = 20261121;
  private static final int ROUNDS = 3_000;

  @Test
  void noPairingOfAnyOrderIsBetterThanTheMatchers() {
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      boolean graded = random.nextBoolean();
      Mode mode = Mode.values()[random.nextInt(Mode.values().length)];
      ArgumentRules rules = ArgumentRules.of(ArgumentRule.of(mode));
      List<Call> expected = calls(random, 5, true);
      List<List<Call>> actual = grouped(random, calls(random, 5, false));
      List<Call> flat = actual.stream().flatMap(List::stream).toList();
      double[][] weights = weights(expected, flat, rules, graded);
      int[] groupOf = groupOf(actual);
      TrajectoryMatch match = TrajectoryMatch.of(expected, actual, rules, graded);
      String as = "seed " + SEED + ", round " + round + ": " + expected + " / " + actual;

      double free = best(weights, groupOf, 0, new boolean[flat.size()], -1, false);
      double ordered = best(weights, groupOf, 0, new boolean[flat.size()], -1, true);
      int e = expected.size();
      int a = flat.size();
      assertThat(match.value(MatchMode.RECALL)).as(as).isCloseTo(share(free, e), CLOSE);
      assertThat(match.value(MatchMode.SUPERSET)).as(as).isCloseTo(share(free, e), CLOSE);
      assertThat(match.value(MatchMode.PRECISION)).as(as).isCloseTo(share(free, a), CLOSE);
      assertThat(match.value(MatchMode.SUBSET)).as(as).isCloseTo(share(free, a), CLOSE);
      assertThat(match.value(MatchMode.F1)).as(as).isCloseTo(share(2 * free, e + a), CLOSE);
      assertThat(match.value(MatchMode.ANY_ORDER))
          .as(as)
          .isCloseTo(share(free, Math.max(e, a)), CLOSE);
      assertThat(match.value(MatchMode.IN_ORDER)).as(as).isCloseTo(share(ordered, e), CLOSE);
      assertThat(match.value(MatchMode.STRICT))
          .as(as)
          .isCloseTo(share(ordered, Math.max(e, a)), CLOSE);
      assertThat(match.meets(MatchMode.SUPERSET)).as(as).isEqualTo(perfect(weights, e, a));
      validPairing(match.assignment(), weights, as);
      validPairing(match.orderedAssignment(), weights, as);
    }
  }

  @Test
  void modesWithoutOrderGiveTheSameInEveryOrder() {
    Random random = new Random(SEED + 1);
    ArgumentRules rules = ArgumentRules.of(ArgumentRule.of(Mode.SUPERSET));
    for (int round = 0; round < 60; round++) {
      List<Call> expected = calls(random, 4, true);
      List<Call> actual = calls(random, 4, false);
      double[] first = null;
      for (List<Call> e : permutations(expected)) {
        for (List<Call> a : permutations(actual)) {
          TrajectoryMatch match =
              TrajectoryMatch.of(e, a.stream().map(List::of).toList(), rules, true);
          double[] values = {
            match.value(MatchMode.ANY_ORDER),
            match.value(MatchMode.SUPERSET),
            match.value(MatchMode.SUBSET),
            match.value(MatchMode.F1)
          };
          first = first == null ? values : first;
          assertThat(values)
              .as("seed " + (SEED + 1) + ", round " + round)
              .containsExactly(first, CLOSE);
        }
      }
    }
  }

  @Test
  void noScriptWithFewerEditsTurnsActualIntoExpected() {
    Random random = new Random(SEED + 2);
    ArgumentRules rules = ArgumentRules.of(ArgumentRule.EXACT);
    for (int round = 0; round < ROUNDS; round++) {
      List<Call> expected = calls(random, 5, false);
      List<Call> actual = calls(random, 5, false);
      List<Edit> edits =
          TrajectoryMatch.of(expected, actual.stream().map(List::of).toList(), rules, false)
              .edits();
      String as = "seed " + (SEED + 2) + ", round " + round + ": " + expected + " / " + actual;
      assertThat(edits.stream().filter(edit -> edit.kind() != Edit.Kind.KEEP).count())
          .as(as)
          .isEqualTo(fewest(expected, 0, actual, 0));
      assertThat(applied(edits, expected, actual)).as(as).isEqualTo(expected);
    }
  }

  private static final org.assertj.core.data.Offset<Double> CLOSE =
      org.assertj.core.data.Offset.offset(1e-9);

  /** Every pairing, by trying every column for every row. */
  private static double best(
      double[][] weights, int[] groupOf, int row, boolean[] used, int lastGroup, boolean ordered) {
    if (row == weights.length) {
      return 0;
    }
    double best = best(weights, groupOf, row + 1, used, lastGroup, ordered);
    for (int column = 0; column < used.length; column++) {
      if (!used[column] && (!ordered || groupOf[column] >= lastGroup)) {
        used[column] = true;
        best =
            Math.max(
                best,
                weights[row][column]
                    + best(weights, groupOf, row + 1, used, groupOf[column], ordered));
        used[column] = false;
      }
    }
    return best;
  }

  private static boolean perfect(double[][] weights, int rows, int columns) {
    List<Integer> positions = new ArrayList<>();
    for (int j = 0; j < Math.max(rows, columns); j++) {
      positions.add(j);
    }
    return permutations(positions).stream()
        .anyMatch(
            order -> {
              for (int i = 0; i < rows; i++) {
                if (order.get(i) >= columns || weights[i][order.get(i)] != 1) {
                  return false;
                }
              }
              return true;
            });
  }

  private static void validPairing(List<Integer> assignment, double[][] weights, String as) {
    List<Integer> columns = assignment.stream().filter(column -> column >= 0).toList();
    assertThat(columns).as(as).doesNotHaveDuplicates();
    for (int i = 0; i < assignment.size(); i++) {
      if (assignment.get(i) >= 0) {
        assertThat(weights[i][assignment.get(i)]).as(as).isPositive();
      }
    }
  }

  private static long fewest(List<Call> expected, int i, List<Call> actual, int j) {
    if (i == expected.size() || j == actual.size()) {
      return expected.size() - i + actual.size() - j;
    }
    long best =
        1 + Math.min(fewest(expected, i + 1, actual, j), fewest(expected, i, actual, j + 1));
    if (expected.get(i).tool().equals(actual.get(j).tool())) {
      int change = expected.get(i).equals(actual.get(j)) ? 0 : 1;
      best = Math.min(best, change + fewest(expected, i + 1, actual, j + 1));
    }
    return best;
  }

  private static List<Call> applied(List<Edit> edits, List<Call> expected, List<Call> actual) {
    List<Call> result = new ArrayList<>();
    for (Edit edit : edits) {
      switch (edit.kind()) {
        case KEEP -> result.add(actual.get(edit.actual() - 1));
        case CHANGE, ADD -> result.add(expected.get(edit.expected() - 1));
        case REMOVE -> {}
      }
    }
    return result;
  }

  private static double[][] weights(
      List<Call> expected, List<Call> actual, ArgumentRules rules, boolean graded) {
    double[][] weights = new double[expected.size()][actual.size()];
    for (int i = 0; i < expected.size(); i++) {
      for (int j = 0; j < actual.size(); j++) {
        if (Glob.matches(expected.get(i).tool(), actual.get(j).tool())) {
          ArgumentComparison comparison =
              ArgumentComparison.of(
                  expected.get(i).arguments(),
                  actual.get(j).arguments(),
                  rules.of(actual.get(j).tool()));
          weights[i][j] = comparison.matches() ? 1 : graded ? comparison.similarity() : 0;
        }
      }
    }
    return weights;
  }

  private static double share(double part, int whole) {
    return whole == 0 ? 1 : part / whole;
  }

  private static int[] groupOf(List<List<Call>> groups) {
    List<Integer> of = new ArrayList<>();
    for (int g = 0; g < groups.size(); g++) {
      of.addAll(Collections.nCopies(groups.get(g).size(), g));
    }
    return of.stream().mapToInt(Integer::intValue).toArray();
  }

  private static List<List<Call>> grouped(Random random, List<Call> calls) {
    List<List<Call>> groups = new ArrayList<>();
    for (Call call : calls) {
      if (groups.isEmpty() || random.nextBoolean()) {
        groups.add(new ArrayList<>());
      }
      groups.get(groups.size() - 1).add(call);
    }
    return groups;
  }

  private static List<Call> calls(Random random, int most, boolean globs) {
    String[] tools = globs ? new String[] {"f", "g", "*"} : new String[] {"f", "g"};
    List<Call> calls = new ArrayList<>();
    for (int n = random.nextInt(most + 1); n > 0; n--) {
      ObjectNode arguments = JsonNodeFactory.instance.objectNode();
      for (String name : Arrays.asList("x", "y")) {
        if (random.nextBoolean()) {
          arguments.put(name, random.nextInt(2));
        }
      }
      calls.add(new Call(tools[random.nextInt(tools.length)], arguments));
    }
    return calls;
  }

  static <T> List<List<T>> permutations(List<T> items) {
    if (items.isEmpty()) {
      return List.of(List.of());
    }
    List<List<T>> all = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      List<T> rest = new ArrayList<>(items);
      T first = rest.remove(i);
      for (List<T> tail : permutations(rest)) {
        List<T> whole = new ArrayList<>();
        whole.add(first);
        whole.addAll(tail);
        all.add(whole);
      }
    }
    return all;
  }
}
