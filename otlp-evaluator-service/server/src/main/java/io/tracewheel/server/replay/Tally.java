// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.replay;

import io.tracewheel.otlp.Signal;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Counts what was accepted and says how far the replay is. Thread-safe. */
final class Tally {
  private static final long TERMINAL_NANOS = 200_000_000L;
  private static final long PLAIN_NANOS = 5_000_000_000L;
  private static final double NANOS = 1e9;

  private final PrintWriter err;
  private final boolean terminal;
  private final long begun = System.nanoTime();
  private final Map<Signal, Long> accepted = new EnumMap<>(Signal.class);
  private long requests;
  private long lost;
  private long lostRequests;
  private @Nullable String firstLoss;
  private long said;

  /**
   * A tally.
   *
   * @param terminal whether one line may be written over and over
   */
  Tally(PrintWriter err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
    this.said = begun;
  }

  /** Counts one answer. */
  synchronized void answered(String place, Signal signal, int items, Target.Answer answer) {
    requests++;
    long taken = answer.accepted() ? Math.max(0, items - answer.rejected()) : 0;
    accepted.merge(signal, taken, Long::sum);
    if (!answer.complete()) {
      lost += items - taken;
      lostRequests++;
      if (firstLoss == null) {
        firstLoss = place + ": " + answer.reason();
      }
    }
  }

  /** Says how far it is, if it has not been said for a while. */
  synchronized void progress() {
    long now = System.nanoTime();
    if (now - said < (terminal ? TERMINAL_NANOS : PLAIN_NANOS)) {
      return;
    }
    said = now;
    if (terminal) {
      err.print("\r" + sentence(now) + "   ");
    } else {
      err.println(sentence(now));
    }
    err.flush();
  }

  /** The last word: what was accepted, what was not and where that began. */
  synchronized String summary(String destination) {
    String sum = sentence(System.nanoTime()) + " by " + destination;
    return firstLoss == null
        ? sum
        : sum
            + String.format(
                Locale.ROOT,
                "; NOT accepted: %,d items in %,d requests, first at %s",
                lost,
                lostRequests,
                firstLoss);
  }

  /** Whether the line of progress has to be ended before anything else is written. */
  boolean terminal() {
    return terminal;
  }

  /** Whether every item of every request was accepted. */
  synchronized boolean complete() {
    return lostRequests == 0;
  }

  private String sentence(long now) {
    double seconds = (now - begun) / NANOS;
    StringJoiner counts = new StringJoiner(", ");
    accepted.forEach(
        (signal, count) -> counts.add(String.format(Locale.ROOT, "%,d %s", count, signal.items())));
    return String.format(
        Locale.ROOT,
        "%s in %,d requests accepted in %.1f s",
        counts.length() == 0 ? "nothing" : counts,
        requests,
        seconds);
  }
}
