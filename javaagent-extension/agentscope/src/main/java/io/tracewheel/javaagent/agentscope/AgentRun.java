// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.agentscope;

import io.agentscope.core.agent.AgentBase;
import io.agentscope.core.message.Msg;
import io.tracewheel.javaagent.genai.Content;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.Operation;
import io.tracewheel.javaagent.genai.OptionalGetter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** One call of an agent. */
public final class AgentRun implements Recorder<Msg> {

  /** Asks a human: no agent, though it has the type of one. */
  private static final String HUMAN = "io.agentscope.core.agent.user.UserAgent";

  /** Where 2.x keeps what a caller says of one call. */
  private static final String CALLER = "io.agentscope.core.agent.AgentBase.runtimeContext";

  private final GenAiCall call;
  private final GenAiResponse response = new GenAiResponse();

  private AgentRun(GenAiCall call) {
    this.call = call;
  }

  public static Mono<Msg> traced(AgentBase agent, @Nullable List<Msg> messages, Mono<Msg> answer) {
    return answer == null || agent.getClass().getName().equals(HUMAN)
        ? answer
        : new TracedMono<>(answer, subscriber -> start(agent, messages, subscriber));
  }

  private static AgentRun start(
      AgentBase agent, @Nullable List<Msg> messages, ContextView subscriber) {
    GenAiRequest request = new GenAiRequest(Operation.INVOKE_AGENT);
    request.set(GenAiAttributes.AGENT_NAME, agent.getName());
    request.set(
        GenAiAttributes.CONVERSATION_ID,
        OptionalGetter.text(subscriber.getOrDefault(CALLER, null), "getSessionId"));
    if (messages != null && GenAiTelemetry.get().capturesContent()) {
      request.content(Content.INPUT_MESSAGES, ScopeMessages.of(messages));
    }
    return new AgentRun(GenAiCall.start(Layer.FRAMEWORK, request));
  }

  @Override
  public GenAiCall call() {
    return call;
  }

  @Override
  public void seen(Msg answer) {
    if (GenAiTelemetry.get().capturesContent()) {
      response.content(Content.OUTPUT_MESSAGES, ScopeMessages.of(List.of(answer)));
    }
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
