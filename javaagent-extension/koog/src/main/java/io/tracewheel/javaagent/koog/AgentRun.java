// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.koog;

import ai.koog.agents.core.agent.AIAgent;
import io.tracewheel.javaagent.genai.Content;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.Messages;
import io.tracewheel.javaagent.genai.Operation;
import io.tracewheel.javaagent.genai.OptionalGetter;
import java.util.regex.Pattern;
import kotlin.coroutines.Continuation;
import org.jspecify.annotations.Nullable;

/** One run of an agent. */
public final class AgentRun {

  private static final String OWNER = "ai.koog.agents.core.agent.AIAgentRunSessionImpl";

  /** What the library makes up where the application names nothing. */
  private static final Pattern MADE_UP =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);

  private AgentRun() {}

  public static Object[] started(
      Object session, @Nullable Object input, Continuation<Object> continuation) {
    if (SuspendedCall.goesOn(OWNER, "run", continuation)) {
      return SuspendedCall.none(continuation);
    }
    GenAiRequest request = new GenAiRequest(Operation.INVOKE_AGENT);
    if (OptionalGetter.field(session, "agent") instanceof AIAgent<?, ?> agent) {
      request.set(GenAiAttributes.AGENT_NAME, named(agent.getId()));
      request.set(
          GenAiAttributes.REQUEST_MODEL,
          OptionalGetter.text(OptionalGetter.get(agent.getAgentConfig(), "getModel"), "getId"));
    }
    if (OptionalGetter.field(session, "id") instanceof String id) {
      request.set(GenAiAttributes.CONVERSATION_ID, named(id));
    }
    if (GenAiTelemetry.get().capturesContent() && input instanceof String text) {
      request.content(Content.INPUT_MESSAGES, Messages.listOf(Messages.message("user", text)));
    }
    return SuspendedCall.of(
        continuation, GenAiCall.start(Layer.FRAMEWORK, request), AgentRun::answer);
  }

  private static @Nullable String named(@Nullable String id) {
    return id == null || MADE_UP.matcher(id).matches() ? null : id;
  }

  private static GenAiResponse answer(@Nullable Object output) {
    GenAiResponse response = new GenAiResponse();
    if (GenAiTelemetry.get().capturesContent() && output instanceof String text) {
      response.content(
          Content.OUTPUT_MESSAGES, Messages.listOf(Messages.message("assistant", text)));
    }
    return response;
  }
}
