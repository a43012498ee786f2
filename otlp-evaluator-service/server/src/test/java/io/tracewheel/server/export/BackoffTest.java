// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), new Random(1));

  @Test
  void the_ceiling_doubles_up_to_the_longest_wait_and_the_wait_is_anywhere_below() {
    long[] ceilings = {1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000};
    for (int attempt = 1; attempt <= ceilings.length; attempt++) {
      int made = attempt;
      long[] waits =
          LongStream.range(0, 2_000).map(i -> backoff.after(made, null).toMillis()).toArray();
      long ceiling = ceilings[attempt - 1];
      assertThat(LongStream.of(waits).max().orElse(0)).isBetween(ceiling * 9 / 10, ceiling);
      assertThat(LongStream.of(waits).min().orElse(-1)).isBetween(0L, ceiling / 10);
      assertThat(LongStream.of(waits).average().orElse(0))
          .isBetween(ceiling * 0.45, ceiling * 0.55);
    }
    assertThat(backoff.after(1_000_000, null)).isLessThan(Duration.ofSeconds(31));
  }

  @Test
  void a_wait_that_was_asked_for_is_kept_with_a_fifth_on_top_at_most() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(backoff.after(3, Duration.ofSeconds(10)))
          .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(12));
    }
    assertThat(backoff.after(1, Duration.ofDays(3))).isLessThan(Duration.ofMinutes(6));
  }
}
