// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.adk;

import com.google.adk.tools.BaseTool;
import com.google.adk.tools.ToolContext;
import io.reactivex.rxjava3.core.Single;
import io.tracewheel.javaagent.genai.Content;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Json;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.Operation;
import java.lang.reflect.InvocationTargetException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run of a tool, from the call to the end of what it answers with. Tools that are methods run
 * within the call already.
 */
public final class ToolRun {

  private final GenAiCall call;
  private final Current inside;

  private ToolRun(GenAiCall call) {
    this.call = call;
    this.inside = new Current(call.context());
  }

  /** Starts a run on this thread; a tool that hands on to its super class is still one. */
  public static ToolRun start(
      BaseTool tool, @Nullable Map<String, Object> arguments, @Nullable ToolContext context) {
    String id = context == null ? null : context.functionCallId().orElse(null);
    GenAiRequest request = new GenAiRequest(Operation.EXECUTE_TOOL);
    request.identity(tool.name() + '\n' + id);
    request.set(GenAiAttributes.TOOL_NAME, tool.name());
    request.set(GenAiAttributes.TOOL_TYPE, "function");
    request.set(GenAiAttributes.TOOL_DESCRIPTION, tool.description());
    request.set(GenAiAttributes.TOOL_CALL_ID, id);
    if (arguments != null && GenAiTelemetry.get().capturesContent()) {
      request.content(Content.TOOL_ARGUMENTS, tree(arguments));
    }
    return new ToolRun(GenAiCall.start(Layer.FRAMEWORK, request));
  }

  /** The call answered with a single or threw, on the thread where it was made. */
  public @Nullable Single<Map<String, Object>> returned(
      @Nullable Single<Map<String, Object>> answer, @Nullable Throwable error) {
    inside.close();
    if (answer == null) {
      if (error == null) {
        call.end(null);
      } else {
        call.fail(error, null);
      }
      return answer;
    }
    TracedAnswer traced = new TracedAnswer(answer, call);
    call.watch(traced);
    return traced;
  }

  /** A method that is a tool threw; the kit is about to make it an answer for the model. */
  public static void methodThrew(Throwable error) {
    GenAiCall open = GenAiCall.open(Operation.EXECUTE_TOOL);
    if (open != null) {
      open.failing(
          error instanceof InvocationTargetException && error.getCause() != null
              ? error.getCause()
              : error);
    }
  }

  static GenAiResponse response(@Nullable Map<String, Object> answer) {
    GenAiResponse response = new GenAiResponse();
    if (answer != null && GenAiTelemetry.get().capturesContent()) {
      response.content(Content.TOOL_RESULT, tree(answer));
    }
    return response;
  }

  /** Arguments and answers are mostly what JSON knows; of anything else the text counts. */
  private static Object tree(Map<String, Object> map) {
    Map<String, Object> tree = new LinkedHashMap<>();
    map.forEach(
        (name, value) ->
            tree.put(
                name,
                value instanceof Number || value instanceof Boolean
                    ? value
                    : Json.parseOrText(String.valueOf(value))));
    return tree;
  }
}
