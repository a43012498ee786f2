// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** The application's body handler; what it makes of the body is watched. */
final class JdkBodyHandler<T> implements HttpResponse.BodyHandler<T> {

  private final HttpResponse.BodyHandler<T> delegate;
  private final TappedCall tapped;

  JdkBodyHandler(HttpResponse.BodyHandler<T> delegate, TappedCall tapped) {
    this.delegate = delegate;
    this.tapped = tapped;
  }

  @Override
  public HttpResponse.BodySubscriber<T> apply(HttpResponse.ResponseInfo info) {
    HttpResponse.BodySubscriber<T> subscriber = delegate.apply(info);
    if (subscriber == null) {
      return subscriber; // the client has its own word for that
    }
    try {
      HttpHeaders headers = info.headers();
      ResponseTap tap =
          new ResponseTap(
              tapped,
              info.statusCode(),
              headers.firstValue("Content-Type").orElse(null),
              headers.firstValue("Content-Encoding").orElse(null),
              headers.firstValueAsLong("Content-Length").orElse(-1));
      Watched<T> watched = new Watched<>(subscriber, tap);
      tap.watch(watched);
      return watched;
    } catch (RuntimeException | LinkageError ours) {
      tapped.call.end(null);
      return subscriber;
    }
  }

  private static final class Watched<T> implements HttpResponse.BodySubscriber<T> {
    private final HttpResponse.BodySubscriber<T> delegate;
    private final ResponseTap tap;

    Watched(HttpResponse.BodySubscriber<T> delegate, ResponseTap tap) {
      this.delegate = delegate;
      this.tap = tap;
    }

    @Override
    public CompletionStage<T> getBody() {
      return delegate.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      delegate.onSubscribe(
          new Flow.Subscription() {
            @Override
            public void request(long n) {
              subscription.request(n);
            }

            @Override
            public void cancel() {
              // First: from JDK 25 on the client answers a cancellation with onError, at once.
              tap.closed();
              subscription.cancel();
            }
          });
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      try {
        for (ByteBuffer each : buffers) {
          tap.bytes(each);
        }
      } catch (RuntimeException | LinkageError ours) {
        // The application gets its buffers all the same.
      }
      delegate.onNext(buffers);
    }

    @Override
    public void onError(Throwable error) {
      tap.failed(error);
      delegate.onError(error);
    }

    @Override
    public void onComplete() {
      tap.end();
      delegate.onComplete();
    }
  }
}
