// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ToolDeclaredTest {
  private static final String CALLS =
      "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"tool_call\",\"id\":\"1\",\"name\":\"weather\","
          + "\"arguments\":{}},{\"type\":\"tool_call\",\"id\":\"2\",\"name\":\"news\",\"arguments\":{}}]}]";

  private final ToolDeclared declared = new ToolDeclared();

  @Test
  void callsOfOfferedToolsPassInEveryShapeOfDefinition() {
    assertThat(
            SpanBuilder.chat()
                .out(CALLS)
                .tools(
                    "[{\"type\":\"function\",\"name\":\"weather\"},"
                        + "{\"type\":\"function\",\"function\":{\"name\":\"news\"}}]")
                .by(declared))
        .isEqualTo(Score.pass(declared));
  }

  @Test
  void aCallOfAToolThatWasNotOfferedFails() {
    assertThat(
            SpanBuilder.chat()
                .out(CALLS)
                .tools("[{\"type\":\"function\",\"name\":\"weather\"}]")
                .by(declared))
        .isEqualTo(
            Score.fail(declared, "The model called the tool news, which it was not offered."));
    assertThat(((Score) SpanBuilder.chat().out(CALLS).tools("[]").by(declared)).failed()).isTrue();
  }

  @Test
  void withoutCallsOrDefinitionsThereIsNothingToJudge() {
    assertThat(SpanBuilder.chat().out(CALLS).by(declared)).isEqualTo(Unscored.NOT_CAPTURED);
    assertThat(SpanBuilder.chat().out("[]").tools("[]").by(declared))
        .isEqualTo(Unscored.NOT_APPLICABLE);
    assertThat(SpanBuilder.chat().tools("[]").by(declared)).isEqualTo(Unscored.NOT_CAPTURED);
    assertThat(SpanBuilder.chat().out(CALLS).tools("[{]").by(declared))
        .isEqualTo(Unscored.UNREADABLE);
  }

  @Test
  void contentInASpanEventCountsAsOnTheSpan() {
    assertThat(
            SpanBuilder.chat()
                .event("gen_ai.client.inference.operation.details", "gen_ai.output.messages", CALLS)
                .tools("[]")
                .by(declared))
        .isInstanceOf(Score.class);
    assertThat(
            SpanBuilder.chat()
                .event("other", "gen_ai.output.messages", CALLS)
                .tools("[]")
                .by(declared))
        .isEqualTo(Unscored.NOT_CAPTURED);
  }
}
