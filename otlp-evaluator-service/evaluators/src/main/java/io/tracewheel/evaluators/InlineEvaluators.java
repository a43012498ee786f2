// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import io.tracewheel.trace.GenAiOperation;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs evaluators on one span after the other so that none can harm the span or the others: what an
 * evaluator throws, even an error, costs its own score and no more; one that throws or overruns its
 * budget too often is set aside for a while. For one thread.
 */
public final class InlineEvaluators {

  /** Takes what was found. */
  @FunctionalInterface
  public interface Sink {
    /** One score. */
    void score(Score score);
  }

  /** Tells which scores a span already has. */
  @FunctionalInterface
  public interface Present {
    /** Whether the span carries the score of this evaluator, by position in the list. */
    boolean isScored(int evaluator);
  }

  private static final Logger LOG = LoggerFactory.getLogger(InlineEvaluators.class);

  private final SpanEvaluator[] evaluators;
  private final EvaluatorHealth.Entry[] health;
  private final EvaluationClock clock;
  private final long budget;

  /** The last reading of the thread's CPU clock, and when it was taken. */
  private long cpuRead = -1;

  private long cpuReadAt;

  /**
   * The evaluators that are not switched off.
   *
   * @throws IllegalArgumentException if two evaluators have one name, or a name to switch off is
   *     not among them
   */
  public InlineEvaluators(
      List<SpanEvaluator> all, Set<String> disabled, EvaluatorHealth sharedHealth) {
    List<String> names = all.stream().map(SpanEvaluator::name).toList();
    if (Set.copyOf(names).size() != names.size()) {
      throw new IllegalArgumentException("two evaluators have the same name: " + names);
    }
    for (String name : disabled) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException(
            "there is no evaluator " + name + " to switch off; there are " + names);
      }
    }
    evaluators =
        all.stream()
            .filter(evaluator -> !disabled.contains(evaluator.name()))
            .toArray(SpanEvaluator[]::new);
    health = new EvaluatorHealth.Entry[evaluators.length];
    for (int i = 0; i < evaluators.length; i++) {
      health[i] = sharedHealth.of(evaluators[i].name());
    }
    clock = sharedHealth.clock();
    budget = sharedHealth.rules().budget().toNanos();
  }

  /** Names of the evaluators that run, in their order. */
  public List<String> names() {
    return Arrays.stream(evaluators).map(SpanEvaluator::name).toList();
  }

  /**
   * Evaluates one span.
   *
   * @return how many evaluators threw
   */
  public int evaluate(GenAiOperation operation, Present present, Sink sink) {
    int thrown = 0;
    long before = clock.nanoTime();
    if (cpuRead < 0 || before - cpuReadAt > budget / 4) {
      readCpu(before);
    }
    for (int i = 0; i < evaluators.length; i++) {
      Outcome outcome = evaluate(i, operation, present, before);
      if (outcome == null) {
        continue;
      }
      if (outcome == Unscored.FAILED) {
        thrown++;
      }
      health[i].count(outcome);
      long after = clock.nanoTime();
      if (outcome == Unscored.FAILED || overran(before, after)) {
        incident(i, outcome, after);
      }
      before = after;
      if (outcome instanceof Score score) {
        sink.score(score);
      }
    }
    return thrown;
  }

  @SuppressWarnings("CatchingUnchecked") // whatever an evaluator throws must not cost the span
  private @Nullable Outcome evaluate(int i, GenAiOperation operation, Present present, long now) {
    try {
      if (!evaluators[i].appliesTo(operation)) {
        return null;
      }
      if (health[i].isQuarantined(now)) {
        return Unscored.QUARANTINED;
      }
      if (present.isScored(i)) {
        return Unscored.ALREADY_SCORED;
      }
      Outcome outcome = evaluators[i].evaluate(operation);
      // Only its own name protects a score from being given twice.
      return outcome instanceof Score score && !score.name().equals(evaluators[i].name())
          ? Unscored.FAILED
          : outcome;
    } catch (Throwable e) {
      // Neither the message nor the trace: they may hold content of the span.
      LOG.debug("evaluator {} threw {}", evaluators[i].name(), e.getClass().getName());
      return Unscored.FAILED;
    }
  }

  /**
   * Whether the evaluation used more CPU than it may. Wall time alone does not say so: the thread
   * may have waited for the processor or the garbage collector. What others used since the last
   * reading of the CPU clock is at most the wall time until this evaluation began.
   */
  private boolean overran(long before, long after) {
    if (after - before <= budget) {
      return false;
    }
    long cpuBefore = cpuRead;
    long others = before - cpuReadAt;
    readCpu(after);
    return cpuBefore < 0 || cpuRead - cpuBefore - others > budget;
  }

  private void readCpu(long now) {
    cpuRead = clock.threadCpuNanos();
    cpuReadAt = now;
  }

  private void incident(int i, Outcome outcome, long now) {
    if (health[i].incident(now)) {
      LOG.warn(
          "Evaluator {} is set aside for a while: it {} too often.",
          evaluators[i].name(),
          outcome == Unscored.FAILED ? "throws" : "uses more CPU than its budget");
    }
  }
}
