// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import io.tracewheel.trace.Captured;
import io.tracewheel.trace.GenAiOperation;
import io.tracewheel.trace.JsonValue;
import io.tracewheel.trace.LlmCall;
import io.tracewheel.trace.Message;
import io.tracewheel.trace.Part;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code answer_json_valid}: where JSON was asked for, the text of the answer is JSON.
 *
 * <p>Applies to calls whose {@code gen_ai.output.type} is {@code json}. The text parts of each
 * choice, joined, must be exactly one JSON document with nothing before or after it but white
 * space; a document inside a Markdown code fence fails, because it is what a program that parses
 * the answer would stumble over. Choices without text (tool calls) are left out; when there is no
 * text at all, the call is not scored.
 */
final class AnswerJsonValid implements SpanEvaluator {

  @Override
  public String name() {
    return "answer_json_valid";
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
    if (!"json".equalsIgnoreCase(call.outputType())) {
      return Unscored.NOT_APPLICABLE;
    }
    Captured<List<Message>> output = call.outputMessages();
    List<Message> messages = output.value();
    if (messages == null) {
      return output.isAbsent() ? Unscored.NOT_CAPTURED : Unscored.UNREADABLE;
    }
    boolean judged = false;
    for (Message message : messages) {
      String text = text(message);
      if (text != null && !text.isBlank()) {
        judged = true;
        if (!JsonValue.of(text).isDocument()) {
          return Score.fail(this, explain(text));
        }
      }
    }
    return judged ? Score.pass(this) : Unscored.NOT_APPLICABLE;
  }

  private static String explain(String text) {
    String start = text.stripLeading();
    return start.startsWith("```")
        ? "JSON was asked for, but the answer is a Markdown code fence."
        : "JSON was asked for, but the answer is not one JSON document.";
  }

  private static @Nullable String text(Message message) {
    StringBuilder joined = null;
    for (Part part : message.parts()) {
      if (part instanceof Part.Text text) {
        String content = text.content().text();
        if (content != null) {
          joined = joined == null ? new StringBuilder() : joined;
          joined.append(content);
        }
      }
    }
    return joined == null ? null : joined.toString();
  }
}
