// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Expected against actual calls, at their best: every measure comes from a pairing with the largest
 * possible sum of weights, so that none depends on the order in which calls are listed where order
 * is not asked for. The weight of a pair is 1 when the call is as expected, else 0; in a graded
 * match the right tool with other arguments has the similarity of its arguments. Immutable.
 */
public final class TrajectoryMatch {
  /** Most steps that the pairing may take. */
  private static final double MAX_WORK = 5e7;

  private final List<Call> expected;
  private final List<Call> actual;
  private final int[] groups;
  private final ArgumentComparison[][] pairs;
  private final double[][] weights;
  private final int[] free;
  private final int[] ordered;

  private TrajectoryMatch(
      List<Call> expected, List<List<Call>> actualGroups, ArgumentRules rules, boolean graded) {
    this.expected = List.copyOf(expected);
    this.actual = actualGroups.stream().flatMap(List::stream).toList();
    this.groups =
        actualGroups.stream().filter(group -> !group.isEmpty()).mapToInt(List::size).toArray();
    this.pairs = new ArgumentComparison[expected.size()][actual.size()];
    this.weights = new double[expected.size()][actual.size()];
    for (int i = 0; i < expected.size(); i++) {
      for (int j = 0; j < actual.size(); j++) {
        if (sameTool(i, j)) {
          Call call = actual.get(j);
          pairs[i][j] =
              ArgumentComparison.of(
                  expected.get(i).arguments(), call.arguments(), rules.of(call.tool()));
          boolean matches = pairs[i][j].matches();
          weights[i][j] = matches ? 1 : graded ? Math.min(pairs[i][j].similarity(), 1 - 1e-9) : 0;
        }
      }
    }
    this.free = Assignment.best(weights, actual.size());
    this.ordered = OrderedAssignment.best(weights, groups);
  }

  /**
   * Matches calls.
   *
   * @param expected in their order
   * @param actual in their order; calls of one inner list are parallel and have no order
   * @throws IllegalArgumentException if there are too many calls; see {@link #tooLarge}
   */
  public static TrajectoryMatch of(
      List<Call> expected, List<List<Call>> actual, ArgumentRules rules, boolean graded) {
    if (tooLarge(expected, actual)) {
      throw new IllegalArgumentException("too many calls to match");
    }
    return new TrajectoryMatch(expected, actual, rules, graded);
  }

  /** Whether matching would take too long: from about 350 calls on either side. */
  public static boolean tooLarge(List<Call> expected, List<List<Call>> actual) {
    double e = expected.size();
    double a = actual.stream().mapToInt(List::size).sum();
    int[] sizes = actual.stream().mapToInt(List::size).toArray();
    return e * a * Math.min(e, a) + OrderedAssignment.work(expected.size(), sizes) > MAX_WORK;
  }

  /**
   * A measure, 0 to 1. The modes that ask a yes-or-no question are met at exactly 1; below, they
   * are the weight of the best pairing (for strict and in order: of the best one that keeps the
   * order) over the number of calls that have to be in it. Where that is no call the measure is 1:
   * of nothing expected all is made, of nothing made all is expected; F1 of nothing and something
   * is 0.
   */
  public double value(MatchMode mode) {
    double paired = Assignment.sum(weights, free);
    double inOrder = Assignment.sum(weights, ordered);
    int larger = Math.max(expected.size(), actual.size());
    return switch (mode) {
      case STRICT -> share(inOrder, larger);
      case IN_ORDER -> share(inOrder, expected.size());
      case ANY_ORDER -> share(paired, larger);
      case SUBSET, PRECISION -> share(paired, actual.size());
      case SUPERSET, RECALL -> share(paired, expected.size());
      case F1 -> share(2 * paired, expected.size() + actual.size());
    };
  }

  private static double share(double part, int whole) {
    return whole == 0 ? 1 : Math.min(1, part / whole);
  }

  /** Whether a mode is met: its measure is 1. */
  public boolean meets(MatchMode mode) {
    return value(mode) == 1;
  }

  /** The actual call that stands for each expected one, by position from 0; -1 for none. */
  public List<Integer> assignment() {
    return Arrays.stream(free).boxed().toList();
  }

  /** The same when order counts. */
  public List<Integer> orderedAssignment() {
    return Arrays.stream(ordered).boxed().toList();
  }

  /** The fewest edits that turn the actual calls into the expected ones, keeps included. */
  public List<Edit> edits() {
    return EditScript.of(expected.size(), comparedOrder(), new ScriptPairs());
  }

  /**
   * The actual calls with those of one group in the order in which the expected calls that they are
   * paired with stand.
   */
  private int[] comparedOrder() {
    int[] expectedOf = new int[actual.size()];
    Arrays.fill(expectedOf, Integer.MAX_VALUE);
    for (int i = 0; i < ordered.length; i++) {
      if (ordered[i] >= 0) {
        expectedOf[ordered[i]] = i;
      }
    }
    List<Integer> order = new ArrayList<>(actual.size());
    int start = 0;
    for (int size : groups) {
      List<Integer> group = new ArrayList<>();
      for (int j = start; j < start + size; j++) {
        group.add(j);
      }
      group.sort(Comparator.comparing(j -> expectedOf[j]));
      order.addAll(group);
      start += size;
    }
    return order.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The edits in words: tools, positions and paths of arguments, never values. */
  public String explanation() {
    List<Edit> edits = edits();
    String changes =
        edits.stream()
            .filter(edit -> edit.kind() != Edit.Kind.KEEP)
            .map(TrajectoryMatch::words)
            .collect(Collectors.joining("; "));
    long kept = edits.stream().filter(edit -> edit.kind() == Edit.Kind.KEEP).count();
    return kept
        + " of "
        + expected.size()
        + " expected and "
        + actual.size()
        + " actual calls agree in order"
        + (changes.isEmpty() ? "." : ": " + changes + ".");
  }

  private static String words(Edit edit) {
    return switch (edit.kind()) {
      case KEEP -> "keep " + edit.actual() + " " + edit.tool();
      case CHANGE ->
          "change " + edit.actual() + " " + edit.tool() + " (" + listed(edit.differences()) + ")";
      case REMOVE -> "remove " + edit.actual() + " " + edit.tool();
      case ADD -> "add " + edit.tool();
    };
  }

  private static String listed(List<String> differences) {
    String first = differences.stream().limit(3).collect(Collectors.joining(", "));
    return differences.size() > 3 ? first + " and " + (differences.size() - 3) + " more" : first;
  }

  private boolean sameTool(int i, int j) {
    return Glob.matches(expected.get(i).tool(), actual.get(j).tool());
  }

  private final class ScriptPairs implements EditScript.Pairs {
    @Override
    public boolean matches(int i, int j) {
      return sameTool(i, j) && pairs[i][j].matches();
    }

    @Override
    public boolean sameTool(int i, int j) {
      return TrajectoryMatch.this.sameTool(i, j);
    }

    @Override
    public Edit edit(Edit.Kind kind, int i, int j) {
      String tool = j >= 0 ? actual.get(j).tool() : expected.get(i).tool();
      List<String> differences = kind == Edit.Kind.CHANGE ? pairs[i][j].differences() : List.of();
      return new Edit(kind, tool, i + 1, j + 1, differences);
    }
  }
}
