// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.Unscored;
import org.junit.jupiter.api.Test;

class PrivateDataInRunsTest {
  private static final String PERSON = "alice@example.com";

  @Test
  void whatIsSaidInAnyStepOfARunIsCountedAndNotRepeated() {
    RunBuilder run =
        new RunBuilder()
            .user("I am " + PERSON)
            .says("One moment.")
            .calls("pay", "{'card':'4111 1111 1111 1111'}", "{\"password\":\"hunter2\"}")
            .retrieves("[{'content':'call +1 415 555 2671'}]");
    Score pii = run.score("trace_pii", "{}");
    assertThat(pii.failed()).isTrue();
    assertThat(pii.explanation())
        .isEqualTo("Found 1 email in the input; 1 payment_card, 1 phone in tools.");
    assertThat(run.score("trace_secrets", "{}").explanation())
        .isEqualTo("Found 1 password in tools.");
    assertThat(run.score("trace_pii", "{'types':['iban']}").failed()).isFalse();
  }

  @Test
  void aRunWithoutContentIsNotScored() {
    assertThat(new RunBuilder().toolWithoutContent("pay").by("trace_pii", "{}"))
        .isEqualTo(Unscored.NOT_CAPTURED);
  }
}
