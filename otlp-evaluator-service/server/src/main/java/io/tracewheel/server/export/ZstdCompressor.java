// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.grpc.Compressor;
import io.tracewheel.otlp.ByteSlice;
import java.io.IOException;
import java.io.OutputStream;

/** zstd at its own default level. Thread-safe. */
final class ZstdCompressor implements Compressor {
  static final ZstdCompressor INSTANCE = new ZstdCompressor();

  private ZstdCompressor() {}

  /** Whether the library's native code runs on this platform. */
  static boolean available() {
    try {
      return Zstd.compressBound(1) > 0;
    } catch (LinkageError e) {
      return false;
    }
  }

  @Override
  public String getMessageEncoding() {
    return "zstd";
  }

  @Override
  public OutputStream compress(OutputStream out) throws IOException {
    return new ZstdOutputStreamNoFinalizer(out);
  }

  /** All at once. */
  ByteSlice compress(ByteSlice in) {
    byte[] out = new byte[Math.toIntExact(Zstd.compressBound(in.length()))];
    long length =
        Zstd.compressByteArray(
            out,
            0,
            out.length,
            in.array(),
            in.offset(),
            in.length(),
            Zstd.defaultCompressionLevel());
    if (Zstd.isError(length)) {
      throw new IllegalStateException("zstd: " + Zstd.getErrorName(length));
    }
    return new ByteSlice(out, 0, (int) length);
  }
}
