// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.bedrock;

import io.tracewheel.javaagent.genai.BedrockConverse;
import io.tracewheel.javaagent.genai.BedrockConverseStream;
import io.tracewheel.javaagent.genai.BedrockInvoke;
import io.tracewheel.javaagent.genai.BedrockInvokeStream;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;

/** Requests to models, by bedrockruntime's clients. */
public final class ModelCalls {

  private ModelCalls() {}

  /**
   * The call of a request, begun and current; {@code null} for one that the SDK will refuse, or
   * that asks for no text, such as an image.
   */
  public static @Nullable AwsCall of(@Nullable Object request) {
    boolean withContent = GenAiTelemetry.get().capturesContent();
    if (request instanceof ConverseRequest) {
      ConverseRequest converse = (ConverseRequest) request;
      return AwsCall.whole(
          BedrockConverse.request(
              converse.modelId(), WireJson.converseRequest(converse, withContent), withContent),
          answer ->
              answer instanceof ConverseResponse
                  ? BedrockConverse.response(
                      WireJson.converseResponse((ConverseResponse) answer, withContent),
                      withContent)
                  : null);
    }
    if (request instanceof InvokeModelRequest) {
      InvokeModelRequest invoke = (InvokeModelRequest) request;
      GenAiRequest decoded =
          BedrockInvoke.request(invoke.modelId(), SdkJson.text(invoke.body()), withContent);
      if (decoded != null) {
        decoded.set(GenAiAttributes.BEDROCK_GUARDRAIL_ID, invoke.guardrailIdentifier());
        return AwsCall.whole(decoded, answer -> invoked(answer, withContent));
      }
    }
    return null;
  }

  private static @Nullable GenAiResponse invoked(Object answer, boolean withContent) {
    if (!(answer instanceof InvokeModelResponse)) {
      return null;
    }
    InvokeModelResponse invoked = (InvokeModelResponse) answer;
    return BedrockInvoke.response(
        SdkJson.text(invoked.body()),
        WireJson.count(invoked, "input"),
        WireJson.count(invoked, "output"),
        withContent);
  }

  /**
   * As {@link #of}, answered in events.
   *
   * @return the call, which may be {@code null}, and the handler to use
   */
  public static @Nullable Object[] streamed(@Nullable Object request, @Nullable Object handler) {
    GenAiTelemetry telemetry = GenAiTelemetry.get();
    boolean withContent = telemetry.capturesContent();
    if (request instanceof ConverseStreamRequest
        && handler instanceof ConverseStreamResponseHandler) {
      ConverseStreamRequest converse = (ConverseStreamRequest) request;
      AwsCall call =
          AwsCall.streamed(
              BedrockConverse.request(
                      converse.modelId(),
                      WireJson.converseRequest(converse, withContent),
                      withContent)
                  .streaming(),
              new BedrockConverseStream(telemetry),
              event -> WireJson.event(event, withContent));
      return new Object[] {
        call, new ConverseHandler((ConverseStreamResponseHandler) handler, call)
      };
    }
    if (request instanceof InvokeModelWithResponseStreamRequest
        && handler instanceof InvokeModelWithResponseStreamResponseHandler) {
      InvokeModelWithResponseStreamRequest invoke = (InvokeModelWithResponseStreamRequest) request;
      GenAiRequest decoded =
          BedrockInvoke.request(invoke.modelId(), SdkJson.text(invoke.body()), withContent);
      if (decoded != null) {
        decoded.set(GenAiAttributes.BEDROCK_GUARDRAIL_ID, invoke.guardrailIdentifier());
        AwsCall call =
            AwsCall.streamed(
                decoded.streaming(),
                new BedrockInvokeStream(telemetry),
                event -> WireJson.event(event, withContent));
        return new Object[] {
          call, new InvokeHandler((InvokeModelWithResponseStreamResponseHandler) handler, call)
        };
      }
    }
    return new Object[] {null, handler};
  }
}
