// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import io.tracewheel.javaagent.genai.ChunkDecoder;
import io.tracewheel.javaagent.genai.ErrorBody;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Json;
import io.tracewheel.javaagent.genai.Prefix;
import io.tracewheel.javaagent.genai.Splitter;
import io.tracewheel.javaagent.genai.SseSplitter;
import io.tracewheel.javaagent.genai.StreamCall;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sees the body of a response pass by. The first of {@link #end}, {@link #failed} and {@link
 * #closed} counts. Thread-safe; no method throws.
 */
final class ResponseTap {

  private final Endpoint endpoint;
  private final GenAiCall call;
  private final int status;

  /** Null unless the answer comes in chunks. */
  private final @Nullable StreamCall stream;

  private final @Nullable Splitter events;

  /** Null if the answer comes in chunks, or cannot be read. */
  private final @Nullable Prefix body;

  private final long contentLength;
  private long seen;

  /**
   * @param contentLength of the body as it will pass by, negative if not known
   */
  ResponseTap(
      TappedCall tapped,
      int status,
      @Nullable String contentType,
      @Nullable String contentEncoding,
      long contentLength) {
    this.endpoint = tapped.endpoint;
    this.call = tapped.call;
    this.status = status;
    this.contentLength = contentLength;
    call.applicationsTurn();
    GenAiTelemetry telemetry = GenAiTelemetry.get();
    int limit = telemetry.maxHttpBody();
    boolean readable = contentEncoding == null || contentEncoding.equalsIgnoreCase("identity");
    String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
    boolean lines = type.startsWith("application/x-ndjson");
    ChunkDecoder decoder =
        status < 400 && (lines || type.startsWith("text/event-stream"))
            ? endpoint.chunks(telemetry)
            : null;
    if (decoder != null) {
      StreamCall chunks = new StreamCall(call, new DeferredChunks(decoder, limit));
      this.stream = chunks;
      this.events =
          !readable
              ? null
              : lines
                  ? new LineSplitter(limit, chunks::onChunk)
                  : new SseSplitter(
                      limit,
                      data -> {
                        if (!data.equals("[DONE]")) {
                          chunks.onChunk(data);
                        }
                      });
      this.body = null;
    } else {
      this.stream = null;
      this.events = null;
      this.body = readable ? new Prefix(limit) : null;
    }
  }

  /**
   * Ends the call as abandoned when {@code handle} is garbage, or nothing is read for too long;
   * this object must not refer to it.
   */
  void watch(Object handle) {
    if (stream != null) {
      stream.watch(handle);
    } else {
      call.watch(handle);
    }
  }

  synchronized void bytes(byte[] bytes, int offset, int length) {
    seen += length;
    call.applicationsTurn();
    if (events != null) {
      events.bytes(bytes, offset, length);
    } else if (body != null) {
      body.add(bytes, offset, length);
    }
  }

  /** Leaves the buffer as it is. */
  void bytes(ByteBuffer buffer) {
    if (buffer.hasArray()) {
      bytes(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
    } else {
      byte[] copy = new byte[buffer.remaining()];
      buffer.duplicate().get(copy);
      bytes(copy, 0, copy.length);
    }
  }

  /** The body was received whole. */
  void end() {
    try {
      if (stream != null) {
        endOfEvents();
        stream.onEnd();
      } else {
        call.end(answer());
      }
    } catch (RuntimeException | LinkageError | StackOverflowError unreadable) {
      call.end(null);
    }
  }

  void failed(Throwable error) {
    if (stream != null) {
      stream.onError(error);
    } else {
      call.fail(error, null);
    }
  }

  /** The application wants no more: the end, if all that matters has come by then. */
  void closed() {
    try {
      if (stream != null) {
        stream.onClose();
      } else if (status >= 400 || isAllHere()) {
        end();
      } else {
        call.cancel(null);
      }
    } catch (RuntimeException | LinkageError | StackOverflowError unreadable) {
      call.cancel(null);
    }
  }

  private synchronized boolean isAllHere() {
    return (contentLength >= 0 && seen >= contentLength)
        || (body != null && body.size() > 0 && Json.parse(body.text()) != null);
  }

  private synchronized void endOfEvents() {
    if (events != null) {
      events.end();
    }
  }

  private synchronized @Nullable GenAiResponse answer() {
    String text = body == null || !body.isWhole() ? null : body.text();
    if (status >= 400) {
      Object error = text == null ? null : Json.parseObject(text).get("error");
      String type = error instanceof Map ? ErrorBody.type((Map<?, ?>) error) : "_OTHER";
      return new GenAiResponse().failed(type.equals("_OTHER") ? Integer.toString(status) : type);
    }
    return text == null ? null : endpoint.response(text, GenAiTelemetry.get().capturesContent());
  }
}
