// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.openai;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.openai.core.ClientOptions;
import com.openai.core.http.HttpResponse;
import com.openai.core.http.HttpResponseFor;
import com.openai.errors.OpenAIServiceException;
import io.tracewheel.javaagent.genai.ChunkDecoder;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.OpenAiChatStream;
import io.tracewheel.javaagent.genai.Providers;
import io.tracewheel.javaagent.genai.StreamCall;
import io.tracewheel.javaagent.genai.TracedFutures;
import io.tracewheel.javaagent.genai.TracedStreams;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One call of a service method, from its advice to the end of its response.
 *
 * <p>Held by the wrapped response and stream and by nothing else: when it is garbage, nobody can
 * read the answer any more and the call counts as abandoned.
 */
public final class OpenAiCall {

  private final Api api;
  private final JsonMapper mapper;
  private final GenAiCall call;

  /** Null where the answer comes in one piece. */
  private final @Nullable StreamCall stream;

  /** Null for other endpoints than chat completions. */
  private final @Nullable OpenAiChatStream chat;

  /** Of whichever thread reads the stream; a second look at a chunk does no harm. */
  private boolean contentSeen;

  private OpenAiCall(
      Api api,
      JsonMapper mapper,
      GenAiCall call,
      @Nullable StreamCall stream,
      @Nullable ChunkDecoder chunks) {
    this.chat = chunks instanceof OpenAiChatStream ? (OpenAiChatStream) chunks : null;
    this.api = api;
    this.mapper = mapper;
    this.call = call;
    this.stream = stream;
  }

  /**
   * Starts a call and makes its context current; {@link #returned} or {@link #returnedFuture} must
   * follow on the same thread. {@code null} if the call is none to trace.
   */
  public static @Nullable OpenAiCall start(
      Object params, ClientOptions options, boolean streaming) {
    Api api = Api.of(params);
    if (api == null) {
      return null;
    }
    GenAiTelemetry telemetry = GenAiTelemetry.get();
    JsonMapper mapper = options.jsonMapper();
    GenAiRequest request =
        Providers.describe(
            api.request(params, mapper, telemetry), options.baseUrl(), Providers.OPENAI);
    if (streaming) {
      request.streaming();
    }
    GenAiCall call = GenAiCall.start(Layer.VENDOR_SDK, request);
    ChunkDecoder chunks = streaming ? api.chunks(telemetry) : null;
    StreamCall stream = chunks == null ? null : new StreamCall(call, chunks, OpenAiCall::errorType);
    OpenAiCall started = new OpenAiCall(api, mapper, call, stream, chunks);
    if (stream == null) {
      call.watch(started);
    } else {
      stream.watch(started);
    }
    call.attach();
    return started;
  }

  /**
   * What the application gets in place of the blocking method's response; {@code null} to keep it.
   */
  public @Nullable HttpResponseFor<?> returned(
      @Nullable HttpResponseFor<?> response, @Nullable Throwable thrown) {
    call.detach();
    if (thrown != null) {
      failed(thrown);
      return null;
    }
    if (response == null) {
      call.end(null);
      return null;
    }
    return new TracedResponse<>(response, this);
  }

  /** What the application gets in place of the async method's future; {@code null} to keep it. */
  public @Nullable CompletableFuture<HttpResponseFor<?>> returnedFuture(
      @Nullable CompletableFuture<HttpResponseFor<?>> response, @Nullable Throwable thrown) {
    call.detach();
    if (thrown != null) {
      failed(thrown);
      return null;
    }
    if (response == null) {
      call.end(null);
      return null;
    }
    return TracedFutures.map(
        response, call, answer -> new TracedResponse<>(answer, this), this::failed);
  }

  /** The response was read whole. */
  void answered(Object answer) {
    GenAiResponse response;
    try {
      response = api.response(answer, mapper, GenAiTelemetry.get());
    } catch (RuntimeException | LinkageError | StackOverflowError unreadable) {
      response = null;
    }
    call.end(response);
  }

  void failed(Throwable error) {
    if (stream != null) {
      stream.onError(error);
      return;
    }
    GenAiResponse named = new GenAiResponse();
    String type = errorType(error);
    if (type != null) {
      named.failed(type);
    }
    call.fail(error, named);
  }

  /** Response or stream was closed; {@code response} is null for the stream. */
  void closed(@Nullable HttpResponse response) {
    if (stream != null) {
      stream.onClose();
      return;
    }
    // Not parsed by then: the application reads the body itself, or does not want it.
    GenAiResponse unread = new GenAiResponse();
    try {
      int status = response == null ? 0 : response.statusCode();
      if (status >= 400) {
        unread.failed(Integer.toString(status));
      }
    } catch (RuntimeException closed) {
      // An application's own HTTP client may not tell any more; close() must not fail for that.
    }
    call.end(unread);
  }

  /**
   * @param toJson must refer to this call: reading on keeps it from being abandoned
   */
  <T> Stream<T> traced(Stream<T> source, Function<T, @Nullable String> toJson) {
    return stream == null ? source : TracedStreams.stream(source, stream, toJson);
  }

  /** {@code null} for a chunk that cannot be written, or has nothing more to tell this way. */
  @Nullable String json(Object chunk) {
    boolean withContent = GenAiTelemetry.get().capturesContent();
    if (contentSeen && withContent && chat != null) {
      String text = WireJson.mereText(chunk);
      if (text != null) {
        chat.text(text);
        return null;
      }
    } else if (WireJson.isMereContent(chunk)) {
      if (contentSeen) {
        return null;
      }
      contentSeen = true; // the first one tells id and model
    }
    return WireJson.write(mapper, chunk, withContent);
  }

  /**
   * Code or status that the provider gave; {@code null} where the exception's class says it best.
   */
  private static @Nullable String errorType(Throwable error) {
    Throwable cause = error;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (!(cause instanceof OpenAIServiceException)) {
      return null;
    }
    OpenAIServiceException answered = (OpenAIServiceException) cause;
    try {
      String code = answered.code().orElse("");
      if (code.matches("[A-Za-z0-9_.-]{1,64}")) {
        return code;
      }
    } catch (RuntimeException absent) {
      // The typed getter throws where the body has another shape.
    }
    return answered.statusCode() >= 400 ? Integer.toString(answered.statusCode()) : null;
  }
}
