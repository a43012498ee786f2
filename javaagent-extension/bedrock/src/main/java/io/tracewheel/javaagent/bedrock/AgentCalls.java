// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.bedrock;

import io.tracewheel.javaagent.genai.BedrockAgentStream;
import io.tracewheel.javaagent.genai.BedrockAgents;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Operation;
import io.tracewheel.javaagent.genai.Providers;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.bedrockagentruntime.model.InvokeAgentRequest;
import software.amazon.awssdk.services.bedrockagentruntime.model.InvokeAgentResponseHandler;
import software.amazon.awssdk.services.bedrockagentruntime.model.InvokeInlineAgentRequest;
import software.amazon.awssdk.services.bedrockagentruntime.model.InvokeInlineAgentResponseHandler;
import software.amazon.awssdk.services.bedrockagentruntime.model.RetrieveAndGenerateRequest;
import software.amazon.awssdk.services.bedrockagentruntime.model.RetrieveRequest;

/** Requests to agents and knowledge bases, by bedrockagentruntime's clients. */
public final class AgentCalls {

  /** What is content of requests and answers, besides what is never read. */
  private static final Set<String> CONTENT =
      new HashSet<>(
          Arrays.asList(
              "inputText",
              "instruction",
              "input",
              "retrievalQuery",
              "retrievalResults",
              "citations",
              "output"));

  private AgentCalls() {}

  /** The call of a request, begun and current; {@code null} for one that the SDK will refuse. */
  public static @Nullable AwsCall of(@Nullable Object request) {
    if (!(request instanceof RetrieveRequest || request instanceof RetrieveAndGenerateRequest)) {
      return null;
    }
    boolean withContent = GenAiTelemetry.get().capturesContent();
    return AwsCall.whole(
        BedrockAgents.retrieval(json(request, withContent), withContent),
        answer -> BedrockAgents.retrieved(json(answer, withContent), withContent));
  }

  /**
   * As {@link #of}, answered in events.
   *
   * @return the call, which may be {@code null}, and the handler to use
   */
  public static @Nullable Object[] streamed(@Nullable Object request, @Nullable Object handler) {
    if (request instanceof InvokeAgentRequest && handler instanceof InvokeAgentResponseHandler) {
      AwsCall call = agent(request);
      return new Object[] {call, new AgentHandler((InvokeAgentResponseHandler) handler, call)};
    }
    if (request instanceof InvokeInlineAgentRequest
        && handler instanceof InvokeInlineAgentResponseHandler) {
      AwsCall call = agent(request);
      return new Object[] {
        call, new InlineAgentHandler((InvokeInlineAgentResponseHandler) handler, call)
      };
    }
    return new Object[] {null, handler};
  }

  private static AwsCall agent(Object request) {
    GenAiTelemetry telemetry = GenAiTelemetry.get();
    boolean withContent = telemetry.capturesContent();
    return AwsCall.streamed(
        BedrockAgents.agent(json(request, withContent), withContent),
        new BedrockAgentStream(telemetry),
        event -> AgentEvents.json(event, withContent));
  }

  private static @Nullable String json(Object message, boolean withContent) {
    return message instanceof SdkPojo
        ? SdkJson.write((SdkPojo) message, withContent ? Collections.emptySet() : CONTENT)
        : null;
  }

  /** A request of this service is about to be sent to an address. */
  public static void sending(String url) {
    for (Operation operation :
        new Operation[] {Operation.INVOKE_REMOTE_AGENT, Operation.RETRIEVAL}) {
      GenAiCall open = GenAiCall.open(operation);
      if (open != null) {
        open.learn(Providers.describe(new GenAiRequest(operation), url, Providers.BEDROCK));
      }
    }
  }
}
