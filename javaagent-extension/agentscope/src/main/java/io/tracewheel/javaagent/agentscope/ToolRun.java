// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.agentscope;

import io.agentscope.core.message.TextBlock;
import io.agentscope.core.message.ToolResultBlock;
import io.agentscope.core.message.ToolUseBlock;
import io.agentscope.core.tool.ToolCallParam;
import io.tracewheel.javaagent.genai.Content;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.Operation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** One run of a tool. */
public final class ToolRun implements Recorder<ToolResultBlock> {

  /** How {@link ToolResultBlock#error} begins, the library's only mark of an error. */
  private static final String ERROR = "Error: ";

  private final GenAiCall call;
  private final GenAiResponse response = new GenAiResponse();

  private ToolRun(GenAiCall call) {
    this.call = call;
  }

  public static Mono<ToolResultBlock> traced(
      @Nullable ToolCallParam param, Mono<ToolResultBlock> result) {
    ToolUseBlock tool = param == null ? null : param.getToolUseBlock();
    return tool == null || result == null
        ? result
        : new TracedMono<>(result, subscriber -> start(tool));
  }

  private static ToolRun start(ToolUseBlock tool) {
    GenAiRequest request = new GenAiRequest(Operation.EXECUTE_TOOL);
    request.identity(tool.getName() + '\n' + tool.getId());
    request.set(GenAiAttributes.TOOL_NAME, tool.getName());
    request.set(GenAiAttributes.TOOL_TYPE, "function");
    request.set(GenAiAttributes.TOOL_CALL_ID, tool.getId());
    if (GenAiTelemetry.get().capturesContent()) {
      request.content(Content.TOOL_ARGUMENTS, tool.getInput());
    }
    return new ToolRun(GenAiCall.start(Layer.FRAMEWORK, request));
  }

  @Override
  public GenAiCall call() {
    return call;
  }

  @Override
  public void seen(ToolResultBlock result) {
    if (saysError(result)) {
      response.failed("tool_error");
    }
    if (GenAiTelemetry.get().capturesContent()) {
      response.content(Content.TOOL_RESULT, ScopeMessages.result(result));
    }
  }

  private static boolean saysError(ToolResultBlock result) {
    return result.getOutput() != null
        && result.getOutput().size() == 1
        && result.getOutput().get(0) instanceof TextBlock text
        && text.getText() != null
        && text.getText().startsWith(ERROR);
  }

  @Override
  public void completed() {
    call.end(response);
  }

  @Override
  public void failed(Throwable error) {
    call.fail(error, response);
  }

  @Override
  public void cancelled() {
    call.cancel(response);
  }
}
