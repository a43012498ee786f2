// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.receive;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.tracewheel.otlp.ByteSlice;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one gRPC message, not decoded.
 *
 * @param bytes valid only during {@code onMessage}: the buffer belongs to the thread and is used
 *     again
 * @param compressed whether they are still compressed
 * @param failure why they could not be read, such as a lack of memory; null when they could
 */
record Received(ByteSlice bytes, boolean compressed, @Nullable Throwable failure) {

  /** Drains a message into a buffer that each thread reuses. */
  static final class Marshaller implements MethodDescriptor.Marshaller<Received> {
    private static final int SMALLEST_BUFFER = 64 * 1024;

    /** A larger message gets an array of its own, so that no thread keeps a large one for ever. */
    private static final int KEPT_BUFFER = 4 << 20;

    private final ThreadLocal<byte[]> buffer =
        ThreadLocal.withInitial(() -> new byte[SMALLEST_BUFFER]);

    @Override
    public InputStream stream(Received value) {
      return new ByteArrayInputStream(
          value.bytes().array(), value.bytes().offset(), value.bytes().length());
    }

    /**
     * gRPC hands over an uncompressed message as a stream of known length, and a compressed one as
     * whatever the decompressor made of it, which here is the compressed bytes. Never throws: gRPC
     * would answer UNKNOWN, which tells clients to drop what they sent.
     */
    @Override
    public Received parse(InputStream stream) {
      try {
        boolean known = stream instanceof KnownLength;
        byte[] target = buffer(known ? stream.available() : 0);
        int length = 0;
        while (true) {
          if (length == target.length) {
            int next = stream.read();
            if (next < 0) {
              break;
            }
            target = grow(target);
            target[length++] = (byte) next;
          }
          int count = stream.read(target, length, target.length - length);
          if (count < 0) {
            break;
          }
          length += count;
        }
        return new Received(new ByteSlice(target, 0, length), !known, null);
      } catch (IOException | RuntimeException | Error e) {
        return new Received(ByteSlice.EMPTY, false, e);
      }
    }

    private byte[] buffer(int size) {
      byte[] kept = buffer.get();
      if (size <= kept.length) {
        return kept;
      }
      byte[] larger = new byte[size > KEPT_BUFFER ? size : roundUp(size)];
      if (larger.length <= KEPT_BUFFER) {
        buffer.set(larger);
      }
      return larger;
    }

    private byte[] grow(byte[] full) {
      byte[] larger =
          Arrays.copyOf(full, (int) Math.min(Integer.MAX_VALUE - 64L, 2L * full.length));
      if (larger.length <= KEPT_BUFFER) {
        buffer.set(larger);
      }
      return larger;
    }

    private static int roundUp(int size) {
      return Integer.highestOneBit(size - 1) << 1;
    }
  }
}
