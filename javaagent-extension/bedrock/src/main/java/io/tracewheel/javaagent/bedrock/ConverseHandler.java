// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.bedrock;

import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;

/** The application's handler, told of all that happens. */
final class ConverseHandler implements ConverseStreamResponseHandler {

  private final ConverseStreamResponseHandler handler;
  private final AwsCall call;

  ConverseHandler(ConverseStreamResponseHandler handler, AwsCall call) {
    this.handler = handler;
    this.call = call;
  }

  @Override
  public void responseReceived(ConverseStreamResponse response) {
    call.responseReceived(response);
    call.outside(() -> handler.responseReceived(response));
  }

  @Override
  public void onEventStream(SdkPublisher<ConverseStreamOutput> events) {
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
