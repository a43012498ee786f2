// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.road;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import io.grpc.Codec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** zstd at its default level, which gRPC does not bring along. */
final class ZstdCodec implements Codec {
  @Override
  public String getMessageEncoding() {
    return "zstd";
  }

  @Override
  public InputStream decompress(InputStream in) throws IOException {
    return new ZstdInputStream(in);
  }

  @Override
  public OutputStream compress(OutputStream out) throws IOException {
    return new ZstdOutputStream(out);
  }
}
