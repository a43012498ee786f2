// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.bedrock;

import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.bedrockagentruntime.model.InvokeAgentResponse;
import software.amazon.awssdk.services.bedrockagentruntime.model.InvokeAgentResponseHandler;
import software.amazon.awssdk.services.bedrockagentruntime.model.ResponseStream;

/** The application's handler, wrapped as {@link ConverseHandler}. */
final class AgentHandler implements InvokeAgentResponseHandler {

  private final InvokeAgentResponseHandler handler;
  private final AwsCall call;

  AgentHandler(InvokeAgentResponseHandler handler, AwsCall call) {
    this.handler = handler;
    this.call = call;
  }

  @Override
  public void responseReceived(InvokeAgentResponse response) {
    call.responseReceived(response);
    call.outside(() -> handler.responseReceived(response));
  }

  @Override
  public void onEventStream(SdkPublisher<ResponseStream> events) {
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
