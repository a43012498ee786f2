// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.SpanEvaluator;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.trajectory.Run;
import io.tracewheel.evaluators.trajectory.TrajectoryEvaluator;
import io.tracewheel.server.config.RulesConfig.CpuBudget;
import io.tracewheel.trace.GenAiOperation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The CPU that one rule may use, on all threads together. What has begun cannot be stopped, so a
 * minute is passed by no more than the evaluations that run when it is used up. From then on the
 * rule gives no score, for {@link Unscored#BUDGET}, until the minute is over. Single evaluations
 * above their budget keep their score; after {@value #OVERRUNS} of them within a minute the rule is
 * set aside for {@value #ASIDE_MINUTES} minutes: {@link Unscored#QUARANTINED}. Where all rules
 * together have a budget, it also ends when its share of that does. What is skipped depends on
 * nothing but the clock's readings. Safe for use by many threads.
 */
final class RuleBudget {
  private static final int OVERRUNS = 5;
  private static final int ASIDE_MINUTES = 5;
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final CpuBudget limits;
  private final CommonBudget.@Nullable Share share;
  private final EvaluationClock clock;
  private final Deque<Long> overruns = new ArrayDeque<>();
  private boolean begun;
  private long minuteStart;
  private long used;
  private boolean aside;
  private long asideUntil;

  /**
   * @param share of what all rules together may use; null where they may use what they need
   */
  RuleBudget(CpuBudget limits, CommonBudget.@Nullable Share share, EvaluationClock clock) {
    this.limits = limits;
    this.share = share;
    this.clock = clock;
  }

  /** The same evaluator within this budget. */
  SpanEvaluator around(SpanEvaluator evaluator) {
    return new SpanEvaluator() {
      @Override
      public String name() {
        return evaluator.name();
      }

      @Override
      public String version() {
        return evaluator.version();
      }

      @Override
      public boolean appliesTo(GenAiOperation operation) {
        return evaluator.appliesTo(operation);
      }

      @Override
      public Outcome evaluate(GenAiOperation operation) {
        return within(() -> evaluator.evaluate(operation));
      }
    };
  }

  /** The same evaluator within this budget. */
  TrajectoryEvaluator around(TrajectoryEvaluator evaluator) {
    return new TrajectoryEvaluator() {
      @Override
      public String id() {
        return evaluator.id();
      }

      @Override
      public String version() {
        return evaluator.version();
      }

      @Override
      public ScoreScale scale() {
        return evaluator.scale();
      }

      @Override
      public Outcome evaluate(Run run) {
        return within(() -> evaluator.evaluate(run));
      }
    };
  }

  private Outcome within(Supplier<Outcome> evaluation) {
    long begin = clock.nanoTime();
    Unscored why = enter(begin);
    if (why != null) {
      return why;
    }
    if (share != null && !share.hasSome(begin)) {
      return Unscored.BUDGET;
    }
    long before = reading();
    try {
      return evaluation.get();
    } finally {
      long cpu = Math.max(0, reading() - before);
      left(cpu, clock.nanoTime());
      if (share != null) {
        share.spend(cpu);
      }
    }
  }

  /** CPU time of the thread; where there is none, time. */
  private long reading() {
    long cpu = clock.threadCpuNanos();
    return cpu < 0 ? clock.nanoTime() : cpu;
  }

  private synchronized @Nullable Unscored enter(long now) {
    if (aside && now - asideUntil < 0) {
      return Unscored.QUARANTINED;
    }
    aside = false;
    if (!begun || now - minuteStart >= MINUTE) {
      begun = true;
      minuteStart = now;
      used = 0;
    }
    Duration perMinute = limits.perMinute();
    return perMinute != null && used >= perMinute.toNanos() ? Unscored.BUDGET : null;
  }

  private synchronized void left(long cpu, long now) {
    used += cpu;
    Duration perCall = limits.perCall();
    if (perCall == null || cpu <= perCall.toNanos()) {
      return;
    }
    overruns.addLast(now);
    while (now - overruns.getFirst() > MINUTE) {
      overruns.removeFirst();
    }
    if (overruns.size() >= OVERRUNS) {
      overruns.clear();
      aside = true;
      asideUntil = now + ASIDE_MINUTES * MINUTE;
    }
  }
}
