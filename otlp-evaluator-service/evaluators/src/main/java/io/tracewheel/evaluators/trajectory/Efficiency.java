// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import io.tracewheel.trace.trajectory.Totals;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of the Deep Agents evaluations over a set of runs; each is null where no run says
 * what it needs. A run that lacks a figure does not take part in the metric that needs it.
 *
 * @param correctness solved runs over judged runs
 * @param stepRatio sum of actual over sum of expected steps
 * @param toolCallRatio sum of actual over sum of expected tool calls
 * @param latencyRatio sum of actual over sum of ideal seconds
 * @param solveRate mean over judged runs of expected steps per second of the run, 0 where it was
 *     not solved
 */
public record Efficiency(
    @Nullable Double correctness,
    @Nullable Double stepRatio,
    @Nullable Double toolCallRatio,
    @Nullable Double latencyRatio,
    @Nullable Double solveRate) {

  /**
   * What one run did and should have done.
   *
   * @param expected null when nobody says
   */
  public record Figures(int steps, int toolCalls, double seconds, @Nullable Reference expected) {

    /** Of a run: a step is a model call, the time from the first start to the last end. */
    public static Figures of(Run run) {
      Totals totals = run.trajectory().totals();
      return new Figures(
          totals.modelCalls(), totals.toolCalls(), totals.durationNanos() / 1e9, run.reference());
    }
  }

  /** The metrics of a set of runs. */
  public static Efficiency of(List<Figures> runs) {
    return new Efficiency(
        mean(runs, run -> Objects.equals(run.solved(), true) ? 1.0 : 0.0, r -> r.solved() != null),
        ratio(runs, Figures::steps, Reference::steps),
        ratio(runs, Figures::toolCalls, Reference::toolCalls),
        ratio(runs, Figures::seconds, Reference::latencySeconds),
        solveRate(runs));
  }

  private static @Nullable Double mean(
      List<Figures> runs,
      ToDoubleFunction<Reference> value,
      java.util.function.Predicate<Reference> judged) {
    List<Reference> all =
        runs.stream().map(Figures::expected).filter(Objects::nonNull).filter(judged).toList();
    return all.isEmpty() ? null : all.stream().mapToDouble(value).sum() / all.size();
  }

  private static @Nullable Double ratio(
      List<Figures> runs,
      ToDoubleFunction<Figures> actual,
      Function<Reference, @Nullable Number> expected) {
    double did = 0;
    double should = 0;
    for (Figures run : runs) {
      Number ideal = run.expected() == null ? null : expected.apply(run.expected());
      if (ideal != null) {
        did += actual.applyAsDouble(run);
        should += ideal.doubleValue();
      }
    }
    return should == 0 ? null : did / should;
  }

  private static @Nullable Double solveRate(List<Figures> runs) {
    double sum = 0;
    int judged = 0;
    for (Figures run : runs) {
      Reference expected = run.expected();
      if (expected == null || expected.solved() == null || expected.steps() == null) {
        continue;
      }
      if (expected.solved() && !(run.seconds() > 0)) {
        continue;
      }
      judged++;
      sum += expected.solved() ? expected.steps() / run.seconds() : 0;
    }
    return judged == 0 ? null : sum / judged;
  }
}
