// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.googlegenai;

import com.google.genai.ResponseStream;
import io.opentelemetry.instrumentation.api.util.VirtualField;
import io.tracewheel.javaagent.genai.StreamCall;
import org.jspecify.annotations.Nullable;

/** Streams of traced calls, told by what the application does with them. */
public final class WatchedStreams {

  @SuppressWarnings("rawtypes") // a class literal has no type arguments
  private static final VirtualField<ResponseStream, StreamCall> CALL =
      VirtualField.find(ResponseStream.class, StreamCall.class);

  private WatchedStreams() {}

  static void opened(ResponseStream<?> stream, StreamCall call) {
    CALL.set(stream, call);
    call.watch(stream);
  }

  /** The application asked whether there is more. */
  public static void asked(ResponseStream<?> stream, boolean more, @Nullable Throwable thrown) {
    StreamCall call = CALL.get(stream);
    if (call == null) {
      return;
    }
    if (thrown != null) {
      call.onError(thrown);
    } else if (!more) {
      call.onEnd();
    }
  }

  /** The application took a chunk, or failed to. */
  public static void read(
      ResponseStream<?> stream, @Nullable Object chunk, @Nullable Throwable thrown) {
    StreamCall call = CALL.get(stream);
    if (call == null) {
      return;
    }
    if (thrown != null) {
      call.onError(thrown);
    } else {
      call.onChunk(WireJson.of(chunk));
    }
  }

  public static void closed(ResponseStream<?> stream) {
    StreamCall call = CALL.get(stream);
    if (call != null) {
      call.onClose();
    }
  }
}
