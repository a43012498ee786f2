// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How the evaluators of all threads are doing: what they found, and which of them are set aside.
 * Safe for use by many threads.
 */
public final class EvaluatorHealth {

  /**
   * Counts of one evaluator since the start.
   *
   * @param name its name
   * @param passed spans scored {@code pass}
   * @param failed spans scored {@code fail}
   * @param unscored spans that it applies to but did not score, by reason
   * @param quarantined whether it is set aside now
   */
  public record Report(
      String name, long passed, long failed, Map<Unscored, Long> unscored, boolean quarantined) {}

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final QuarantineRules rules;
  private final EvaluationClock clock;

  /** Health under these rules, told by this clock. */
  public EvaluatorHealth(QuarantineRules rules, EvaluationClock clock) {
    this.rules = rules;
    this.clock = clock;
  }

  /** Counts of all evaluators that have been set up, by name. */
  public List<Report> reports() {
    long now = clock.nanoTime();
    return entries.entrySet().stream()
        .map(entry -> entry.getValue().report(entry.getKey(), now))
        .sorted(Comparator.comparing(Report::name))
        .toList();
  }

  /** Whether an evaluator is set aside now. */
  public boolean isQuarantined(String evaluator) {
    return of(evaluator).isQuarantined(clock.nanoTime());
  }

  /**
   * Takes note of an evaluation that was made elsewhere than by {@link InlineEvaluators}.
   *
   * @param incident whether it threw or overran
   * @return whether the evaluator is set aside because of it
   */
  public boolean count(String evaluator, Outcome outcome, boolean incident) {
    Entry entry = of(evaluator);
    entry.count(outcome);
    return incident && entry.incident(clock.nanoTime());
  }

  Entry of(String evaluator) {
    return entries.computeIfAbsent(evaluator, name -> new Entry(rules));
  }

  QuarantineRules rules() {
    return rules;
  }

  EvaluationClock clock() {
    return clock;
  }

  /** One evaluator on all threads. */
  static final class Entry {
    private final QuarantineRules rules;
    private final LongAdder passed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder[] unscored = new LongAdder[Unscored.values().length];
    private final Deque<Long> incidents = new ArrayDeque<>();

    /** Whether {@link #quarantineEnd} counts; read on the way of every span. */
    private volatile boolean quarantined;

    private long quarantineEnd;

    Entry(QuarantineRules rules) {
      this.rules = rules;
      for (int i = 0; i < unscored.length; i++) {
        unscored[i] = new LongAdder();
      }
    }

    void count(Outcome outcome) {
      Unscored why = outcome.unscored();
      if (why != null) {
        unscored[why.ordinal()].increment();
      } else {
        (((Score) outcome).failed() ? failed : passed).increment();
      }
    }

    boolean isQuarantined(long now) {
      return quarantined && stillQuarantined(now);
    }

    private synchronized boolean stillQuarantined(long now) {
      if (quarantined && now - quarantineEnd >= 0) {
        quarantined = false;
      }
      return quarantined;
    }

    /**
     * Takes note of an evaluation that threw or overran.
     *
     * @return whether the evaluator is set aside because of it
     */
    synchronized boolean incident(long now) {
      incidents.addLast(now);
      while (!incidents.isEmpty() && now - incidents.getFirst() > rules.window().toNanos()) {
        incidents.removeFirst();
      }
      if (quarantined || incidents.size() < rules.incidents()) {
        return false;
      }
      incidents.clear();
      quarantineEnd = now + rules.quarantine().toNanos();
      quarantined = true;
      return true;
    }

    Report report(String name, long now) {
      Map<Unscored, Long> reasons = new EnumMap<>(Unscored.class);
      for (Unscored why : Unscored.values()) {
        long count = unscored[why.ordinal()].sum();
        if (count > 0) {
          reasons.put(why, count);
        }
      }
      return new Report(
          name,
          passed.sum(),
          failed.sum(),
          Collections.unmodifiableMap(reasons),
          isQuarantined(now));
    }
  }
}
