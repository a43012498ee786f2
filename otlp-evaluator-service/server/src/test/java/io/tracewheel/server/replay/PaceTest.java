// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND = 1_000_000_000L;

  private final List<Long> slept = new ArrayList<>();
  private long now = -5 * SECOND;

  @Test
  void itemsAreSpreadEvenly() throws InterruptedException {
    Pace pace = pace(100);

    pace.await(50);
    pace.await(100);
    pace.await(1);

    assertThat(slept).containsExactly(SECOND / 2, SECOND);
  }

  @Test
  void lostTimeIsNotMadeUpForWithABurst() throws InterruptedException {
    Pace pace = pace(1);
    pace.await(1);
    now += 60 * SECOND;

    pace.await(1);
    pace.await(1);

    assertThat(slept).containsExactly(SECOND);
  }

  @Test
  void withoutARateNothingWaits() throws InterruptedException {
    Pace pace = pace(0);

    pace.await(1_000_000);
    pace.await(1_000_000);

    assertThat(slept).isEmpty();
  }

  private Pace pace(double perSecond) {
    return new Pace(
        perSecond,
        () -> now,
        nanos -> {
          slept.add(nanos);
          now += nanos;
        });
  }
}
