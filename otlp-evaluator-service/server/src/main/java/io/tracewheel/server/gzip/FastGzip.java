// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.gzip;

import io.grpc.Compressor;
import io.tracewheel.otlp.ByteSlice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * gzip (RFC 1952) of whole messages by whatever deflates fastest here, see {@link Deflaters}.
 * Thread-safe.
 */
public final class FastGzip implements Compressor {
  /** The one that everybody uses. */
  public static final FastGzip INSTANCE = new FastGzip(Deflaters.fastest());

  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 4, (byte) 0xff};
  private static final int TRAILER = 8;

  /** Deflaters with their buffers that are kept; as many as threads that compress at a time. */
  private static final int KEPT = 16;

  /** A buffer that had to be larger for one message is not kept for the next. */
  private static final int KEPT_BUFFER = 4 << 20;

  private final Supplier<Deflater> deflaters;
  private final ConcurrentLinkedQueue<Worker> free = new ConcurrentLinkedQueue<>();

  FastGzip(Supplier<Deflater> deflaters) {
    this.deflaters = deflaters;
  }

  @Override
  public String getMessageEncoding() {
    return "gzip";
  }

  @Override
  public OutputStream compress(OutputStream out) {
    return new MessageStream(out);
  }

  /** A message compressed, in an array of its own. */
  public ByteSlice compress(ByteSlice message) {
    Worker worker = take();
    try {
      return ByteSlice.of(worker.gzip(message));
    } finally {
      give(worker);
    }
  }

  private Worker take() {
    Worker worker = free.poll();
    return worker == null ? new Worker(deflaters.get()) : worker;
  }

  private void give(Worker worker) {
    if (worker.usable && free.size() < KEPT) {
      free.add(worker);
    } else {
      worker.deflater.end();
    }
  }

  /** Takes a message in whatever pieces and compresses it when closed. */
  public final class MessageStream extends OutputStream {
    private final OutputStream out;
    private final ByteArrayOutputStream pieces = new ByteArrayOutputStream(0);
    private boolean closed;

    MessageStream(OutputStream out) {
      this.out = out;
    }

    /** The whole message at once: compressed here, unless it is already. */
    public void writeWhole(Body message) throws IOException {
      closed = true;
      ByteSlice compressed = message.gzip();
      out.write(compressed.array(), compressed.offset(), compressed.length());
      out.close();
    }

    @Override
    public void write(int oneByte) {
      pieces.write(oneByte);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      pieces.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        writeWhole(new Body(compress(ByteSlice.of(pieces.toByteArray())), true));
      }
    }
  }

  /** A deflater and its output buffer; for one thread at a time. */
  private static final class Worker {
    final Deflater deflater;
    private final CRC32 crc = new CRC32();
    private byte[] out = new byte[64 << 10];
    boolean usable;

    Worker(Deflater deflater) {
      this.deflater = deflater;
    }

    byte[] gzip(ByteSlice message) {
      usable = false;
      int room = Deflaters.bound(message.length());
      byte[] to = room <= out.length ? out : new byte[room];
      int length = Deflaters.deflate(deflater, message, to);
      crc.reset();
      crc.update(message.array(), message.offset(), message.length());
      usable = true;
      if (to.length <= KEPT_BUFFER) {
        out = to;
      }
      return ByteBuffer.allocate(HEADER.length + length + TRAILER)
          .order(ByteOrder.LITTLE_ENDIAN)
          .put(HEADER)
          .put(to, 0, length)
          .putInt((int) crc.getValue())
          .putInt(message.length())
          .array();
    }
  }
}
