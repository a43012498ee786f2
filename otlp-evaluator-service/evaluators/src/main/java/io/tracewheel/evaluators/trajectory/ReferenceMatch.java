// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import io.tracewheel.evaluators.Fingerprint;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.trace.trajectory.ToolUse;
import java.util.List;
import java.util.Locale;

/**
 * {@code trajectory_strict}, {@code _in_order}, {@code _any_order}, {@code _subset}, {@code
 * _superset}, {@code _precision}, {@code _recall}, {@code _f1}: the tool calls against those of the
 * reference, as {@link MatchMode} says.
 *
 * <p>Passes when the mode is met. The value is 1 or 0 for a mode that asks a yes-or-no question
 * unless the match is graded, else the measure.
 *
 * @param rules how arguments are compared
 * @param graded whether the right tool with other arguments counts in part
 * @param only names or globs of the tools that are compared, on both sides; none for all
 * @param except names or globs of tools that are not compared
 * @param skipFailed whether actual calls that failed are left out
 */
record ReferenceMatch(
    MatchMode mode,
    ArgumentRules rules,
    boolean graded,
    List<String> only,
    List<String> except,
    boolean skipFailed)
    implements TrajectoryEvaluator {

  @Override
  public String id() {
    return "trajectory_" + mode.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String version() {
    return Fingerprint.of(1, this);
  }

  @Override
  public ScoreScale scale() {
    return isQuestion() ? ScoreScale.PASS_FAIL : ScoreScale.SHARE;
  }

  private boolean isQuestion() {
    return !graded
        && mode != MatchMode.PRECISION
        && mode != MatchMode.RECALL
        && mode != MatchMode.F1;
  }

  @Override
  public Outcome evaluate(Run run) {
    if (run.reference() == null || run.reference().calls() == null) {
      return Unscored.NO_REFERENCE;
    }
    List<Call> expected =
        run.reference().calls().stream().filter(call -> compared(call.tool())).toList();
    List<List<ToolUse>> uses =
        run.trajectory().toolGroups().stream()
            .map(group -> group.stream().filter(this::compared).toList())
            .filter(group -> !group.isEmpty())
            .toList();
    if (argumentsAreMissing(expected, uses)) {
      return Unscored.NOT_CAPTURED;
    }
    List<List<Call>> actual =
        uses.stream().map(group -> group.stream().map(Calls::of).toList()).toList();
    if (TrajectoryMatch.tooLarge(expected, actual)) {
      return Unscored.OVER_LIMIT;
    }
    TrajectoryMatch match = TrajectoryMatch.of(expected, actual, rules, graded);
    double measure = match.value(mode);
    double value = isQuestion() && measure < 1 ? 0 : measure;
    return Verdict.of(this, value, measure == 1 ? Score.PASS : Score.FAIL, match.explanation());
  }

  private boolean compared(ToolUse use) {
    return compared(use.name()) && !(skipFailed && Calls.failed(use));
  }

  private boolean compared(String tool) {
    return (only.isEmpty() || Calls.any(only, tool)) && !Calls.any(except, tool);
  }

  /** Some tools take none, so it takes all calls without any to say that none were captured. */
  private boolean argumentsAreMissing(List<Call> expected, List<List<ToolUse>> uses) {
    boolean wanted =
        expected.stream()
            .anyMatch(
                call ->
                    !call.arguments().isEmpty()
                        && rules.of(call.tool()).mode() != ArgumentRule.Mode.IGNORE);
    return wanted
        && !uses.isEmpty()
        && uses.stream().flatMap(List::stream).allMatch(use -> use.arguments() == null);
  }
}
