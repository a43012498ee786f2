// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.googlegenai;

import com.google.genai.HttpApiClient;
import com.google.genai.ResponseStream;
import com.google.genai.errors.ApiException;
import com.google.genai.types.Content;
import com.google.genai.types.EmbedContentConfig;
import com.google.genai.types.EmbedContentResponse;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import io.tracewheel.javaagent.genai.GeminiContents;
import io.tracewheel.javaagent.genai.GeminiEmbeddings;
import io.tracewheel.javaagent.genai.GeminiStream;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.Providers;
import io.tracewheel.javaagent.genai.StreamCall;
import io.tracewheel.javaagent.genai.TracedFutures;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** One request to a model, from its advice to the end of its answer. */
public final class GoogleCall {

  private final GenAiCall call;

  /** Null where the answer comes in one piece. */
  private final @Nullable StreamCall stream;

  private GoogleCall(GenAiCall call, @Nullable StreamCall stream) {
    this.call = call;
    this.stream = stream;
  }

  /**
   * Starts a call and makes its context current; {@link #returned} or {@link #returnedFuture} must
   * follow on the same thread.
   */
  public static GoogleCall generate(
      @Nullable Object client,
      @Nullable String model,
      @Nullable List<Content> contents,
      @Nullable GenerateContentConfig config,
      boolean streaming) {
    GenAiTelemetry telemetry = GenAiTelemetry.get();
    boolean withContent = telemetry.capturesContent();
    GenAiRequest request =
        GeminiContents.request(model, WireJson.request(contents, config, withContent), withContent);
    if (streaming) {
      request.streaming();
    }
    GenAiCall call = start(client, request);
    return new GoogleCall(
        call,
        streaming
            ? new StreamCall(call, new GeminiStream(telemetry), GoogleCall::errorType)
            : null);
  }

  /** As above, for embeddings; the place of their configuration is not the same in all releases. */
  public static GoogleCall embed(
      @Nullable Object client, @Nullable String model, Object[] arguments) {
    String json = null;
    for (Object argument : arguments) {
      if (argument instanceof EmbedContentConfig) {
        json = WireJson.request((EmbedContentConfig) argument);
      }
    }
    return new GoogleCall(start(client, GeminiEmbeddings.request(model, json)), null);
  }

  /** Where the request goes is told by {@link TransportInstrumentation}, below. */
  private static GenAiCall start(@Nullable Object client, GenAiRequest request) {
    String provider = Providers.GOOGLE;
    if (client instanceof HttpApiClient) {
      provider = ((HttpApiClient) client).vertexAI() ? Providers.VERTEX_AI : Providers.GEMINI;
    }
    return GenAiCall.start(Layer.VENDOR_SDK, request.provider(provider)).attach();
  }

  /** The blocking method returned, with a stream or the whole answer. */
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
    return TracedFutures.map(
        answer,
        call,
        result -> {
          answered(result);
          return result;
        },
        this::failed);
  }

  private void answered(@Nullable Object answer) {
    if (stream != null && answer instanceof ResponseStream) {
      WatchedStreams.opened((ResponseStream<?>) answer, stream);
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
    if (answer instanceof GenerateContentResponse) {
      return GeminiContents.response(WireJson.of(answer), GenAiTelemetry.get().capturesContent());
    }
    if (!(answer instanceof EmbedContentResponse)) {
      return null;
    }
    EmbedContentResponse embedded = (EmbedContentResponse) answer;
    Long dimensions =
        embedded
            .embeddings()
            .filter(list -> !list.isEmpty())
            .flatMap(list -> list.get(0).values())
            .map(values -> (long) values.size())
            .orElse(null);
    return GeminiEmbeddings.response(WireJson.withoutVectors(embedded))
        .set(GenAiAttributes.EMBEDDINGS_DIMENSION_COUNT, dimensions);
  }

  private void failed(Throwable error) {
    GenAiResponse named = new GenAiResponse();
    String type = errorType(error);
    if (type != null) {
      named.failed(type);
    }
    call.fail(error, named);
  }

  /**
   * Status or code that the provider gave; {@code null} where the exception's class says it best.
   */
  private static @Nullable String errorType(Throwable error) {
    Throwable cause = error;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (!(cause instanceof ApiException)) {
      return null;
    }
    ApiException answered = (ApiException) cause;
    String status = answered.status();
    // Some releases give the reason phrase of HTTP here.
    return status != null && status.matches("[A-Z][A-Z_]{1,63}")
        ? status
        : Integer.toString(answered.code());
  }
}
