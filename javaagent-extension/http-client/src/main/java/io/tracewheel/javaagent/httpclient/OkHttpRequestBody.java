// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import io.tracewheel.javaagent.genai.Prefix;
import java.io.IOException;
import java.io.OutputStream;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.Buffer;
import okio.BufferedSink;
import okio.ForwardingSink;
import okio.Okio;
import okio.Sink;
import org.jspecify.annotations.Nullable;

/** A request body, watched while it is written; written anew for each try. */
final class OkHttpRequestBody extends RequestBody {

  private final RequestBody delegate;
  private final TappedCall tapped;
  private final int limit;

  OkHttpRequestBody(RequestBody delegate, TappedCall tapped, int limit) {
    this.delegate = delegate;
    this.tapped = tapped;
    this.limit = limit;
  }

  @Override
  public @Nullable MediaType contentType() {
    return delegate.contentType();
  }

  @Override
  public long contentLength() throws IOException {
    return delegate.contentLength();
  }

  @Override
  public boolean isDuplex() {
    return delegate.isDuplex();
  }

  @Override
  public boolean isOneShot() {
    return delegate.isOneShot();
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    Prefix written = new Prefix(limit);
    BufferedSink watched = Okio.buffer(new Watched(sink, written));
    delegate.writeTo(watched);
    watched.emit();
    try {
      tapped.written(written);
    } catch (RuntimeException | LinkageError | StackOverflowError ours) {
      // The span then lacks what the body said.
    }
  }

  private static final class Watched extends ForwardingSink {
    private final Prefix written;

    Watched(Sink delegate, Prefix written) {
      super(delegate);
      this.written = written;
    }

    @Override
    public void write(Buffer source, long byteCount) throws IOException {
      try {
        source.copyTo(
            new OutputStream() {
              @Override
              public void write(int b) {
                written.add((byte) b);
              }

              @Override
              public void write(byte[] bytes, int offset, int length) {
                written.add(bytes, offset, length);
              }
            },
            0,
            byteCount);
      } catch (RuntimeException | LinkageError ours) {
        written.leaveOut();
      }
      super.write(source, byteCount);
    }
  }
}
