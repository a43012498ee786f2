// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.googlegenai;

import io.tracewheel.javaagent.genai.Content;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.Operation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs of the application's methods as tools. */
public final class ToolRuns {

  private ToolRuns() {}

  /**
   * Starts and attaches a run on this thread.
   *
   * @param arguments by name; anything else counts as none
   */
  public static GenAiCall start(Method tool, @Nullable Object arguments) {
    GenAiRequest request = new GenAiRequest(Operation.EXECUTE_TOOL);
    // No id tells one run from another, and a tool may well call a model that calls it again.
    request.identity(tool.getName() + '\n' + System.identityHashCode(arguments));
    request.set(GenAiAttributes.TOOL_NAME, tool.getName());
    request.set(GenAiAttributes.TOOL_TYPE, "function");
    if (arguments instanceof Map && GenAiTelemetry.get().capturesContent()) {
      request.content(Content.TOOL_ARGUMENTS, arguments);
    }
    return GenAiCall.start(Layer.VENDOR_SDK, request).attach();
  }

  /** Ends a run of {@link #start} on the same thread. */
  public static void end(GenAiCall call, @Nullable Object result, @Nullable Throwable error) {
    call.detach();
    if (error != null) {
      Throwable thrown = error instanceof InvocationTargetException ? error.getCause() : error;
      call.fail(thrown == null ? error : thrown, null);
      return;
    }
    GenAiResponse response = new GenAiResponse();
    if (GenAiTelemetry.get().capturesContent()) {
      response.content(Content.TOOL_RESULT, isTree(result) ? result : text(result));
    }
    call.end(response);
  }

  private static boolean isTree(@Nullable Object result) {
    return result instanceof Map || result instanceof List || result instanceof String;
  }

  private static @Nullable String text(@Nullable Object result) {
    try {
      return result == null ? null : result.toString();
    } catch (RuntimeException unreadable) {
      return null;
    }
  }
}
