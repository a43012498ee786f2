// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.embabel;

import com.embabel.agent.core.AgentProcess;
import com.embabel.agent.core.AgentProcessStatusCode;
import com.embabel.agent.domain.io.UserInput;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import io.tracewheel.javaagent.genai.Content;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.Messages;
import io.tracewheel.javaagent.genai.OpenCall;
import io.tracewheel.javaagent.genai.Operation;
import io.tracewheel.javaagent.genai.OptionalGetter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One run of an agent process: until it has reached its goal, waits for somebody or can get no
 * further. A process that goes on after a wait runs again, as a run of its own.
 */
public final class ProcessRun {

  private static final ContextKey<AgentProcess> RUNNING =
      ContextKey.named("tracewheel-embabel-process");

  private final AgentProcess process;
  private final GenAiCall call;
  private final Scope scope;

  @SuppressWarnings("MustBeClosedChecker") // end closes it, on the same thread
  private ProcessRun(AgentProcess process, GenAiCall call) {
    this.process = process;
    this.call = call;
    this.scope = call.context().with(RUNNING, process).makeCurrent();
  }

  /**
   * Starts and attaches a run on this thread; {@code null} for a process that is over, which the
   * library does not run again, and for one that runs itself again after having been stuck.
   */
  public static @Nullable ProcessRun start(AgentProcess process) {
    AgentProcessStatusCode status = process.getStatus();
    if (status == AgentProcessStatusCode.COMPLETED
        || status == AgentProcessStatusCode.KILLED
        || status == AgentProcessStatusCode.TERMINATED
        || Context.current().get(RUNNING) == process) {
      return null;
    }
    GenAiRequest request = new GenAiRequest(Operation.INVOKE_AGENT);
    request.set(GenAiAttributes.AGENT_NAME, process.getAgent().getName());
    request.set(GenAiAttributes.AGENT_DESCRIPTION, process.getAgent().getDescription());
    request.set(GenAiAttributes.CONVERSATION_ID, conversation(process));
    if (GenAiTelemetry.get().capturesContent()) {
      String asked = asked(process.getObjects());
      if (asked != null) {
        request.content(Content.INPUT_MESSAGES, Messages.listOf(Messages.message("user", asked)));
      }
    }
    return new ProcessRun(process, GenAiCall.start(Layer.FRAMEWORK, request));
  }

  /** The context that the application named, or that the run around this one belongs to. */
  private static @Nullable String conversation(AgentProcess process) {
    // A value class of Kotlin: its getter's name changes with its signature.
    Object named =
        OptionalGetter.field(process.getProcessContext().getProcessOptions(), "contextId");
    if (named instanceof String id) {
      return id;
    }
    OpenCall outer = OpenCall.agentIn(Context.current());
    return outer == null ? null : outer.requestValue(GenAiAttributes.CONVERSATION_ID);
  }

  /** The last that a user said, of what the process knows at its start. */
  private static @Nullable String asked(List<Object> objects) {
    String asked = null;
    for (Object object : objects) {
      if (object instanceof UserInput input) {
        asked = input.getContent();
      } else if (object instanceof String text) {
        asked = text;
      }
    }
    return asked;
  }

  /** The run ended, on the thread where it began. */
  public void end(@Nullable Throwable error) {
    scope.close();
    if (error != null) {
      call.fail(error, null);
      return;
    }
    AgentProcessStatusCode status = process.getStatus();
    switch (status) {
      case FAILED:
      case STUCK:
      case TERMINATED:
      case KILLED:
        failed(status);
        break;
      default:
        call.end(answer());
    }
  }

  private void failed(AgentProcessStatusCode status) {
    GenAiResponse response = new GenAiResponse();
    if (process.getFailureInfo() instanceof Throwable cause) {
      call.fail(cause, response);
    } else {
      response.failed(status.name().toLowerCase(Locale.ROOT));
      call.end(response);
    }
  }

  private GenAiResponse answer() {
    GenAiResponse response = new GenAiResponse();
    if (GenAiTelemetry.get().capturesContent()
        && process.getStatus() == AgentProcessStatusCode.COMPLETED) {
      Object result = process.lastResult();
      String text =
          result instanceof String said ? said : OptionalGetter.text(result, "getContent");
      if (text != null) {
        response.content(
            Content.OUTPUT_MESSAGES, Messages.listOf(Messages.message("assistant", text)));
      }
    }
    return response;
  }
}
