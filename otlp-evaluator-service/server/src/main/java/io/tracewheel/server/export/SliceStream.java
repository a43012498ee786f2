// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.tracewheel.otlp.ByteSlice;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Request bytes as gRPC takes them with one copy: it knows the length and pulls all at once. */
final class SliceStream extends ByteArrayInputStream implements KnownLength, Drainable {
  SliceStream(ByteSlice slice) {
    super(slice.array(), slice.offset(), slice.length());
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    int drained = count - pos;
    if (target instanceof FastGzip.MessageStream gzip) {
      gzip.writeWhole(new ByteSlice(buf, pos, drained));
    } else {
      target.write(buf, pos, drained);
    }
    pos = count;
    return drained;
  }
}
