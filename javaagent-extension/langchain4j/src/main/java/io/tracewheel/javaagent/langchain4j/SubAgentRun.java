// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.Operation;
import io.tracewheel.javaagent.genai.OptionalGetter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One call of an agent by the agentic system that it belongs to. Agents that are AI services or
 * workflows start their own run and are told their name; all others, such as methods of the
 * application, are run here.
 */
public final class SubAgentRun {

  private static final String AGENTIC = "dev.langchain4j.agentic.";

  private final @Nullable AgentNote note;
  private final @Nullable GenAiCall call;

  private SubAgentRun(@Nullable AgentNote note, @Nullable GenAiCall call) {
    this.note = note;
    this.call = call;
  }

  /**
   * Starts a call on this thread.
   *
   * @param invoker LangChain4j's {@code AgentInvoker}
   */
  public static SubAgentRun start(Object invoker, @Nullable Object agent) {
    if (agent != null && startsItsOwnRun(agent)) {
      return new SubAgentRun(AgentNote.of(invoker), null);
    }
    GenAiRequest request = new GenAiRequest(Operation.INVOKE_AGENT);
    request.set(GenAiAttributes.AGENT_NAME, OptionalGetter.text(invoker, "name"));
    request.set(GenAiAttributes.AGENT_DESCRIPTION, OptionalGetter.text(invoker, "description"));
    return new SubAgentRun(null, GenAiCall.start(Layer.FRAMEWORK, request).attach());
  }

  /** Proxies of other handlers, for agents elsewhere, are called without any more ado. */
  private static boolean startsItsOwnRun(Object agent) {
    if (!Proxy.isProxyClass(agent.getClass())) {
      return false;
    }
    String handler = Proxy.getInvocationHandler(agent).getClass().getName();
    return handler.startsWith(AGENTIC + "agent.")
        || handler.startsWith(AGENTIC + "internal.")
        || handler.startsWith(AGENTIC + "workflow.")
        || handler.startsWith(AGENTIC + "supervisor.");
  }

  /** The agent returned or threw, on the thread where it was called. */
  public void returned(@Nullable Object result, @Nullable Throwable error) {
    if (note != null) {
      note.close();
    }
    if (call != null) {
      call.detach();
      end(call, result, error);
    }
  }

  static void end(GenAiCall call, @Nullable Object result, @Nullable Throwable error) {
    if (error == null) {
      call.end(AgentRun.response(result));
    } else if (isSuspension(error)) {
      call.end(null);
    } else {
      call.fail(unwrapped(error), null);
    }
  }

  /** Waiting for a human being is no failure. */
  private static boolean isSuspension(Throwable error) {
    return error.getClass().getName().equals(AGENTIC + "scope.AgenticSystemSuspendedException");
  }

  /** What the agent threw, not what each level of the system puts around it. */
  private static Throwable unwrapped(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null
        && (cause instanceof InvocationTargetException
            || cause instanceof ExecutionException
            || cause.getClass() == RuntimeException.class
            || cause.getClass().getName().equals(AGENTIC + "agent.AgentInvocationException"))) {
      cause = cause.getCause();
    }
    return cause;
  }
}
