// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.adk;

import com.google.adk.agents.BaseAgent;
import com.google.adk.agents.InvocationContext;
import com.google.adk.agents.LoopAgent;
import com.google.adk.agents.ParallelAgent;
import com.google.adk.agents.SequentialAgent;
import com.google.adk.events.Event;
import com.google.genai.types.Content;
import io.reactivex.rxjava3.core.Flowable;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.Messages;
import io.tracewheel.javaagent.genai.Operation;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One run of an agent, from the call that answers with its flow of events to the end of the flow.
 * It starts with the call because the kit notes there which context it runs in.
 */
public final class AgentRun {

  private final GenAiRequest request;
  private final GenAiCall first;
  private final Current inside;
  private final AtomicBoolean subscribed = new AtomicBoolean();

  private AgentRun(GenAiRequest request) {
    this.request = request;
    this.first = GenAiCall.start(Layer.FRAMEWORK, request);
    this.inside = new Current(first.context());
  }

  /** Starts a run on this thread. Agents that only run others are workflows. */
  public static AgentRun start(BaseAgent agent, InvocationContext context) {
    boolean workflow =
        agent instanceof SequentialAgent
            || agent instanceof ParallelAgent
            || agent instanceof LoopAgent;
    GenAiRequest request =
        new GenAiRequest(workflow ? Operation.INVOKE_WORKFLOW : Operation.INVOKE_AGENT);
    if (workflow) {
      request.set(GenAiAttributes.WORKFLOW_NAME, agent.name());
    } else {
      request.set(GenAiAttributes.AGENT_NAME, agent.name());
      request.set(GenAiAttributes.AGENT_DESCRIPTION, agent.description());
    }
    if (context.session() != null) {
      request.set(GenAiAttributes.CONVERSATION_ID, context.session().id());
    }
    if (GenAiTelemetry.get().capturesContent()) {
      String text = context.userContent().map(Content::text).orElse(null);
      if (text != null) {
        request.content(
            io.tracewheel.javaagent.genai.Content.INPUT_MESSAGES,
            Messages.listOf(Messages.message("user", text)));
      }
    }
    return new AgentRun(request);
  }

  /** The call answered with a flow or threw, on the thread where it was made. */
  public @Nullable Flowable<Event> returned(
      @Nullable Flowable<Event> events, @Nullable Throwable error) {
    inside.close();
    if (events == null) {
      if (error == null) {
        first.end(null);
      } else {
        first.fail(error, null);
      }
      return events;
    }
    TracedEvents traced = new TracedEvents(events, this);
    first.watch(traced);
    return traced;
  }

  /** A flow that is subscribed to again is a second run. */
  GenAiCall callOfThisSubscription() {
    return subscribed.compareAndSet(false, true)
        ? first
        : GenAiCall.start(first.parent(), Layer.FRAMEWORK, request.again());
  }
}
