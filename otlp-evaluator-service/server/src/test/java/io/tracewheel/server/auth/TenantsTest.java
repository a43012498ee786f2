// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tracewheel.server.config.SecurityConfig;
import io.tracewheel.server.pipeline.Refusal;
import io.tracewheel.server.pipeline.RefusedException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TenantsTest {
  private final AtomicLong now = new AtomicLong();

  private Tenants tenants(long items, long bytes) {
    return new Tenants(new SecurityConfig.Tenants("x-tenant", items, bytes), now::get, () -> 0);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private static Refusal refusal(Tenants tenants, String name) {
    try {
      tenants.admit(name, null);
    } catch (RefusedException e) {
      return e.refusal();
    }
    throw new AssertionError(name + " was let in");
  }

  @Test
  void whatIsOwedIsWaitedOffAndNotAMomentLonger() throws Exception {
    Tenants tenants = tenants(100, 0);
    tenants.admit("a", null).charge(350, 1 << 30);
    // 100 were there, 250 are owed.
    assertThat(refusal(tenants, "a").retryAfter()).isEqualTo(Duration.ofMillis(2500));
    assertThat(refusal(tenants, "a").reason()).isEqualTo(Refusal.Reason.QUOTA);
    pass(Duration.ofMillis(2499));
    assertThat(refusal(tenants, "a").retryAfter()).isEqualTo(Duration.ofMillis(1));
    pass(Duration.ofMillis(1));
    tenants.admit("a", null);
    tenants.admit("b", null);
  }

  @Test
  void overALongTimeATenantGetsItsRateAndNoMore() throws Exception {
    Tenants tenants = tenants(0, 1000);
    long sent = 0;
    for (int i = 0; i < 10_000; i++) {
      try {
        tenants.admit("a", null).charge(1, 73);
        sent += 73;
      } catch (RefusedException e) {
        // Comes back with the next step.
      }
      pass(Duration.ofMillis(10));
    }
    assertThat(sent).isBetween(100_000L, 101_200L);
  }

  @Test
  void theHeaderTellsTheTenantOnlyWhereNobodyHasAuthenticated() throws Exception {
    Tenants tenants = tenants(10, 0);
    tenants.admit("known", "other").charge(100, 0);
    assertThatThrownBy(() -> tenants.admit("known", "yet-another"))
        .isInstanceOf(RefusedException.class);
    tenants.admit(null, "other").charge(100, 0);
    assertThatThrownBy(() -> tenants.admit(null, "other")).isInstanceOf(RefusedException.class);
    tenants.admit(null, null);
  }

  @Test
  void aFloodOfNamesSharesOneAllowanceOnceThereAreTooMany() throws Exception {
    Tenants tenants = tenants(10, 0);
    int refused = 0;
    for (int i = 0; i < 10_100; i++) {
      try {
        tenants.admit(null, "name-" + i).charge(20, 0);
      } catch (RefusedException e) {
        refused++;
      }
    }
    assertThat(refused).isEqualTo(99);
    // When they have waited off what they owe they are forgotten.
    pass(Duration.ofSeconds(10));
    tenants.admit(null, "late").charge(20, 0);
    assertThatThrownBy(() -> tenants.admit(null, "late")).isInstanceOf(RefusedException.class);
    tenants.admit(null, "later");
  }
}
