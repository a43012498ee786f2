// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import io.tracewheel.javaagent.genai.Content;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Json;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.Operation;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;
import org.springframework.ai.tool.execution.ToolExecutionException;

/**
 * Runs of tools that Spring AI does not observe, by frameworks on top of it and by applications.
 */
public final class DirectToolRuns {

  private DirectToolRuns() {}

  /**
   * Starts and attaches a run on this thread; {@code null} directly inside another run, which this
   * one is then a part of: the same as observed, or a tool wrapped into a tool.
   */
  public static @Nullable GenAiCall start(ToolCallback tool, @Nullable String arguments) {
    if (GenAiCall.open(Operation.EXECUTE_TOOL) != null) {
      return null;
    }
    ToolDefinition definition = tool.getToolDefinition();
    GenAiRequest request = new GenAiRequest(Operation.EXECUTE_TOOL);
    request.identity(definition.name() + '\n' + arguments);
    request.set(GenAiAttributes.TOOL_NAME, definition.name());
    request.set(GenAiAttributes.TOOL_TYPE, "function");
    request.set(GenAiAttributes.TOOL_DESCRIPTION, definition.description());
    if (arguments != null && GenAiTelemetry.get().capturesContent()) {
      request.content(Content.TOOL_ARGUMENTS, Json.parseOrText(arguments));
    }
    return GenAiCall.start(Layer.FRAMEWORK, request).attach();
  }

  /** Ends a run of {@link #start} on the same thread. */
  public static void end(GenAiCall run, @Nullable String result, @Nullable Throwable error) {
    run.detach();
    GenAiResponse response = new GenAiResponse();
    if (result != null && GenAiTelemetry.get().capturesContent()) {
      response.content(Content.TOOL_RESULT, Json.parseOrText(result));
    }
    if (error instanceof ToolExecutionException && error.getCause() != null) {
      run.fail(error.getCause(), response);
    } else if (error != null) {
      run.fail(error, response);
    } else {
      run.end(response);
    }
  }
}
