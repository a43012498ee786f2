// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.azureopenai;

import com.azure.core.util.BinaryData;
import com.azure.core.util.serializer.ObjectSerializer;
import io.opentelemetry.instrumentation.api.util.VirtualField;
import io.tracewheel.javaagent.genai.GenAiCall;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * The body of an answer as the application holds it. Held by the body and by whatever reads it, and
 * by nothing else: when it is garbage, nobody can read the answer any more and the call counts as
 * abandoned.
 */
public final class AnswerBody {

  private static final VirtualField<BinaryData, AnswerBody> ANSWER =
      VirtualField.find(BinaryData.class, AnswerBody.class);

  private final AnswerTap tap;

  private AnswerBody(AnswerTap tap) {
    this.tap = tap;
  }

  /** From now on whoever reads this body tells the call. */
  static void expect(BinaryData body, GenAiCall call, boolean chat, boolean streamed) {
    AnswerTap tap = new AnswerTap(call, chat, streamed);
    AnswerBody answer = new AnswerBody(tap);
    tap.watch(answer);
    ANSWER.set(body, answer);
  }

  /** {@code null} for all bodies but those of traced calls. */
  public static @Nullable AnswerBody of(BinaryData body) {
    return ANSWER.get(body);
  }

  /**
   * The body was read.
   *
   * @param whole what was read; {@code null} if that was told before, by {@link #bytes}
   */
  public void read(@Nullable Object whole, @Nullable Throwable thrown) {
    if (thrown != null) {
      tap.failed(thrown);
      return;
    }
    if (whole instanceof byte[]) {
      bytes((byte[]) whole, 0, ((byte[]) whole).length);
    } else if (whole instanceof String) {
      byte[] bytes = ((String) whole).getBytes(StandardCharsets.UTF_8);
      bytes(bytes, 0, bytes.length);
    } else if (whole instanceof ByteBuffer) {
      bytes((ByteBuffer) whole);
    }
    tap.end();
  }

  /** The same serializer, watched while it reads. */
  public @Nullable ObjectSerializer watched(@Nullable ObjectSerializer serializer) {
    return serializer == null ? null : new TracedSerializer(serializer, this);
  }

  /** The same bytes, watched while they are read. */
  public @Nullable InputStream watched(@Nullable InputStream bytes, @Nullable Throwable thrown) {
    if (thrown != null) {
      tap.failed(thrown);
    }
    return bytes == null ? null : new TracedInputStream(bytes, this, true);
  }

  /** As above. */
  public @Nullable Flux<ByteBuffer> watched(
      @Nullable Flux<ByteBuffer> bytes, @Nullable Throwable thrown) {
    if (thrown != null) {
      tap.failed(thrown);
    }
    return bytes == null
        ? null
        : bytes
            .doOnNext(this::bytes)
            .doOnError(this::failed)
            .doOnComplete(this::end)
            .doOnCancel(this::closed);
  }

  void bytes(byte[] bytes, int offset, int length) {
    tap.bytes(bytes, offset, length);
  }

  /** Leaves the buffer as it is. */
  private void bytes(ByteBuffer buffer) {
    if (buffer.hasArray()) {
      bytes(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
    } else {
      byte[] copy = new byte[buffer.remaining()];
      buffer.duplicate().get(copy);
      bytes(copy, 0, copy.length);
    }
  }

  void end() {
    tap.end();
  }

  void failed(Throwable error) {
    tap.failed(error);
  }

  void closed() {
    tap.closed();
  }
}
