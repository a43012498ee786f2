// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import io.tracewheel.javaagent.genai.Content;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Json;
import io.tracewheel.javaagent.genai.Operation;
import io.tracewheel.javaagent.genai.OptionalGetter;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.tool.observation.ToolCallingObservationContext;

/** A run of a tool. */
final class ToolRecorder implements Recorder {

  private final ToolCallingObservationContext observed;

  ToolRecorder(ToolCallingObservationContext observed) {
    this.observed = observed;
  }

  @Override
  public GenAiRequest request(boolean streaming) {
    String name = observed.getToolDefinition().name();
    String arguments = observed.getToolCallArguments();
    String told = OptionalGetter.text(observed, "getToolCallId");
    String id = told != null ? told : ToolBatch.idOf(name, arguments);
    GenAiRequest request = new GenAiRequest(Operation.EXECUTE_TOOL);
    request.identity(name + '\n' + (id == null ? arguments : id));
    request.set(GenAiAttributes.TOOL_NAME, name);
    request.set(GenAiAttributes.TOOL_TYPE, "function");
    request.set(GenAiAttributes.TOOL_CALL_ID, id);
    request.set(GenAiAttributes.TOOL_DESCRIPTION, observed.getToolDefinition().description());
    if (arguments != null && GenAiTelemetry.get().capturesContent()) {
      request.content(Content.TOOL_ARGUMENTS, Json.parseOrText(arguments));
    }
    return request;
  }

  @Override
  public GenAiResponse response(@Nullable Object result) {
    GenAiResponse response = new GenAiResponse();
    String text = observed.getToolCallResult();
    if (text != null && GenAiTelemetry.get().capturesContent()) {
      response.content(Content.TOOL_RESULT, Json.parseOrText(text));
    }
    return response;
  }
}
