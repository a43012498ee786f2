// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call whose answer comes in chunks: whoever wraps the provider's stream reports here what it
 * sees, in any order and from any thread; the first end counts. No method throws.
 */
public final class StreamCall {

  private final GenAiCall call;
  private final ChunkDecoder decoder;
  private final Function<Throwable, @Nullable String> errorType;
  private final AtomicBoolean ended = new AtomicBoolean();

  public StreamCall(GenAiCall call, ChunkDecoder decoder) {
    this(call, decoder, error -> null);
  }

  /**
   * @param errorType what the provider calls an error; {@code null} where the exception's class
   *     says it best. Must not throw
   */
  public StreamCall(
      GenAiCall call, ChunkDecoder decoder, Function<Throwable, @Nullable String> errorType) {
    this.call = call;
    this.decoder = decoder;
    this.errorType = errorType;
  }

  /**
   * Also ends the call as abandoned when {@code handle}, which only the application may hold, is
   * garbage, or when no chunk follows another for longer than the setting says.
   */
  public <T> T watch(T handle) {
    AbandonedCalls.watch(handle, call, this::onAbandoned);
    return handle;
  }

  public GenAiCall call() {
    return call;
  }

  /** A chunk came. {@code null} if it could not be turned into JSON. */
  public void onChunk(@Nullable String json) {
    if (ended.get()) {
      return;
    }
    call.chunk();
    if (json != null) {
      synchronized (decoder) {
        try {
          decoder.chunk(json);
        } catch (RuntimeException unreadable) {
          // The application's stream goes on; this chunk stays out of the span.
        }
      }
    }
  }

  /** The stream was read to its end. */
  public void onEnd() {
    if (end()) {
      call.end(received());
    }
  }

  /** The stream came to its end and the library knows the whole answer. */
  public void onEnd(@Nullable GenAiResponse whole) {
    if (end()) {
      call.end(whole);
    }
  }

  public void onError(Throwable error) {
    if (end()) {
      GenAiResponse received = received();
      String type = errorType.apply(error);
      if (type != null) {
        received = (received == null ? new GenAiResponse() : received).failed(type);
      }
      call.fail(error, received);
    }
  }

  /** The stream was closed: an end if all had come by then, else a cancellation. */
  public void onClose() {
    if (end()) {
      GenAiResponse received = received();
      if (isComplete()) {
        call.end(received);
      } else {
        call.cancel(received);
      }
    }
  }

  void onAbandoned() {
    if (end()) {
      call.abandon(received());
    }
  }

  private boolean end() {
    return ended.compareAndSet(false, true);
  }

  private boolean isComplete() {
    synchronized (decoder) {
      return decoder.complete();
    }
  }

  private @Nullable GenAiResponse received() {
    synchronized (decoder) {
      try {
        return decoder.response();
      } catch (RuntimeException unreadable) {
        return null;
      }
    }
  }
}
