// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import io.tracewheel.javaagent.genai.Prefix;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Flow;

/** A request whose body can only be watched while it is sent. */
final class JdkRequest extends HttpRequest {

  private final HttpRequest delegate;
  private final BodyPublisher publisher;

  JdkRequest(HttpRequest delegate, BodyPublisher body, TappedCall tapped, int limit) {
    this.delegate = delegate;
    this.publisher = new Publisher(body, tapped, limit);
  }

  /** The body of a publisher that gives all it has when asked. */
  static Prefix read(BodyPublisher publisher, int limit) {
    Prefix prefix = new Prefix(limit);
    publisher.subscribe(
        new Flow.Subscriber<>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
          }

          @Override
          public void onNext(ByteBuffer bytes) {
            prefix.add(bytes);
          }

          @Override
          public void onError(Throwable error) {
            prefix.clear();
          }

          @Override
          public void onComplete() {}
        });
    return prefix;
  }

  @Override
  public Optional<BodyPublisher> bodyPublisher() {
    return Optional.of(publisher);
  }

  @Override
  public String method() {
    return delegate.method();
  }

  @Override
  public Optional<Duration> timeout() {
    return delegate.timeout();
  }

  @Override
  public boolean expectContinue() {
    return delegate.expectContinue();
  }

  @Override
  public URI uri() {
    return delegate.uri();
  }

  @Override
  public Optional<HttpClient.Version> version() {
    return delegate.version();
  }

  @Override
  public HttpHeaders headers() {
    return delegate.headers();
  }

  private static final class Publisher implements BodyPublisher {
    private final BodyPublisher delegate;
    private final TappedCall tapped;
    private final int limit;

    Publisher(BodyPublisher delegate, TappedCall tapped, int limit) {
      this.delegate = delegate;
      this.tapped = tapped;
      this.limit = limit;
    }

    @Override
    public long contentLength() {
      return delegate.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
      delegate.subscribe(new Subscriber(subscriber, tapped, new Prefix(limit)));
    }
  }

  private static final class Subscriber implements Flow.Subscriber<ByteBuffer> {
    private final Flow.Subscriber<? super ByteBuffer> delegate;
    private final TappedCall tapped;
    private final Prefix written;

    Subscriber(Flow.Subscriber<? super ByteBuffer> delegate, TappedCall tapped, Prefix written) {
      this.delegate = delegate;
      this.tapped = tapped;
      this.written = written;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      delegate.onSubscribe(subscription);
    }

    @Override
    public void onNext(ByteBuffer bytes) {
      try {
        written.add(bytes);
      } catch (RuntimeException | LinkageError ours) {
        written.leaveOut();
      }
      delegate.onNext(bytes);
    }

    @Override
    public void onError(Throwable error) {
      delegate.onError(error);
    }

    @Override
    public void onComplete() {
      try {
        tapped.written(written);
      } catch (RuntimeException | LinkageError | StackOverflowError ours) {
        // The span then lacks what the body said.
      }
      delegate.onComplete();
    }
  }
}
