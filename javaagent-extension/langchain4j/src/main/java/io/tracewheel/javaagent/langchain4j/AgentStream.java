// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.AiServiceTokenStream;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import io.opentelemetry.instrumentation.api.util.VirtualField;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.Layer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A run of an AI service that answers with a token stream. It begins when the service's method is
 * called, because that is where retrieval happens, goes on with the stream's {@code start} and ends
 * with its last callback. A stream that is dropped before its start counts as abandoned.
 */
public final class AgentStream {

  private static final ContextKey<Announced> ANNOUNCED =
      ContextKey.named("tracewheel-announced-agent-stream");
  private static final ContextKey<AgentStream> RUNNING =
      ContextKey.named("tracewheel-agent-stream");
  private static final VirtualField<AiServiceTokenStream, Announced> OF_STREAM =
      VirtualField.find(AiServiceTokenStream.class, Announced.class);

  private final GenAiCall call;

  /** Held so that the run is not taken for abandoned while its stream goes on. */
  private final Announced announced;

  private final Scope scope;

  @SuppressWarnings("MustBeClosedChecker") // advice closes it when the same method returns
  private AgentStream(GenAiCall call, Announced announced) {
    this.call = call;
    this.announced = announced;
    this.scope = call.context().with(RUNNING, this).makeCurrent();
  }

  public static void created(AiServiceTokenStream stream) {
    Announced announced = Context.current().get(ANNOUNCED);
    if (announced != null) {
      announced.handedOver = true;
      OF_STREAM.set(stream, announced);
    }
  }

  /** Goes on with the run on this thread; {@code null} if the stream is not a service's. */
  public static @Nullable AgentStream start(AiServiceTokenStream stream) {
    Announced announced = OF_STREAM.get(stream);
    return announced == null ? null : new AgentStream(announced.callOfThisStart(), announced);
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

  /**
   * The service's method, from its call to the {@code start} of the stream that it answers with.
   */
  static final class Announced {
    private final GenAiRequest request;
    private final GenAiCall first;
    private final Scope scope;
    private final AtomicBoolean started = new AtomicBoolean();

    /** Whether a token stream has taken over; one thread only. */
    private boolean handedOver;

    /** Starts the run; token streams created until {@link #returned} belong to it. */
    @SuppressWarnings("MustBeClosedChecker") // advice closes it when the same method returns
    Announced(GenAiRequest request) {
      this.request = request;
      this.first = GenAiCall.start(Layer.FRAMEWORK, request);
      this.scope = first.context().with(ANNOUNCED, this).makeCurrent();
      first.watch(this);
    }

    /** The method returned or threw, on the thread where it was called. */
    void returned(@Nullable Throwable error) {
      scope.close();
      if (error != null) {
        first.fail(error, null);
      } else if (!handedOver) {
        first.end(null);
      }
    }

    /** A stream that is started again (a publisher with a second subscriber) is a second run. */
    GenAiCall callOfThisStart() {
      return started.compareAndSet(false, true)
          ? first
          : GenAiCall.start(first.parent(), Layer.FRAMEWORK, request.again());
    }
  }
}
