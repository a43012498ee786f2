// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.conduct;

import java.time.Duration;

/**
 * When the next call may be made: so many requests and tokens a minute, not before a judge said,
 * and half as fast after it had too many; then slowly faster again. Times are readings of one clock
 * in nanoseconds. Safe for use by many threads.
 */
public final class Pace {
  private static final double MINUTE = Duration.ofMinutes(1).toNanos();
  private static final double SLOWEST = 6;
  private static final double FASTER = 1.1;
  private static final long COOL_DOWN = Duration.ofSeconds(5).toNanos();

  private final double requestsPerMinute;
  private final double tokensPerMinute;
  private double rate;
  private double requests;
  private double tokens;
  private long filledAt;
  private long notBefore;
  private boolean gate;
  private long slowedAt;
  private boolean slowed;

  /**
   * A pace, with a second's worth of requests and a minute's worth of tokens at hand.
   *
   * @param requestsPerMinute the most requests, above 0
   * @param tokensPerMinute the most tokens, above 0; infinite for no limit
   */
  public Pace(double requestsPerMinute, double tokensPerMinute, long now) {
    this.requestsPerMinute = requestsPerMinute;
    this.tokensPerMinute = tokensPerMinute;
    this.rate = requestsPerMinute;
    this.requests = burst();
    this.tokens = tokensPerMinute;
    this.filledAt = now;
  }

  private double burst() {
    return Math.max(1, rate / 60);
  }

  /**
   * Takes the right to make a call.
   *
   * @param upTo most tokens that it can take; what is more than a minute's worth waits for a whole
   *     minute's worth
   * @return 0 when it may be made, else how many nanoseconds to wait before asking again
   */
  public synchronized long take(long upTo, long now) {
    if (gate && now - notBefore < 0) {
      return notBefore - now;
    }
    gate = false;
    double passed = Math.max(0, now - filledAt) / MINUTE;
    filledAt = now;
    requests = Math.min(burst(), requests + passed * rate);
    boolean counted = tokensPerMinute != Double.POSITIVE_INFINITY;
    double wanted = counted ? Math.min(upTo, tokensPerMinute) : 0;
    if (counted) {
      tokens = Math.min(tokensPerMinute, tokens + passed * tokensPerMinute);
    }
    double wait = Math.max(0, (1 - requests) / rate);
    if (counted) {
      wait = Math.max(wait, (wanted - tokens) / tokensPerMinute);
    }
    if (wait > 0) {
      return Math.max(1_000_000, (long) (wait * MINUTE));
    }
    requests -= 1;
    tokens -= wanted;
    return 0;
  }

  /** A call went well. */
  public synchronized void succeeded() {
    rate = Math.min(requestsPerMinute, rate * FASTER);
  }

  /** The judge had too many calls: half as fast. What it says of one burst counts once. */
  public synchronized void slowDown(long now) {
    if (slowed && now - slowedAt < COOL_DOWN) {
      return;
    }
    slowed = true;
    slowedAt = now;
    rate = Math.min(requestsPerMinute, Math.max(SLOWEST, rate / 2));
    requests = Math.min(requests, burst());
  }

  /** The judge wants no call for a while. */
  public synchronized void pause(Duration pause, long now) {
    long until = now + pause.toNanos();
    if (!gate || until - notBefore > 0) {
      notBefore = until;
      gate = true;
    }
  }

  /** Requests a minute now. */
  public synchronized double rate() {
    return rate;
  }
}
