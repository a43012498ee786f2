// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.embabel;

import com.embabel.agent.api.tool.Tool;
import com.embabel.chat.ToolCall;
import io.tracewheel.javaagent.genai.Content;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Json;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.Operation;
import io.tracewheel.javaagent.genai.OptionalGetter;
import org.jspecify.annotations.Nullable;

/** One run of a tool that a model asked for. */
public final class ToolRun {

  private static final String SPRINGS_WRAPPER =
      "org.springframework.ai.tool.execution.ToolExecutionException";

  private final String name;
  private final GenAiCall call;

  private ToolRun(String name, GenAiCall call) {
    this.name = name;
    this.call = call;
  }

  /** Starts and attaches a run on this thread. */
  public static ToolRun start(Tool tool, ToolCall asked) {
    GenAiRequest request = new GenAiRequest(Operation.EXECUTE_TOOL);
    request.identity(asked.getName() + '\n' + asked.getId());
    request.set(GenAiAttributes.TOOL_NAME, asked.getName());
    request.set(GenAiAttributes.TOOL_TYPE, "function");
    request.set(GenAiAttributes.TOOL_DESCRIPTION, tool.getDefinition().getDescription());
    request.set(GenAiAttributes.TOOL_CALL_ID, asked.getId());
    if (GenAiTelemetry.get().capturesContent()) {
      request.content(Content.TOOL_ARGUMENTS, Json.parseOrText(asked.getArguments()));
    }
    return new ToolRun(asked.getName(), GenAiCall.start(Layer.FRAMEWORK, request).attach());
  }

  /** A tool threw; the library is about to make a text for the model of it. */
  public static void toolThrew(Throwable error) {
    GenAiCall open = GenAiCall.open(Operation.EXECUTE_TOOL);
    if (open != null) {
      open.failing(
          error.getClass().getName().equals(SPRINGS_WRAPPER) && error.getCause() != null
              ? error.getCause()
              : error);
    }
  }

  /**
   * Ends the run on the same thread.
   *
   * @param returned the text for the model; in later releases a pair, of which it is the second
   */
  public void end(@Nullable Object returned, @Nullable Throwable error) {
    call.detach();
    Object text = returned instanceof String ? returned : OptionalGetter.get(returned, "getSecond");
    GenAiResponse response = new GenAiResponse();
    if (text instanceof String said) {
      if (isError(said)) {
        response.failed("tool_error");
      }
      if (GenAiTelemetry.get().capturesContent()) {
        response.content(Content.TOOL_RESULT, Json.parseOrText(said));
      }
    }
    if (error == null) {
      call.end(response);
    } else {
      call.fail(error, response);
    }
  }

  /** Whether the library wrote the text itself, because the tool threw or answered an error. */
  private boolean isError(String said) {
    return said.startsWith("Error: ")
        || said.startsWith("WARNING: Tool '" + name + "' failed with exception: ");
  }
}
