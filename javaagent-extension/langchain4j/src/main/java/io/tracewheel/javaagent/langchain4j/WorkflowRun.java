// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import io.tracewheel.javaagent.genai.Content;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.Messages;
import io.tracewheel.javaagent.genai.Operation;
import io.tracewheel.javaagent.genai.OptionalGetter;
import java.lang.reflect.Method;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One run of several agents: of a workflow or, where a model decides who comes next, an agent. */
public final class WorkflowRun {

  /** What the library calls a workflow that the application gave no name; some are random. */
  private static final Pattern NO_NAME =
      Pattern.compile("invoke|Sequential|Parallel|ParallelMapper|Loop|Conditional|Planner|.*#.*");

  private final GenAiCall call;

  private WorkflowRun(GenAiCall call) {
    this.call = call;
  }

  /**
   * Starts a run on this thread.
   *
   * @param handler LangChain4j's invocation handler of the workflow
   * @param arguments of its private method, among them the method of the workflow's interface that
   *     was called, and the arguments of that one
   */
  public static WorkflowRun start(Object handler, Object[] arguments) {
    AgentNote note = AgentNote.current();
    String name = note == null ? null : note.name;
    String description = note == null ? null : note.description;
    if (name == null) {
      name = AgentNote.text(handler, "name");
    }
    if (description == null) {
      description = AgentNote.text(handler, "description");
    }
    boolean decides = isSupervisor(handler);
    GenAiRequest request =
        new GenAiRequest(decides ? Operation.INVOKE_AGENT : Operation.INVOKE_WORKFLOW);
    if (decides) {
      request.set(GenAiAttributes.AGENT_NAME, named(name) ? name : "Supervisor");
      request.set(GenAiAttributes.AGENT_DESCRIPTION, description);
    } else if (named(name)) {
      request.set(GenAiAttributes.WORKFLOW_NAME, name);
    }
    for (int i = 0; i < arguments.length - 1; i++) {
      if (arguments[i] instanceof Method method) {
        Object[] given = arguments[i + 1] instanceof Object[] array ? array : new Object[0];
        AgentRun.describeArguments(request, method, given);
        if (given.length == 1
            && given[0] instanceof String text
            && GenAiTelemetry.get().capturesContent()) {
          request.content(Content.INPUT_MESSAGES, Messages.listOf(Messages.message("user", text)));
        }
      }
    }
    return new WorkflowRun(GenAiCall.start(Layer.FRAMEWORK, request).attach());
  }

  private static boolean named(@Nullable String name) {
    return name != null && !NO_NAME.matcher(name).matches();
  }

  private static boolean isSupervisor(Object handler) {
    Object service = OptionalGetter.field(handler, "service");
    return handler.getClass().getName().contains("Supervisor")
        || (service != null && service.getClass().getName().contains("Supervisor"));
  }

  /** The workflow returned or threw, on the thread where it was called. */
  public void returned(@Nullable Object result, @Nullable Throwable error) {
    call.detach();
    boolean withScope =
        result != null && result.getClass().getSimpleName().equals("ResultWithAgenticScope");
    SubAgentRun.end(call, withScope ? OptionalGetter.get(result, "result") : result, error);
  }
}
