// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import java.io.IOException;
import java.io.OutputStream;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;

/** A response body, watched while the application reads it. */
final class OkHttpResponseBody extends ResponseBody {

  private final ResponseBody delegate;
  private final BufferedSource source;

  OkHttpResponseBody(ResponseBody delegate, ResponseTap tap, Call call) {
    this.delegate = delegate;
    Watched watched = new Watched(delegate.source(), tap, call);
    tap.watch(watched);
    this.source = Okio.buffer(watched);
  }

  @Override
  public @Nullable MediaType contentType() {
    return delegate.contentType();
  }

  @Override
  public long contentLength() {
    return delegate.contentLength();
  }

  @Override
  public BufferedSource source() {
    return source;
  }

  @Override
  public void close() {
    super.close();
    delegate.close(); // An application's interceptor may have put one of its own here.
  }

  /** Whoever reads the body, by whatever means, holds this. */
  private static final class Watched extends ForwardingSource {
    private final ResponseTap tap;
    private final OutputStream bytes;
    private final Call call;

    Watched(Source delegate, ResponseTap tap, Call call) {
      super(delegate);
      this.tap = tap;
      this.call = call;
      this.bytes =
          new OutputStream() {
            @Override
            public void write(int b) {
              tap.bytes(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] some, int offset, int length) {
              tap.bytes(some, offset, length);
            }
          };
    }

    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
      long count;
      try {
        count = super.read(sink, byteCount);
      } catch (Throwable failure) {
        if (call.isCanceled()) {
          tap.closed();
        } else {
          tap.failed(failure);
        }
        throw failure;
      }
      try {
        if (count < 0) {
          tap.end();
        } else {
          sink.copyTo(bytes, sink.size() - count, count);
        }
      } catch (RuntimeException | LinkageError ours) {
        // The application's read goes on.
      }
      return count;
    }

    @Override
    public void close() throws IOException {
      try {
        super.close();
      } finally {
        tap.closed();
      }
    }
  }
}
