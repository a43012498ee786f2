// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import dev.langchain4j.service.tool.ToolExecutionResult;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import org.jspecify.annotations.Nullable;

/** Results of tools in versions where these are more than a text. */
public final class ToolResults {

  private ToolResults() {}

  /** Ends a run of {@link ToolRuns#start} on the same thread. */
  public static void end(
      GenAiCall call, @Nullable ToolExecutionResult result, @Nullable Throwable error) {
    boolean saysError = result != null && result.isError();
    ToolRuns.end(call, text(result), saysError, error);
  }

  private static @Nullable String text(@Nullable ToolExecutionResult result) {
    try {
      return result != null && GenAiTelemetry.get().capturesContent() ? result.resultText() : null;
    } catch (RuntimeException notAText) {
      return null;
    }
  }
}
