// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.conduct;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What judges may spend in a day (UTC), all together and by rule. The most that a call can cost is
 * reserved before it is made, on disk when there is a file, and settled when it is known: whatever
 * happens in between, a limit is never passed by more than a provider uses beyond what it was
 * allowed. Safe for use by many threads.
 */
public final class Budget implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Budget.class);
  private static final double WARN_AT = 0.8;
  private static final long DAY_NANOS = 86_400_000_000_000L;

  /** Tells the time, in nanoseconds since 1970. */
  @FunctionalInterface
  public interface WallClock {
    /** Now. */
    long unixNanos();
  }

  private Limits whole;
  private final Ledger ledger;
  private final WallClock clock;
  private final Set<String> warned = new HashSet<>();
  private long warnedOn;

  Budget(Limits whole, Ledger ledger, WallClock clock) {
    this.whole = whole;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * A budget that survives restarts, in a file of its own.
   *
   * @throws IOException if the file cannot be used; the message says why and how to mend it
   */
  public static Budget open(Path file, Limits whole, WallClock clock) throws IOException {
    LockedFile locked = new LockedFile(file);
    try {
      return new Budget(whole, new Ledger(locked, file.toString()), clock);
    } catch (IOException e) {
      locked.close();
      throw e;
    }
  }

  /** A budget of this process alone. */
  public static Budget inMemory(Limits whole, WallClock clock) {
    try {
      return new Budget(whole, new Ledger(new NoFile(), "in memory"), clock);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Sets the most that a call can cost aside.
   *
   * @param rule whose call it is
   * @param limits what that rule may spend in a day
   * @param most upper bound of one call
   * @throws OverBudgetException if that is more than is left, or cannot be written down
   */
  public synchronized Reservation reserve(String rule, Limits limits, Spent most)
      throws OverBudgetException {
    ledger.turn(today());
    Spent ofRule = ledger.spent(rule).plus(most);
    Spent ofAll = ledger.all().plus(most);
    refuse(ofRule.over(limits), "rule " + rule);
    refuse(ofAll.over(whole), "all judges");
    try {
      long number = ledger.reserve(rule, most);
      warn("rule " + rule, ofRule.share(limits));
      warn("all judges", ofAll.share(whole));
      return new Reservation(this, number, most);
    } catch (IOException e) {
      throw new OverBudgetException(
          "the budget file cannot be written (" + e.getMessage() + "), so nothing is spent", e);
    }
  }

  /** From now on all together may spend this; what was spent stays spent. */
  public synchronized void limit(Limits limits) {
    whole = limits;
  }

  private long today() {
    return Math.floorDiv(clock.unixNanos(), DAY_NANOS);
  }

  private static void refuse(String limit, String whose) throws OverBudgetException {
    if (!limit.isEmpty()) {
      throw new OverBudgetException(
          "the day's budget of " + whose + ", " + limit + ", has no room for another call");
    }
  }

  private void warn(String whose, double share) {
    if (warnedOn != today()) {
      warnedOn = today();
      warned.clear();
    }
    if (share >= WARN_AT && warned.add(whose)) {
      LOG.warn("The day's budget of {} is used up to {} %.", whose, Math.round(100 * share));
    }
  }

  synchronized void settle(long number, Spent spent) {
    try {
      ledger.settle(number, spent);
    } catch (IOException e) {
      // What was reserved stays spent in the file: too much, never too little.
      LOG.warn("The budget file cannot be written: {}", e.getMessage());
    }
  }

  /** What a rule has spent today, reservations included. */
  public synchronized Spent spent(String rule) {
    ledger.turn(today());
    return ledger.spent(rule);
  }

  /** What all rules have spent today, reservations included. */
  public synchronized Spent spent() {
    ledger.turn(today());
    return ledger.all();
  }

  @Override
  public synchronized void close() throws IOException {
    ledger.close();
  }

  /** Money set aside for one call. Settled at most once; left alone, it counts as spent. */
  public static final class Reservation {
    private final Budget budget;
    private final long number;
    private final Spent most;

    Reservation(Budget budget, long number, Spent most) {
      this.budget = budget;
      this.number = number;
      this.most = most;
    }

    /** The call was not made after all. */
    public void giveBack() {
      budget.settle(number, Spent.NOTHING);
    }

    /** The call was made. A null is not known: what was reserved counts. */
    public Spent settle(@Nullable Long tokens, @Nullable Long nanos) {
      Spent spent =
          new Spent(
              most.calls(),
              tokens == null ? most.tokens() : tokens,
              nanos == null ? most.nanos() : nanos);
      budget.settle(number, spent);
      return spent;
    }
  }

  /** Keeps nothing. */
  private static final class NoFile implements LedgerFile {
    @Override
    public byte[] read() {
      return new byte[0];
    }

    @Override
    public void append(byte[] bytes) {}

    @Override
    public void force() {}

    @Override
    public void truncate(long length) {}

    @Override
    public void replace(byte[] bytes) {}

    @Override
    public void close() {}
  }
}
