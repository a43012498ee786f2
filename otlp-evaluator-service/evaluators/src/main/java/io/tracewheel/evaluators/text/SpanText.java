// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.SpanEvaluator;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.trace.Captured;
import io.tracewheel.trace.GenAiOperation;
import io.tracewheel.trace.LlmCall;
import io.tracewheel.trace.Message;
import io.tracewheel.trace.Part;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text evaluator on the answers of model calls: the text parts, joined, of the first choice that
 * has one. A call without text, such as one that only calls tools, is not scored. A span has no
 * reference.
 *
 * @param evaluator judges the text
 */
public record SpanText(TextEvaluator evaluator) implements SpanEvaluator {

  @Override
  public String name() {
    return evaluator.id();
  }

  @Override
  public String version() {
    return evaluator.version();
  }

  @Override
  public boolean appliesTo(GenAiOperation operation) {
    return operation instanceof LlmCall;
  }

  @Override
  public Outcome evaluate(GenAiOperation operation) {
    Captured<List<Message>> output = ((LlmCall) operation).outputMessages();
    List<Message> messages = output.value();
    if (messages == null) {
      return output.isAbsent() ? Unscored.NOT_CAPTURED : Unscored.UNREADABLE;
    }
    for (Message message : messages) {
      String text = text(message);
      if (text != null) {
        return evaluator.evaluate(text, null);
      }
    }
    return Unscored.NOT_APPLICABLE;
  }

  private static @Nullable String text(Message message) {
    StringBuilder joined = null;
    for (Part part : message.parts()) {
      String content = part instanceof Part.Text text ? text.content().text() : null;
      if (content != null) {
        joined = joined == null ? new StringBuilder() : joined;
        joined.append(content);
      }
    }
    return joined == null ? null : joined.toString();
  }
}
