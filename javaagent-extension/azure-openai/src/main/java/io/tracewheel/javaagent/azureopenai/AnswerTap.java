// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.azureopenai;

import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Json;
import io.tracewheel.javaagent.genai.OpenAiChat;
import io.tracewheel.javaagent.genai.OpenAiChatStream;
import io.tracewheel.javaagent.genai.OpenAiEmbeddings;
import io.tracewheel.javaagent.genai.Prefix;
import io.tracewheel.javaagent.genai.SseSplitter;
import io.tracewheel.javaagent.genai.StreamCall;
import org.jspecify.annotations.Nullable;

/**
 * Sees the body of an answer pass by. The first of {@link #end}, {@link #failed} and {@link
 * #closed} counts, and what passes after it does not. Thread-safe; no method throws.
 */
final class AnswerTap {

  private static final String LAST_EVENT = "[DONE]";

  private final GenAiCall call;
  private final boolean chat;

  /** Null where the answer comes in one piece; so are the events. */
  private final @Nullable StreamCall stream;

  private final @Nullable SseSplitter events;
  private final Prefix body;
  private boolean ended;

  AnswerTap(GenAiCall call, boolean chat, boolean streamed) {
    this.call = call;
    this.chat = chat;
    GenAiTelemetry telemetry = GenAiTelemetry.get();
    int limit = telemetry.maxHttpBody();
    this.body = new Prefix(limit);
    if (chat && streamed) {
      StreamCall chunks = new StreamCall(call, new OpenAiChatStream(telemetry), AzureErrors::type);
      this.stream = chunks;
      this.events =
          new SseSplitter(
              limit,
              data -> {
                if (!data.equals(LAST_EVENT)) {
                  chunks.onChunk(data);
                }
              });
    } else {
      this.stream = null;
      this.events = null;
    }
    call.applicationsTurn();
  }

  /** See {@link GenAiCall#watch}; this object must not refer to the handle. */
  void watch(Object handle) {
    if (stream != null) {
      stream.watch(handle);
    } else {
      call.watch(handle);
    }
  }

  synchronized void bytes(byte[] bytes, int offset, int length) {
    if (ended) {
      return;
    }
    call.applicationsTurn();
    if (events != null) {
      events.bytes(bytes, offset, length);
    } else {
      body.add(bytes, offset, length);
    }
  }

  void end() {
    if (!isFirstEnd()) {
      return;
    }
    if (stream != null) {
      endOfEvents();
      stream.onEnd();
    } else {
      call.end(answer());
    }
  }

  void failed(Throwable error) {
    if (!isFirstEnd()) {
      return;
    }
    if (stream != null) {
      stream.onError(AzureErrors.cause(error));
      return;
    }
    GenAiResponse named = new GenAiResponse();
    String type = AzureErrors.type(error);
    if (type != null) {
      named.failed(type);
    }
    call.fail(AzureErrors.cause(error), named);
  }

  /** The application wants no more: the end, if all that matters has come by then. */
  void closed() {
    if (!isFirstEnd()) {
      return;
    }
    if (stream != null) {
      stream.onClose();
    } else if (isAllHere()) {
      call.end(answer());
    } else {
      call.cancel(null);
    }
  }

  private synchronized boolean isFirstEnd() {
    boolean first = !ended;
    ended = true;
    return first;
  }

  private synchronized void endOfEvents() {
    if (events != null) {
      events.end();
    }
  }

  private synchronized boolean isAllHere() {
    return body.size() > 0 && Json.parse(body.text()) != null;
  }

  private synchronized @Nullable GenAiResponse answer() {
    if (!body.isWhole()) {
      return null;
    }
    try {
      return chat
          ? OpenAiChat.response(body.text(), GenAiTelemetry.get().capturesContent())
          : OpenAiEmbeddings.response(body.text());
    } catch (RuntimeException | LinkageError | StackOverflowError unreadable) {
      return null;
    }
  }
}
