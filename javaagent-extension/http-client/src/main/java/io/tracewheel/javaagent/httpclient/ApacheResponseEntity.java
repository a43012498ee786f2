// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.jspecify.annotations.Nullable;

/** A response body, watched while the application reads it. */
final class ApacheResponseEntity extends HttpEntityWrapper {

  private final ResponseTap tap;
  private @Nullable InputStream content;

  ApacheResponseEntity(HttpEntity delegate, ResponseTap tap) {
    super(delegate);
    this.tap = tap;
    tap.watch(this);
  }

  @Override
  public synchronized InputStream getContent() throws IOException {
    InputStream source = super.getContent();
    if (source == null) {
      return source;
    }
    if (isRepeatable()) {
      return source; // in memory: the first reader is as good as none
    }
    InputStream known = content;
    if (known == null) {
      known = new Watched(source, this);
      content = known;
    }
    return known;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    try {
      super.writeTo(new Copying(out, tap));
    } catch (IOException | RuntimeException | Error failure) {
      tap.failed(failure);
      throw failure;
    }
    tap.end();
  }

  @Override
  public void close() throws IOException {
    try {
      super.close();
    } finally {
      tap.closed();
    }
  }

  /** What the application reads; it keeps the entity, by which the call is watched. */
  private static final class Watched extends FilterInputStream {
    private final ApacheResponseEntity entity;

    Watched(InputStream source, ApacheResponseEntity entity) {
      super(source);
      this.entity = entity;
    }

    @Override
    public int read() throws IOException {
      int one;
      try {
        one = in.read();
      } catch (IOException | RuntimeException | Error failure) {
        entity.tap.failed(failure);
        throw failure;
      }
      if (one < 0) {
        entity.tap.end();
      } else {
        seen(new byte[] {(byte) one}, 0, 1);
      }
      return one;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count;
      try {
        count = in.read(buffer, offset, length);
      } catch (IOException | RuntimeException | Error failure) {
        entity.tap.failed(failure);
        throw failure;
      }
      if (count < 0) {
        entity.tap.end();
      } else {
        seen(buffer, offset, count);
      }
      return count;
    }

    private void seen(byte[] bytes, int offset, int count) {
      try {
        entity.tap.bytes(bytes, offset, count);
      } catch (RuntimeException | LinkageError ours) {
        // The application's read goes on.
      }
    }

    @Override
    public void close() throws IOException {
      try {
        super.close();
      } finally {
        entity.tap.closed();
      }
    }
  }

  private static final class Copying extends OutputStream {
    private final OutputStream delegate;
    private final ResponseTap tap;

    Copying(OutputStream delegate, ResponseTap tap) {
      this.delegate = delegate;
      this.tap = tap;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        tap.bytes(bytes, offset, length);
      } catch (RuntimeException | LinkageError ours) {
        // The application gets its bytes all the same.
      }
      delegate.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      delegate.flush();
    }

    @Override
    public void close() throws IOException {
      delegate.close();
    }
  }
}
