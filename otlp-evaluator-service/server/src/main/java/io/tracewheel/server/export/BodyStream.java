// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.server.gzip.Body;
import io.tracewheel.server.gzip.FastGzip;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A request as gRPC takes it with one copy: it knows the length and pulls all at once. What is gzip
 * already goes to a stream that compresses as it is.
 */
final class BodyStream extends InputStream implements KnownLength, Drainable {
  private final Body body;
  private boolean drained;

  /** Only where somebody reads rather than drains. */
  private @Nullable ByteArrayInputStream reading;

  BodyStream(Body body) {
    this.body = body;
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    int length = available();
    if (length == body.plainLength() && target instanceof FastGzip.MessageStream gzip) {
      gzip.writeWhole(body);
    } else {
      reading().transferTo(target);
    }
    drained = true;
    return length;
  }

  @Override
  public int available() {
    return drained ? 0 : reading == null ? body.plainLength() : reading.available();
  }

  @Override
  public int read() {
    return drained ? -1 : reading().read();
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    return drained ? -1 : reading().read(target, offset, length);
  }

  private ByteArrayInputStream reading() {
    ByteArrayInputStream open = reading;
    if (open == null) {
      ByteSlice plain = body.plain();
      open = new ByteArrayInputStream(plain.array(), plain.offset(), plain.length());
      reading = open;
    }
    return open;
  }
}
