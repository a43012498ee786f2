// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class IntakeTest {
  private final Intake intake = new Intake(100, () -> 0.25);

  @Test
  void reservesUpToTheBudgetAndTakesBackAllOnClose() throws Exception {
    try (Intake.Ticket one = intake.enter();
        Intake.Ticket two = intake.enter()) {
      assertThat(one.reserve(60)).isTrue();
      assertThat(two.reserve(41)).isFalse();
      assertThat(two.reserve(40)).isTrue();
      assertThatThrownBy(intake::enter)
          .isInstanceOfSatisfying(
              RefusedException.class,
              e -> assertThat(e.refusal().retryAfter()).isEqualTo(Duration.ofMillis(1500)));
      one.close();
      one.close();
      assertThat(intake.reservedBytes()).isEqualTo(40);
      assertThat(one.reserve(1)).as("a closed ticket").isFalse();
    }
    assertThat(intake.reservedBytes()).isZero();
  }

  @Test
  void letsInARequestBeyondTheBudgetWhenItIsAlone() throws Exception {
    try (Intake.Ticket alone = intake.enter()) {
      assertThat(alone.reserve(500)).isTrue();
      assertThat(alone.reserve(500)).isTrue();
    }
  }

  @Test
  void letsNothingInWhileDrainingAndKnowsWhenItIsIdle() throws Exception {
    Intake.Ticket open = intake.enter();
    intake.drain();

    assertThatThrownBy(intake::enter).hasMessageContaining("stopping");
    assertThat(intake.awaitIdle(Duration.ofMillis(20))).isFalse();
    Thread closing = new Thread(open::close);
    closing.start();
    assertThat(intake.awaitIdle(Duration.ofSeconds(10))).isTrue();
    closing.join();
  }
}
