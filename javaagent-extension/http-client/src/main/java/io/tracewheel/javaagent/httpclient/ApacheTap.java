// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.OptionalGetter;
import io.tracewheel.javaagent.genai.Prefix;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.jspecify.annotations.Nullable;

/** One request of Apache's blocking client, from its advice to the head of its response. */
public final class ApacheTap {

  private static final ContextKey<ApacheTap> SENDING =
      ContextKey.named("tracewheel-http-client-apache");

  private final TappedCall tapped;
  private final ClassicHttpRequest request;
  private final Scope scope;
  private boolean answered;

  @SuppressWarnings("MustBeClosedChecker") // advice closes it in the same method of the client
  private ApacheTap(TappedCall tapped, ClassicHttpRequest request) {
    this.tapped = tapped;
    this.request = request;
    this.scope = tapped.call.context().with(SENDING, this).makeCurrent();
  }

  /**
   * Starts a call and makes its context current; {@link #returned} must follow on the same thread.
   * {@code null} if the request is no model call.
   *
   * @param host {@code null} if the request says where it goes
   */
  public static @Nullable ApacheTap start(
      @Nullable HttpHost host, @Nullable ClassicHttpRequest request) {
    ApacheAddress address = ApacheAddress.of(host, request);
    Endpoint endpoint = address == null ? null : address.endpoint();
    HttpEntity entity = request == null ? null : request.getEntity();
    if (request == null
        || address == null
        || endpoint == null
        || entity == null
        || !TappedCall.isWanted(endpoint, entity.getContentType())) {
      return null;
    }
    TappedCall tapped = TappedCall.start(endpoint, address.url, address.path, atHand(entity));
    return tapped == null ? null : new ApacheTap(tapped, request);
  }

  /** The body, if it lies in memory and can be written as often as one likes. */
  private static @Nullable Prefix atHand(HttpEntity entity) {
    int limit = GenAiTelemetry.get().maxHttpBody();
    boolean inMemory = entity instanceof StringEntity || entity instanceof ByteArrayEntity;
    if (!inMemory || entity.getContentEncoding() != null || entity.getContentLength() > limit) {
      return null;
    }
    try {
      ByteArrayOutputStream copy = new ByteArrayOutputStream();
      entity.writeTo(copy);
      Prefix prefix = new Prefix(limit);
      prefix.add(copy.toByteArray(), 0, copy.size());
      return prefix;
    } catch (IOException unreadable) {
      return null;
    }
  }

  /** A response came; if it is that of the request in this context, its body is watched. */
  public static void answered(ClassicHttpRequest request, ClassicHttpResponse response) {
    ApacheTap tap = Context.current().get(SENDING);
    if (tap == null || tap.request != request || tap.answered) {
      return;
    }
    tap.answered = true;
    HttpEntity entity = response.getEntity();
    if (entity == null) {
      new ResponseTap(tap.tapped, response.getCode(), null, null, 0).end();
    } else {
      response.setEntity(
          new ApacheResponseEntity(
              entity,
              new ResponseTap(
                  tap.tapped,
                  response.getCode(),
                  entity.getContentType(),
                  entity.getContentEncoding(),
                  entity.getContentLength())));
    }
  }

  /** The client's method ended; the body may still be on its way. */
  public void returned(@Nullable Throwable thrown) {
    scope.close();
    if (thrown != null) {
      if (request instanceof Cancellable && isCancelled()) {
        tapped.call.cancel(null);
      } else {
        tapped.call.fail(thrown, null);
      }
    }
  }

  private boolean isCancelled() {
    return Boolean.TRUE.equals(OptionalGetter.get(request, "isCancelled"));
  }
}
