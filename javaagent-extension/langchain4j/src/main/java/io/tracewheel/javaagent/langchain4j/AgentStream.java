// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.AiServiceTokenStream;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import io.opentelemetry.instrumentation.api.util.VirtualField;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.Layer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A run of an AI service that answers with a token stream: nothing happens before the stream's
 * {@code start}.
 */
public final class AgentStream {

  private static final ContextKey<Announced> ANNOUNCED =
      ContextKey.named("tracewheel-announced-agent-stream");
  private static final ContextKey<AgentStream> RUNNING =
      ContextKey.named("tracewheel-agent-stream");
  private static final VirtualField<AiServiceTokenStream, Announced> OF_STREAM =
      VirtualField.find(AiServiceTokenStream.class, Announced.class);

  private final GenAiCall call;
  private final Scope scope;

  @SuppressWarnings("MustBeClosedChecker") // advice closes it when the same method returns
  private AgentStream(GenAiCall call) {
    this.call = call;
    this.scope = call.context().with(RUNNING, this).makeCurrent();
  }

  /** Lets a token stream that is created until the scope is closed know which run it is. */
  @SuppressWarnings("MustBeClosedChecker") // as above
  static Scope announce(GenAiRequest request) {
    Context caller = Context.current();
    return caller.with(ANNOUNCED, new Announced(request, caller)).makeCurrent();
  }

  public static void created(AiServiceTokenStream stream) {
    Announced announced = Context.current().get(ANNOUNCED);
    if (announced != null) {
      OF_STREAM.set(stream, announced);
    }
  }

  /** Starts the run on this thread; {@code null} if the stream is not a service's. */
  public static @Nullable AgentStream start(AiServiceTokenStream stream) {
    Announced announced = OF_STREAM.get(stream);
    if (announced == null) {
      return null;
    }
    Context here = Context.current();
    Context parent = Span.fromContext(here).getSpanContext().isValid() ? here : announced.caller;
    return new AgentStream(GenAiCall.start(parent, Layer.FRAMEWORK, announced.request));
  }

  /** The run whose callbacks are given this context. */
  static @Nullable AgentStream in(Context context) {
    return context.get(RUNNING);
  }

  /** {@code start} returned or threw; ends what {@link #start} did to this thread. */
  public void started(@Nullable Throwable error) {
    scope.close();
    if (error != null) {
      call.fail(error, null);
    }
  }

  void cancelled() {
    call.cancel(null);
  }

  public Consumer<ChatResponse> beforeComplete(@Nullable Consumer<ChatResponse> handler) {
    return response -> {
      call.end(finalAnswer(response));
      pass(handler, response);
    };
  }

  /** An application that ignores errors has no handler. */
  public Consumer<Throwable> beforeError(@Nullable Consumer<Throwable> handler) {
    return error -> {
      call.fail(error, null);
      pass(handler, error);
    };
  }

  private <T> void pass(@Nullable Consumer<T> handler, T value) {
    if (handler != null) {
      try (Scope ignored = call.parent().makeCurrent()) {
        handler.accept(value);
      }
    }
  }

  private static @Nullable GenAiResponse finalAnswer(@Nullable ChatResponse response) {
    try {
      return response == null ? null : ChatCalls.agentResponse(response);
    } catch (RuntimeException unreadable) {
      return null;
    }
  }

  /** What is known when the service's method is called. */
  static final class Announced {
    final GenAiRequest request;
    final Context caller;

    Announced(GenAiRequest request, Context caller) {
      this.request = request;
      this.caller = caller;
    }
  }
}
