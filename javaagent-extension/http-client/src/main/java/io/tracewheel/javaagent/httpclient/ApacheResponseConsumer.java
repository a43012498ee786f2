// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** The application's consumer of a response; what it is given is watched. */
final class ApacheResponseConsumer<T> implements AsyncResponseConsumer<T> {

  private final AsyncResponseConsumer<T> delegate;
  private final ApacheAsyncTap tap;

  ApacheResponseConsumer(AsyncResponseConsumer<T> delegate, ApacheAsyncTap tap) {
    this.delegate = delegate;
    this.tap = tap;
  }

  @Override
  public void consumeResponse(
      HttpResponse response,
      @Nullable EntityDetails entity,
      HttpContext context,
      FutureCallback<T> callback)
      throws HttpException, IOException {
    try {
      ResponseTap answer =
          new ResponseTap(
              tap.tapped,
              response.getCode(),
              entity == null ? null : entity.getContentType(),
              entity == null ? null : entity.getContentEncoding(),
              entity == null ? 0 : entity.getContentLength());
      if (entity == null) {
        answer.end();
      } else {
        answer.watch(this);
        tap.answered(answer);
      }
    } catch (RuntimeException | LinkageError ours) {
      tap.tapped.call.end(null);
    }
    delegate.consumeResponse(response, entity, context, callback);
  }

  @Override
  public void informationResponse(HttpResponse response, HttpContext context)
      throws HttpException, IOException {
    delegate.informationResponse(response, context);
  }

  @Override
  public void failed(Exception cause) {
    ResponseTap answer = tap.body();
    if (tap.isCancelled()) {
      tap.cancelled();
    } else if (answer == null) {
      tap.tapped.call.fail(cause, null);
    } else {
      answer.failed(cause);
    }
    delegate.failed(cause);
  }

  @Override
  public void updateCapacity(CapacityChannel channel) throws IOException {
    delegate.updateCapacity(channel);
  }

  @Override
  public void consume(ByteBuffer bytes) throws IOException {
    ResponseTap answer = tap.body();
    if (answer != null) {
      try {
        answer.bytes(bytes);
      } catch (RuntimeException | LinkageError ours) {
        // The application gets its bytes all the same.
      }
    }
    delegate.consume(bytes);
  }

  @Override
  public void streamEnd(@Nullable List<? extends Header> trailers)
      throws HttpException, IOException {
    ResponseTap answer = tap.body();
    if (answer != null) {
      answer.end();
    }
    delegate.streamEnd(trailers);
  }

  /** The last call, whatever happened before. */
  @Override
  public void releaseResources() {
    tap.cancelled();
    delegate.releaseResources();
  }
}
