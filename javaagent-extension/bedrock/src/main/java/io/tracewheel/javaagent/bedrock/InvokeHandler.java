// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.bedrock;

import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.ResponseStream;

/** The application's handler, wrapped as {@link ConverseHandler}. */
final class InvokeHandler implements InvokeModelWithResponseStreamResponseHandler {

  private final InvokeModelWithResponseStreamResponseHandler handler;
  private final AwsCall call;

  InvokeHandler(InvokeModelWithResponseStreamResponseHandler handler, AwsCall call) {
    this.handler = handler;
    this.call = call;
  }

  @Override
  public void responseReceived(InvokeModelWithResponseStreamResponse response) {
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
