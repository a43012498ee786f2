// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import io.tracewheel.trace.Captured;
import io.tracewheel.trace.GenAiOperation;
import io.tracewheel.trace.LlmCall;
import io.tracewheel.trace.Message;
import io.tracewheel.trace.Part;
import java.util.List;

/**
 * {@code answer_not_empty}: the model answered something.
 *
 * <p>Where the output was captured: fails when no choice holds text that is not blank, a tool call,
 * a refusal, or any other part but reasoning. Where it was not: fails when the model reports 0
 * output tokens and a finish reason {@code stop} or {@code end_turn}; otherwise it is not scored.
 * Calls that failed are not scored: they are not expected to have an answer.
 */
final class AnswerNotEmpty implements SpanEvaluator {

  @Override
  public String name() {
    return "answer_not_empty";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public boolean appliesTo(GenAiOperation operation) {
    return operation instanceof LlmCall;
  }

  @Override
  public Outcome evaluate(GenAiOperation operation) {
    LlmCall call = (LlmCall) operation;
    if (call.failed()) {
      return Unscored.NOT_APPLICABLE;
    }
    Captured<List<Message>> output = call.outputMessages();
    List<Message> messages = output.value();
    if (messages == null) {
      if (!output.isAbsent()) {
        return Unscored.UNREADABLE;
      }
      return stoppedWithoutTokens(call)
          ? Score.fail(this, "The model stopped after 0 output tokens.")
          : Unscored.NOT_CAPTURED;
    }
    boolean said =
        messages.stream().flatMap(message -> message.parts().stream()).anyMatch(this::says);
    return said ? Score.pass(this) : Score.fail(this, "The answer has no text and no tool call.");
  }

  private boolean says(Part part) {
    if (part instanceof Part.Text text) {
      return !text.content().isBlank();
    }
    return !(part instanceof Part.Reasoning);
  }

  private static boolean stoppedWithoutTokens(LlmCall call) {
    return call.usage().output() == 0
        && call.finishReasons().stream()
            .anyMatch(
                reason -> reason.equalsIgnoreCase("stop") || reason.equalsIgnoreCase("end_turn"));
  }
}
