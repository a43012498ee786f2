// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.bedrock;

import io.opentelemetry.context.Scope;
import io.tracewheel.javaagent.genai.BedrockConverse;
import io.tracewheel.javaagent.genai.BedrockConverseStream;
import io.tracewheel.javaagent.genai.BedrockInvoke;
import io.tracewheel.javaagent.genai.BedrockInvokeStream;
import io.tracewheel.javaagent.genai.ChunkDecoder;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.Operation;
import io.tracewheel.javaagent.genai.Providers;
import io.tracewheel.javaagent.genai.StreamCall;
import io.tracewheel.javaagent.genai.TracedFutures;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;

/** One request to a model, from its advice to the end of its answer. */
public final class BedrockCall {

  private final GenAiCall call;

  /** Null where the answer comes in one piece. */
  private final @Nullable StreamCall stream;

  private BedrockCall(GenAiRequest request, @Nullable ChunkDecoder chunks) {
    if (chunks != null) {
      request.streaming();
    }
    call = GenAiCall.start(Layer.VENDOR_SDK, request.provider(Providers.BEDROCK)).attach();
    stream = chunks == null ? null : new StreamCall(call, chunks, AwsErrors::type);
  }

  /**
   * Starts a call and makes its context current; {@link #returned} or {@link #returnedFuture} must
   * follow on the same thread. {@code null} for a request that the SDK will refuse.
   */
  public static @Nullable BedrockCall converse(@Nullable ConverseRequest request) {
    if (request == null) {
      return null;
    }
    boolean withContent = GenAiTelemetry.get().capturesContent();
    return new BedrockCall(
        BedrockConverse.request(
            request.modelId(), WireJson.converseRequest(request, withContent), withContent),
        null);
  }

  /**
   * As {@link #converse}, answered in chunks.
   *
   * @return the call, which may be {@code null}, and the handler to use
   */
  public static @Nullable Object[] converseStream(
      @Nullable ConverseStreamRequest request, @Nullable ConverseStreamResponseHandler handler) {
    if (request == null || handler == null) {
      return new Object[] {null, handler};
    }
    GenAiTelemetry telemetry = GenAiTelemetry.get();
    boolean withContent = telemetry.capturesContent();
    BedrockCall call =
        new BedrockCall(
            BedrockConverse.request(
                request.modelId(), WireJson.converseRequest(request, withContent), withContent),
            new BedrockConverseStream(telemetry));
    return new Object[] {call, new ConverseHandler(handler, call)};
  }

  /** As {@link #converse}; {@code null} also where the model gives no text, such as an image. */
  public static @Nullable BedrockCall invoke(@Nullable InvokeModelRequest request) {
    if (request == null) {
      return null;
    }
    GenAiRequest decoded =
        BedrockInvoke.request(
            request.modelId(),
            WireJson.text(request.body()),
            GenAiTelemetry.get().capturesContent());
    if (decoded == null) {
      return null;
    }
    decoded.set(GenAiAttributes.BEDROCK_GUARDRAIL_ID, request.guardrailIdentifier());
    return new BedrockCall(decoded, null);
  }

  /** As {@link #invoke}, answered in chunks; returns as {@link #converseStream}. */
  public static @Nullable Object[] invokeStream(
      @Nullable InvokeModelWithResponseStreamRequest request,
      @Nullable InvokeModelWithResponseStreamResponseHandler handler) {
    if (request == null || handler == null) {
      return new Object[] {null, handler};
    }
    GenAiTelemetry telemetry = GenAiTelemetry.get();
    GenAiRequest decoded =
        BedrockInvoke.request(
            request.modelId(), WireJson.text(request.body()), telemetry.capturesContent());
    if (decoded == null) {
      return new Object[] {null, handler};
    }
    decoded.set(GenAiAttributes.BEDROCK_GUARDRAIL_ID, request.guardrailIdentifier());
    BedrockCall call = new BedrockCall(decoded, new BedrockInvokeStream(telemetry));
    return new Object[] {call, new InvokeHandler(handler, call)};
  }

  /** The blocking method returned. */
  public void returned(@Nullable Object answer, @Nullable Throwable thrown) {
    call.detach();
    if (thrown != null) {
      failed(thrown);
    } else {
      answered(answer);
    }
  }

  /** What the application gets in place of the async method's future; {@code null} to keep it. */
  public @Nullable CompletableFuture<Object> returnedFuture(
      @Nullable CompletableFuture<Object> answer, @Nullable Throwable thrown) {
    call.detach();
    if (thrown != null || answer == null) {
      if (thrown != null) {
        failed(thrown);
      } else {
        call.end(null);
      }
      return null;
    }
    CompletableFuture<Object> mapped =
        TracedFutures.map(
            answer,
            call,
            result -> {
              answered(result);
              return result;
            },
            this::failed,
            this::cancelled);
    // The SDK holds it as long as it works on the answer.
    return stream == null ? mapped : stream.watch(mapped);
  }

  /**
   * The same for advice that handed on a call and a handler.
   *
   * @return {@code answer} if there is no call
   */
  public static @Nullable CompletableFuture<Object> returnedFuture(
      @Nullable Object @Nullable [] entered,
      @Nullable CompletableFuture<Object> answer,
      @Nullable Throwable thrown) {
    return entered != null && entered[0] instanceof BedrockCall
        ? ((BedrockCall) entered[0]).returnedFuture(answer, thrown)
        : answer;
  }

  /** Runs the application's code in the context in which it made the call. */
  void outside(Runnable callback) {
    try (Scope ignored = call.parent().makeCurrent()) {
      callback.run();
    }
  }

  /** A stream begins. */
  void responseReceived(Object response) {
    call.learn(
        new GenAiRequest(Operation.CHAT)
            .set(GenAiAttributes.AWS_REQUEST_ID, AwsErrors.requestId(response)));
  }

  /** An event of a stream came. */
  void eventReceived(Object event) {
    if (stream != null) {
      stream.onChunk(WireJson.event(event, GenAiTelemetry.get().capturesContent()));
    }
  }

  /** The application wants no more. */
  void cancelled() {
    if (stream != null) {
      stream.onClose();
    } else {
      call.cancel(null);
    }
  }

  private void answered(@Nullable Object answer) {
    if (stream != null) {
      stream.onEnd();
      return;
    }
    GenAiResponse response;
    try {
      response = response(answer);
    } catch (RuntimeException | LinkageError | StackOverflowError unreadable) {
      response = null;
    }
    call.end(response);
  }

  private static @Nullable GenAiResponse response(@Nullable Object answer) {
    boolean withContent = GenAiTelemetry.get().capturesContent();
    GenAiResponse response;
    if (answer instanceof ConverseResponse) {
      response =
          BedrockConverse.response(
              WireJson.converseResponse((ConverseResponse) answer, withContent), withContent);
    } else if (answer instanceof InvokeModelResponse) {
      InvokeModelResponse invoked = (InvokeModelResponse) answer;
      response =
          BedrockInvoke.response(
              WireJson.text(invoked.body()),
              WireJson.count(invoked, "input"),
              WireJson.count(invoked, "output"),
              withContent);
    } else {
      return null;
    }
    return response.set(GenAiAttributes.AWS_REQUEST_ID, AwsErrors.requestId(answer));
  }

  private void failed(Throwable error) {
    if (stream != null) {
      stream.onError(error);
      return;
    }
    GenAiResponse named = new GenAiResponse();
    String type = AwsErrors.type(error);
    if (type != null) {
      named.failed(type);
    }
    call.fail(error, named.set(GenAiAttributes.AWS_REQUEST_ID, AwsErrors.requestId(error)));
  }
}
