// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ToolCallNotRepeatedTest {
  private static final String USER = text("user", "go");

  private final ToolCallNotRepeated evaluator = new ToolCallNotRepeated();

  private static String text(String role, String text) {
    return "{\"role\":\"%s\",\"parts\":[{\"type\":\"text\",\"content\":\"%s\"}]}"
        .formatted(role, text);
  }

  private static String call(String id, String name, String arguments) {
    return "{\"role\":\"assistant\",\"parts\":[{\"type\":\"tool_call\",\"id\":\"%s\",\"name\":\"%s\",\"arguments\":%s}]}"
        .formatted(id, name, arguments);
  }

  private static String answer(String id, String response) {
    return "{\"role\":\"tool\",\"parts\":[{\"type\":\"tool_call_response\",\"id\":\"%s\",\"response\":%s}]}"
        .formatted(id, response);
  }

  private Outcome outcome(String next, String... history) {
    return SpanBuilder.chat()
        .in("[" + String.join(",", history) + "]")
        .out("[" + next + "]")
        .by(evaluator);
  }

  private void assertRepeated(Outcome outcome) {
    assertThat(outcome)
        .isEqualTo(
            Score.fail(
                evaluator,
                "The tool get_user is called again with the same arguments although its answer is known."));
  }

  private void assertNew(Outcome outcome) {
    assertThat(outcome).isEqualTo(Score.pass(evaluator));
  }

  @Test
  void askingAgainForAKnownAnswerFails() {
    assertRepeated(
        outcome(
            call("2", "get_user", "{\"id\":7,\"all\":true}"),
            USER,
            call("1", "get_user", "{\"id\":7,\"all\":true}"),
            answer("1", "\"Ann\"")));
  }

  @Test
  void argumentsAreComparedAsJsonNotAsText() {
    assertRepeated(
        outcome(
            call("2", "get_user", "\"{ \\\"all\\\" : true, \\\"id\\\":7 }\""),
            USER,
            call("1", "get_user", "{\"id\":7,\"all\":true}"),
            answer("1", "\"Ann\"")));
    assertRepeated(
        outcome(
            call("2", "get_user", "\"\""), USER, call("1", "get_user", "{}"), answer("1", "1")));
    assertNew(
        outcome(
            call("2", "get_user", "{\"id\":\"7\"}"),
            USER,
            call("1", "get_user", "{\"id\":7}"),
            answer("1", "\"Ann\"")));
    assertNew(
        outcome(
            call("2", "get_user", "{\"a\":\"x\\\",\\\"b\\\":\\\"y\"}"),
            USER,
            call("1", "get_user", "{\"a\":\"x\",\"b\":\"y\"}"),
            answer("1", "\"Ann\"")));
  }

  @Test
  void otherToolsOtherArgumentsAndUnansweredCallsAreNew() {
    assertNew(
        outcome(
            call("2", "get_user", "{\"id\":8}"),
            USER,
            call("1", "get_user", "{\"id\":7}"),
            answer("1", "1")));
    assertNew(
        outcome(
            call("2", "get_order", "{\"id\":7}"),
            USER,
            call("1", "get_user", "{\"id\":7}"),
            answer("1", "1")));
    assertNew(outcome(call("2", "get_user", "{}"), USER, call("1", "get_user", "{}")));
  }

  @Test
  void tryingAgainAfterAnErrorIsFine() {
    assertNew(
        outcome(
            call("2", "get_user", "{}"),
            USER,
            call("1", "get_user", "{}"),
            answer("1", "\"Error: timeout\"")));
    assertNew(
        outcome(
            call("2", "get_user", "{}"),
            USER,
            call("1", "get_user", "{}"),
            answer("1", "{\"error\":\"timeout\"}")));
  }

  @Test
  void aUserWhoSpeaksAgainMayWantItAgain() {
    assertNew(
        outcome(
            call("2", "get_user", "{}"),
            USER,
            call("1", "get_user", "{}"),
            answer("1", "1"),
            USER));
  }

  @Test
  void aToolResultInAUserMessageIsNoUserWhoSpeaks() {
    assertRepeated(
        outcome(
            call("2", "get_user", "{}"),
            USER,
            call("1", "get_user", "{}"),
            "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"1\",\"content\":\"Ann\"}]}"));
  }

  @Test
  void lookingAgainAfterAChangeIsFine() {
    assertNew(
        outcome(
            call("3", "get_user", "{}"),
            USER,
            call("1", "get_user", "{}"),
            answer("1", "1"),
            call("2", "rename_user", "{}"),
            answer("2", "\"done\"")));
    assertNew(
        outcome(
            call("3", "get_user", "{}"),
            USER,
            call("1", "get_user", "{}"),
            answer("1", "1"),
            call("2", "rename_user", "{}")));
  }

  @Test
  void readingAndFailingCallsBetweenChangeNothing() {
    assertRepeated(
        outcome(
            call("4", "get_user", "{}"),
            USER,
            call("1", "get_user", "{}"),
            answer("1", "1"),
            call("2", "rename_user", "{}"),
            answer("2", "\"Error: not allowed\""),
            call("3", "listOrders", "{}"),
            answer("3", "[]")));
  }

  @Test
  void doingTheSameThingTwiceFails() {
    assertThat(
            ((Score)
                    outcome(
                        call("2", "book", "{\"seat\":1}"),
                        USER,
                        call("1", "book", "{\"seat\":1}"),
                        answer("1", "\"booked\"")))
                .failed())
        .isTrue();
    assertNew(
        outcome(
            call("3", "set_light", "{\"on\":true}"),
            USER,
            call("1", "set_light", "{\"on\":true}"),
            answer("1", "1"),
            call("2", "set_light", "{\"on\":false}"),
            answer("2", "1")));
  }

  @Test
  void pollingSomethingThatChangesIsFine() {
    assertNew(
        outcome(
            call("3", "get_user", "{}"),
            USER,
            call("1", "get_user", "{}"),
            answer("1", "\"pending\""),
            call("2", "get_user", "{}"),
            answer("2", "\"running\"")));
  }

  @Test
  void theSameCallTwiceInOneAnswerFails() {
    String twice =
        "{\"role\":\"assistant\",\"parts\":[{\"type\":\"tool_call\",\"name\":\"a\",\"arguments\":{\"x\":1,\"y\":2}},"
            + "{\"type\":\"tool_call\",\"name\":\"a\",\"arguments\":{\"y\":2,\"x\":1}}]}";
    assertThat(outcome(twice, USER))
        .isEqualTo(
            Score.fail(evaluator, "The answer calls the tool a twice with the same arguments."));
    assertThat(SpanBuilder.chat().out("[" + twice + "]").by(evaluator)).isInstanceOf(Score.class);
    String once = call("1", "a", "{}");
    assertThat(((Score) outcome(once + "," + once, USER)).failed())
        .as("two choices are alternatives, not a repetition")
        .isFalse();
  }

  @Test
  void withoutHistoryOrCallsThereIsNothingToJudge() {
    assertThat(SpanBuilder.chat().out("[" + call("1", "a", "{}") + "]").by(evaluator))
        .isEqualTo(Unscored.NOT_CAPTURED);
    assertThat(outcome(text("assistant", "hi"), USER)).isEqualTo(Unscored.NOT_APPLICABLE);
    assertThat(SpanBuilder.chat().out("[" + call("1", "a", "{}") + "]").in("[").by(evaluator))
        .isEqualTo(Unscored.UNREADABLE);
  }
}
