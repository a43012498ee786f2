// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.bedrock;

import io.opentelemetry.context.Scope;
import io.tracewheel.javaagent.genai.ChunkDecoder;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.Operation;
import io.tracewheel.javaagent.genai.Providers;
import io.tracewheel.javaagent.genai.StreamCall;
import io.tracewheel.javaagent.genai.TracedFutures;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One request to a service of Bedrock, from its advice to the end of its answer. */
public final class AwsCall {

  private final GenAiCall call;

  /** Null where the answer comes in one piece. */
  private final @Nullable StreamCall stream;

  private final Function<Object, @Nullable GenAiResponse> answers;
  private final Function<Object, @Nullable String> events;

  private AwsCall(
      GenAiRequest request,
      @Nullable ChunkDecoder chunks,
      Function<Object, @Nullable GenAiResponse> answers,
      Function<Object, @Nullable String> events) {
    call = GenAiCall.start(Layer.VENDOR_SDK, request.provider(Providers.BEDROCK)).attach();
    stream = chunks == null ? null : new StreamCall(call, chunks, AwsErrors::type);
    this.answers = answers;
    this.events = events;
  }

  /**
   * Starts a call and makes its context current; {@link #returned} or {@link #returnedFuture} must
   * follow on the same thread.
   *
   * @param answers reads an answer, and {@code null} from what is none; may throw
   */
  static AwsCall whole(GenAiRequest request, Function<Object, @Nullable GenAiResponse> answers) {
    return new AwsCall(request, null, answers, event -> null);
  }

  /**
   * As {@link #whole}, answered in events.
   *
   * @param events writes an event as JSON, and {@code null} for what is none; must not throw
   */
  static AwsCall streamed(
      GenAiRequest request, ChunkDecoder chunks, Function<Object, @Nullable String> events) {
    return new AwsCall(request, chunks, answer -> null, events);
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
    return entered != null && entered[0] instanceof AwsCall
        ? ((AwsCall) entered[0]).returnedFuture(answer, thrown)
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
      stream.onChunk(events.apply(event));
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
      response = answer == null ? null : answers.apply(answer);
      if (response != null) {
        response.set(GenAiAttributes.AWS_REQUEST_ID, AwsErrors.requestId(answer));
      }
    } catch (RuntimeException | LinkageError | StackOverflowError unreadable) {
      response = null;
    }
    call.end(response);
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
