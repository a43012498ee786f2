// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import static java.util.Locale.ROOT;

import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.Unjudged;
import io.tracewheel.evaluators.Unscored;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What came of one rule. Not thread-safe. */
public final class RuleTally {
  private static final List<String> HEAD =
      List.of("RULE", "EVALUATOR", "OF", "SCORED", "MEAN", "PASS", "FAIL", "NOT SCORED");

  private final String rule;
  private final String evaluator;
  private final String target;
  private final Map<Unscored, Integer> unscored = new EnumMap<>(Unscored.class);
  private final Map<String, Integer> missingParts = new TreeMap<>();
  private int scored;
  private int valued;
  private double sum;
  private int passed;
  private int failed;
  private int leftOut;
  private int undecided;

  RuleTally(String rule, String evaluator, String target) {
    this.rule = rule;
    this.evaluator = evaluator;
    this.target = target;
  }

  void count(Outcome outcome) {
    Unscored why = outcome.unscored();
    if (why != null) {
      unscored.merge(why, 1, Integer::sum);
      if (why == Unscored.PART_MISSING && outcome instanceof Unjudged missing) {
        missingParts.merge(missing.reason(), 1, Integer::sum);
      }
    } else if (outcome instanceof Score score) {
      scored++;
      if (score.scale().hasValue()) {
        valued++;
        sum += score.value();
      }
      passed += score.label().equals(Score.PASS) ? 1 : 0;
      failed += score.failed() ? 1 : 0;
    }
  }

  /** The filter or the sampling did not take it. */
  void leftOut() {
    leftOut++;
  }

  /** The filter could not be evaluated. */
  void undecided() {
    undecided++;
  }

  int scored() {
    return scored;
  }

  /**
   * Counts so far.
   *
   * @param target what the rule looks at: trace or session
   * @param unscored runs that it took and did not score, by reason
   * @param leftOut runs that its filter or sampling did not take
   */
  public record Counts(
      String rule,
      String target,
      long scored,
      long passed,
      long failed,
      Map<Unscored, Integer> unscored,
      long leftOut) {}

  /** What has come of the rule so far; stays as it is. */
  public Counts counts() {
    return new Counts(
        rule, target, scored, passed, failed, Map.copyOf(unscored), leftOut + undecided);
  }

  private List<String> row() {
    List<String> reasons = new ArrayList<>();
    unscored.forEach(
        (why, count) -> {
          if (why != Unscored.PART_MISSING) {
            reasons.add(count + " " + why.name().toLowerCase(ROOT));
          }
        });
    missingParts.forEach((reason, count) -> reasons.add(count + " because " + reason));
    if (leftOut > 0) {
      reasons.add(leftOut + " left out");
    }
    if (undecided > 0) {
      reasons.add(undecided + " filter failed");
    }
    return List.of(
        rule,
        evaluator,
        target,
        Integer.toString(scored),
        valued == 0 ? "-" : String.format(ROOT, "%.4g", sum / valued),
        Integer.toString(passed),
        Integer.toString(failed),
        reasons.isEmpty() ? "-" : String.join(", ", reasons));
  }

  /** All tallies as lines of text. */
  public static List<String> table(List<RuleTally> tallies) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    tallies.forEach(tally -> rows.add(tally.row()));
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        boolean number = i >= 3 && i <= 6;
        String pad = " ".repeat(widths[i] - row.get(i).length());
        line.append(number ? pad + row.get(i) : row.get(i) + pad).append("  ");
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
