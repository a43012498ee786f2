// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.koog;

import ai.koog.agents.core.environment.ReceivedToolResult;
import ai.koog.agents.core.environment.ToolResultKind;
import ai.koog.prompt.message.MessagePart;
import io.tracewheel.javaagent.genai.Content;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Json;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.Operation;
import kotlin.coroutines.Continuation;
import org.jspecify.annotations.Nullable;

/** One run of a tool. */
public final class ToolRun {

  private ToolRun() {}

  public static Object[] started(
      String owner, MessagePart.Tool.Call tool, Continuation<Object> continuation) {
    if (SuspendedCall.goesOn(owner, "executeTool", continuation)) {
      return SuspendedCall.none(continuation);
    }
    GenAiRequest request = new GenAiRequest(Operation.EXECUTE_TOOL);
    request.identity(tool.getTool() + '\n' + tool.getId());
    request.set(GenAiAttributes.TOOL_NAME, tool.getTool());
    request.set(GenAiAttributes.TOOL_TYPE, "function");
    request.set(GenAiAttributes.TOOL_CALL_ID, tool.getId());
    if (GenAiTelemetry.get().capturesContent()) {
      request.content(Content.TOOL_ARGUMENTS, Json.parseOrText(tool.getArgs()));
    }
    return SuspendedCall.of(
        continuation, GenAiCall.start(Layer.FRAMEWORK, request), ToolRun::answer);
  }

  private static GenAiResponse answer(@Nullable Object value) {
    GenAiResponse response = new GenAiResponse();
    if (value instanceof ReceivedToolResult result) {
      if (!(result.getResultKind() instanceof ToolResultKind.Success)) {
        response.failed("tool_error");
      }
      if (GenAiTelemetry.get().capturesContent()) {
        response.content(Content.TOOL_RESULT, Json.parseOrText(result.getOutput()));
      }
    }
    return response;
  }
}
