// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.bedrock;

import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.bedrockagentruntime.model.InlineAgentResponseStream;
import software.amazon.awssdk.services.bedrockagentruntime.model.InvokeInlineAgentResponse;
import software.amazon.awssdk.services.bedrockagentruntime.model.InvokeInlineAgentResponseHandler;

/** The application's handler, wrapped as {@link AgentHandler}. */
final class InlineAgentHandler implements InvokeInlineAgentResponseHandler {

  private final InvokeInlineAgentResponseHandler handler;
  private final AwsCall call;

  InlineAgentHandler(InvokeInlineAgentResponseHandler handler, AwsCall call) {
    this.handler = handler;
    this.call = call;
  }

  @Override
  public void responseReceived(InvokeInlineAgentResponse response) {
    call.responseReceived(response);
    call.outside(() -> handler.responseReceived(response));
  }

  @Override
  public void onEventStream(SdkPublisher<InlineAgentResponseStream> events) {
    call.outside(() -> handler.onEventStream(new TracedPublisher<>(events, call)));
  }

  @Override
  public void exceptionOccurred(Throwable error) {
    call.outside(() -> handler.exceptionOccurred(error));
  }

  @Override
  public void complete() {
    call.outside(handler::complete);
  }
}
