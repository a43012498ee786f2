// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import io.tracewheel.trace.Captured;
import io.tracewheel.trace.GenAiOperation;
import io.tracewheel.trace.LlmCall;
import io.tracewheel.trace.Message;
import io.tracewheel.trace.Part;
import io.tracewheel.trace.ToolDefinition;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code tool_declared}: the model called only tools that it was offered.
 *
 * <p>Fails when the answer calls a tool whose exact name is not among the tool definitions of the
 * same call. Not scored when the answer calls no tool or the definitions were not captured. Tools
 * that the provider runs by itself are not looked at.
 */
final class ToolDeclared implements SpanEvaluator {

  @Override
  public String name() {
    return "tool_declared";
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
    Captured<List<Message>> output = call.outputMessages();
    List<Message> messages = output.value();
    if (messages == null) {
      return output.isAbsent() ? Unscored.NOT_CAPTURED : Unscored.UNREADABLE;
    }
    List<Part.ToolRequest> requests = ToolRequests.of(messages);
    if (requests.isEmpty()) {
      return Unscored.NOT_APPLICABLE;
    }
    Captured<List<ToolDefinition>> offered = call.toolDefinitions();
    List<ToolDefinition> definitions = offered.value();
    if (definitions == null) {
      return offered.isAbsent() ? Unscored.NOT_CAPTURED : Unscored.UNREADABLE;
    }
    Set<String> names = new HashSet<>();
    definitions.forEach(definition -> names.add(definition.name()));
    for (Part.ToolRequest request : requests) {
      if (!names.contains(request.name())) {
        return Score.fail(
            this,
            "The model called the tool "
                + Names.safe(request.name())
                + ", which it was not offered.");
      }
    }
    return Score.pass(this);
  }
}
