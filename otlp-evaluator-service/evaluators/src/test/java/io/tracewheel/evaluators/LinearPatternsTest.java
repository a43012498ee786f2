// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class LinearPatternsTest {
  private final LinearPatterns patterns = new LinearPatterns();

  @Test
  void findsAnywhereInTheTextAsSchemasMeanIt() {
    assertThat(patterns.getRegularExpression("b+").matches("abbc")).isTrue();
    assertThat(patterns.getRegularExpression("^b+$").matches("abbc")).isFalse();
  }

  @Test
  void repetitionsInsideEachOtherAreRefusedBeforeTheyTakeMemory() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    patterns.getRegularExpression("(a{30}){30}").matches("a"); // what the library loads once
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatThrownBy(() -> patterns.getRegularExpression("((a{100}){100}){10}").matches("a"))
        .isInstanceOf(LinearPatterns.Unusable.class);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(2_000_000);
  }

  @Test
  void theBudgetCountsTextTimesPattern() {
    var pattern = patterns.getRegularExpression("^[a-z]{1,500}$");
    String text = "a".repeat(1_000);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 10; i++) {
                assertThat(pattern.matches(text)).isFalse();
              }
            })
        .isInstanceOf(LinearPatterns.BudgetSpent.class);
    patterns.refill();
    assertThat(pattern.matches("abc")).isTrue();
  }
}
