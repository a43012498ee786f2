// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import io.opentelemetry.instrumentation.api.util.VirtualField;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Prefix;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.jspecify.annotations.Nullable;

/** One request of Apache's async client, from its advice to the head of its response. */
public final class ApacheAsyncTap {

  private static final VirtualField<BasicRequestProducer, HttpRequest> REQUEST =
      VirtualField.find(BasicRequestProducer.class, HttpRequest.class);

  final TappedCall tapped;
  private volatile @Nullable Future<?> future;
  private volatile @Nullable ResponseTap body;

  private ApacheAsyncTap(TappedCall tapped) {
    this.tapped = tapped;
  }

  /** A producer was made for this request. */
  public static void made(BasicRequestProducer producer, @Nullable HttpRequest request) {
    if (request != null && ApacheAddress.of(null, request) != null) {
      REQUEST.set(producer, request);
    }
  }

  /**
   * Starts a call and makes its context current; {@link #returned} must follow on the same thread.
   * {@code null} if the request is no model call, or a producer of the application's own sends it.
   *
   * @return this tap, the producer, the consumer and the callback to use
   */
  public static Object @Nullable [] start(
      @Nullable AsyncRequestProducer producer,
      @Nullable AsyncResponseConsumer<?> consumer,
      @Nullable FutureCallback<?> callback) {
    HttpRequest request =
        producer instanceof BasicRequestProducer
            ? REQUEST.get((BasicRequestProducer) producer)
            : null;
    ApacheAddress address = ApacheAddress.of(null, request);
    Endpoint endpoint = address == null ? null : address.endpoint();
    if (request == null
        || address == null
        || endpoint == null
        || producer == null
        || consumer == null
        || !TappedCall.isWanted(endpoint, contentType(request))) {
      return null;
    }
    int limit = GenAiTelemetry.get().maxHttpBody();
    Prefix body = atHand(request, limit);
    TappedCall tapped = TappedCall.start(endpoint, address.url, address.path, body);
    if (tapped == null) {
      return null;
    }
    ApacheAsyncTap tap = new ApacheAsyncTap(tapped);
    AsyncRequestProducer sent =
        body == null ? new ApacheRequestProducer(producer, tapped, limit) : producer;
    Object[] started = {
      tap, sent, new ApacheResponseConsumer<>(consumer, tap), new ApacheCallback<>(callback, tap)
    };
    tapped.call.attach();
    return started;
  }

  private static @Nullable String contentType(HttpRequest request) {
    if (request instanceof SimpleHttpRequest) {
      ContentType type = ((SimpleHttpRequest) request).getContentType();
      return type == null ? null : type.getMimeType();
    }
    Header header = request.getFirstHeader("Content-Type");
    return header == null ? null : header.getValue();
  }

  private static @Nullable Prefix atHand(HttpRequest request, int limit) {
    byte[] bytes =
        request instanceof SimpleHttpRequest ? ((SimpleHttpRequest) request).getBodyBytes() : null;
    if (bytes == null || bytes.length > limit) {
      return null;
    }
    Prefix prefix = new Prefix(limit);
    prefix.add(bytes, 0, bytes.length);
    return prefix;
  }

  /** The client's method ended; everything else is still to come. */
  public void returned(@Nullable Future<?> future, @Nullable Throwable thrown) {
    this.future = future;
    tapped.call.detach();
    if (thrown != null) {
      tapped.call.fail(thrown, null);
    }
  }

  /** The response has begun. */
  void answered(ResponseTap body) {
    this.body = body;
  }

  @Nullable ResponseTap body() {
    return body;
  }

  /** The application wants no more. */
  void cancelled() {
    ResponseTap answer = body;
    if (answer == null) {
      tapped.call.cancel(null);
    } else {
      answer.closed();
    }
  }

  boolean isCancelled() {
    Future<?> told = future;
    return told != null && told.isCancelled();
  }
}
