// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.conduct;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ConductTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void theBreakerOpensAfterFiveTimeoutsAndTriesOneCallAfterAWhile() {
    Breaker breaker = new Breaker(Duration.ofSeconds(30), Duration.ofSeconds(100));
    for (int i = 0; i < 5; i++) {
      assertThat(breaker.enter(0)).isNull();
      breaker.failed(0, true);
    }
    assertThat(breaker.enter(29 * SECOND)).contains("not asked for a while");
    assertThat(breaker.enter(30 * SECOND)).isNull();
    assertThat(breaker.enter(30 * SECOND)).isNotNull();
    breaker.failed(30 * SECOND, false);
    assertThat(breaker.enter(89 * SECOND)).isNotNull();
    assertThat(breaker.enter(90 * SECOND)).isNull();
    breaker.failed(90 * SECOND, true);
    // Twice as long each time, up to the longest.
    assertThat(breaker.enter(189 * SECOND)).isNotNull();
    assertThat(breaker.enter(190 * SECOND)).isNull();
    breaker.answered(190 * SECOND);
    assertThat(breaker.enter(190 * SECOND)).isNull();
  }

  @Test
  void theBreakerOpensWhenHalfOfTwentyCallsFailAndNotBefore() {
    Breaker breaker = new Breaker(Duration.ofSeconds(30), Duration.ofSeconds(100));
    for (int i = 0; i < 9; i++) {
      breaker.failed(i, false);
      breaker.answered(i);
    }
    breaker.answered(20);
    assertThat(breaker.enter(20)).isNull();
    breaker.failed(20, false);
    assertThat(breaker.enter(20)).isNotNull();
    Breaker slow = new Breaker(Duration.ofSeconds(30), Duration.ofSeconds(100));
    for (int i = 0; i < 60; i++) {
      slow.failed(i * 2 * SECOND, false);
    }
    assertThat(slow.enter(120 * SECOND)).as("at most 16 calls in any 30 s").isNull();
  }

  @Test
  void aJudgeThatDoesNotLetUsInIsNotAskedAgain() {
    Breaker breaker = new Breaker(Duration.ofSeconds(30), Duration.ofSeconds(100));
    breaker.pause("no key");
    assertThat(breaker.enter(1000 * SECOND)).isEqualTo("no key");
  }

  @Test
  void concurrencyGrowsByOneARoundAndHalvesOnceForEachOverload() {
    Concurrency concurrency = new Concurrency(4, 6);
    long[] permits = new long[4];
    for (int i = 0; i < 4; i++) {
      permits[i] = concurrency.tryAcquire();
    }
    assertThat(concurrency.tryAcquire()).isEqualTo(-1);
    for (long permit : permits) {
      concurrency.overloaded(permit);
    }
    assertThat(concurrency.limit()).isEqualTo(2);
    assertThat(concurrency.running()).isZero();
    for (int i = 0; i < 100; i++) {
      concurrency.tryAcquire();
      concurrency.succeeded();
    }
    assertThat(concurrency.limit()).isEqualTo(6);
    for (int i = 0; i < 20; i++) {
      concurrency.overloaded(concurrency.tryAcquire());
    }
    assertThat(concurrency.limit()).isEqualTo(1);
  }

  @Test
  void thePaceHalvesAfterTooManyCallsAndWaitsAsLongAsTheJudgeSays() {
    Pace pace = new Pace(60, Double.POSITIVE_INFINITY, 0);
    assertThat(pace.take(1, 0)).isZero();
    assertThat(pace.take(1, 0)).isEqualTo(SECOND);
    assertThat(pace.take(1, SECOND)).isZero();
    pace.slowDown(SECOND);
    pace.slowDown(SECOND);
    assertThat(pace.rate()).as("one burst counts once").isEqualTo(30);
    pace.pause(Duration.ofSeconds(7), SECOND);
    assertThat(pace.take(1, 2 * SECOND)).isEqualTo(6 * SECOND);
    assertThat(pace.take(1, 8 * SECOND)).isZero();
    for (int i = 0; i < 100; i++) {
      pace.slowDown((i + 2) * 5 * SECOND);
    }
    assertThat(pace.rate()).isEqualTo(6);
  }

  @Test
  void tokensAMinuteAreKept() {
    Pace pace = new Pace(6000, 1000, 0);
    assertThat(pace.take(800, 0)).isZero();
    assertThat(pace.take(800, 0)).isBetween(35 * SECOND, 37 * SECOND);
    // More than a minute's worth waits for a full minute, not for ever.
    assertThat(pace.take(5000, 60 * SECOND)).isZero();
  }

  @Test
  void oneFlightServesAllWhoAskForTheSame() {
    FlightCache<String> cache = new FlightCache<>(2, value -> Duration.ofSeconds(1));
    CompletableFuture<String> flight = new CompletableFuture<>();
    int[] asked = {0};
    for (int i = 0; i < 100; i++) {
      FlightCache.Hit<String> hit =
          cache.get(
              "k",
              () -> 0L,
              () -> {
                asked[0]++;
                return flight;
              });
      assertThat(hit.shared()).isEqualTo(i > 0);
    }
    flight.complete("v");
    assertThat(asked[0]).isEqualTo(1);
    assertThat(cache.get("k", () -> SECOND - 1, () -> flight).shared()).isTrue();
    assertThat(cache.get("k", () -> SECOND, () -> flight).shared()).isFalse();
  }

  @Test
  void theCacheIsBoundedAndAFailureIsForgottenAtOnce() {
    FlightCache<String> cache =
        new FlightCache<>(2, value -> value.isEmpty() ? Duration.ZERO : Duration.ofDays(1));
    for (String key : new String[] {"a", "b", "c"}) {
      cache.get(key, () -> 0L, () -> CompletableFuture.completedFuture(key));
    }
    assertThat(cache.get("a", () -> 0L, () -> CompletableFuture.completedFuture("")).shared())
        .isFalse();
    assertThat(cache.get("a", () -> 0L, () -> CompletableFuture.completedFuture("")).shared())
        .isFalse();
    assertThat(cache.get("c", () -> 0L, CompletableFuture::new).shared()).isTrue();
  }
}
