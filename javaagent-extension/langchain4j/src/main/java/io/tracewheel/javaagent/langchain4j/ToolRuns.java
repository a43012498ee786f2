// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
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
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/** Runs of tools: one span each, however many executors a request passes through. */
public final class ToolRuns {

  private ToolRuns() {}

  /** Starts and attaches a run on this thread. */
  public static GenAiCall start(ToolExecutionRequest tool) {
    GenAiRequest request = new GenAiRequest(Operation.EXECUTE_TOOL);
    request.identity(tool.name() + '\n' + (tool.id() == null ? tool.arguments() : tool.id()));
    request.set(GenAiAttributes.TOOL_NAME, tool.name());
    request.set(GenAiAttributes.TOOL_TYPE, "function");
    request.set(GenAiAttributes.TOOL_CALL_ID, tool.id());
    if (GenAiTelemetry.get().capturesContent()) {
      request.content(Content.TOOL_ARGUMENTS, Json.parseOrText(tool.arguments()));
    }
    return GenAiCall.start(Layer.FRAMEWORK, request).attach();
  }

  /**
   * Ends a run of {@link #start} on the same thread.
   *
   * @param saysError whether the result is the text of an error
   */
  public static void end(
      GenAiCall call, @Nullable String result, boolean saysError, @Nullable Throwable error) {
    call.detach();
    GenAiResponse response = new GenAiResponse();
    if (result != null && GenAiTelemetry.get().capturesContent()) {
      response.content(Content.TOOL_RESULT, Json.parseOrText(result));
    }
    if (error != null) {
      call.fail(unwrapped(error), response);
    } else {
      call.end(saysError ? response.failed("tool_error") : response);
    }
  }

  /**
   * As {@link #end}, in versions where a result is more than a text.
   *
   * @param result LangChain4j's {@code ToolExecutionResult}
   */
  public static void endWithContext(
      GenAiCall call, @Nullable Object result, @Nullable Throwable error) {
    // The text of a result may be made on demand: don't ask for what is not wanted.
    String text =
        GenAiTelemetry.get().capturesContent() ? OptionalGetter.text(result, "resultText") : null;
    boolean saysError = Boolean.TRUE.equals(OptionalGetter.get(result, "isError"));
    end(call, text, saysError, error);
  }

  /** What the tool threw, not what LangChain4j puts around it in later versions. */
  private static Throwable unwrapped(Throwable error) {
    Throwable cause = error.getCause();
    return cause != null
            && error.getClass().getName().equals("dev.langchain4j.exception.ToolExecutionException")
        ? cause
        : error;
  }

  /** A {@code @Tool} method threw; LangChain4j is about to make it a text for the model. */
  public static void toolThrew(Throwable error) {
    GenAiCall open = GenAiCall.open(Operation.EXECUTE_TOOL);
    if (open != null && error instanceof InvocationTargetException && error.getCause() != null) {
      open.failing(error.getCause());
    }
  }
}
