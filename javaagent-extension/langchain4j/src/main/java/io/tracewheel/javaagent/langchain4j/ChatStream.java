// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import io.opentelemetry.context.Context;
import io.tracewheel.javaagent.genai.ChunkDecoder;
import io.tracewheel.javaagent.genai.Content;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.Messages;
import io.tracewheel.javaagent.genai.StreamCall;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** A call of a streaming chat model, from its request to the last callback of its handler. */
public final class ChatStream {

  private final GenAiCall call;
  private final StreamCall stream;

  /** The application's context, which no callback thread has of itself. */
  private final Context caller;

  private ChatStream(GenAiCall call) {
    this.call = call;
    this.stream = new StreamCall(call, new PartialText(GenAiTelemetry.get().capturesContent()));
    this.caller = call.parent();
  }

  /** Starts and attaches a call on this thread. */
  public static ChatStream start(Object model, ChatRequest chat) {
    GenAiRequest request = ChatCalls.request(model, chat).streaming();
    return new ChatStream(GenAiCall.start(Layer.FRAMEWORK, request).attach());
  }

  /**
   * A handler that reports here and then calls the application's. A proxy, because later versions
   * add methods to the interface and the application's own defaults must run.
   */
  public StreamingChatResponseHandler before(StreamingChatResponseHandler handler) {
    Object proxy =
        Proxy.newProxyInstance(
            StreamingChatResponseHandler.class.getClassLoader(),
            new Class<?>[] {StreamingChatResponseHandler.class},
            new ChatStreamHandler(this, handler));
    return stream.watch((StreamingChatResponseHandler) proxy);
  }

  /** The model's method returned, or threw; ends what {@link #start} did to this thread. */
  public void requested(@Nullable Throwable error) {
    call.detach();
    if (error != null) {
      stream.onError(error);
    }
  }

  Context caller() {
    return caller;
  }

  void chunk(@Nullable String text) {
    stream.onChunk(text);
  }

  void completed(@Nullable ChatResponse response) {
    stream.onEnd(response == null ? null : ChatCalls.response(response));
  }

  void failed(Throwable error) {
    stream.onError(error);
  }

  /**
   * The application stops the stream; no callback may follow, so the agent run above ends here too.
   */
  void cancelled() {
    stream.onClose();
    AgentStream run = AgentStream.in(caller);
    if (run != null) {
      run.cancelled();
    }
  }

  /** The text so far, for a stream that is never completed. */
  private static final class PartialText implements ChunkDecoder {

    private static final int MAX_CHARS = 1 << 20;

    private final boolean withContent;
    private final StringBuilder text = new StringBuilder();

    PartialText(boolean withContent) {
      this.withContent = withContent;
    }

    @Override
    public void chunk(String piece) {
      if (withContent && text.length() < MAX_CHARS) {
        text.append(piece);
      }
    }

    @Override
    public boolean complete() {
      return false;
    }

    @Override
    public GenAiResponse response() {
      GenAiResponse response = new GenAiResponse();
      if (text.length() > 0) {
        response.content(
            Content.OUTPUT_MESSAGES,
            Messages.listOf(Messages.message("assistant", text.toString())));
      }
      return response;
    }
  }
}
