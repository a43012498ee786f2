// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import io.tracewheel.trace.GenAiOperation;
import io.tracewheel.trace.JsonValue;
import io.tracewheel.trace.ToolCall;

/**
 * {@code tool_success}: the tool did what it was asked.
 *
 * <p>Applies to runs of tools ({@code execute_tool}). Fails when the status of the span is ERROR,
 * when it has an {@code error.type}, or when the captured result says that it is an error as {@link
 * ToolErrors} describes. Passes otherwise, also when the result was not captured: a failed run must
 * say so on its span.
 */
final class ToolSuccess implements SpanEvaluator {

  @Override
  public String name() {
    return "tool_success";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public boolean appliesTo(GenAiOperation operation) {
    return operation instanceof ToolCall;
  }

  @Override
  public Outcome evaluate(GenAiOperation operation) {
    ToolCall call = (ToolCall) operation;
    String tool = call.toolName().isEmpty() ? "" : " " + Names.safe(call.toolName());
    String type = call.errorType();
    if (type != null) {
      return Score.fail(this, "The tool" + tool + " failed: error.type " + Names.safe(type) + ".");
    }
    if (call.failed()) {
      return Score.fail(this, "The tool" + tool + " failed: its span has the status ERROR.");
    }
    JsonValue result = call.result().value();
    String sign = result == null ? null : ToolErrors.sign(result);
    return sign == null
        ? Score.pass(this)
        : Score.fail(this, "The tool" + tool + " returned an error: " + sign + ".");
  }
}
