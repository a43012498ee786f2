// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** A request that may be a model call; one call for each subscription, as it is sent for each. */
final class WebClientExchange extends Mono<ClientResponse> {

  private final Endpoint endpoint;
  private final ClientRequest request;
  private final ExchangeFunction next;

  WebClientExchange(Endpoint endpoint, ClientRequest request, ExchangeFunction next) {
    this.endpoint = endpoint;
    this.request = request;
    this.next = next;
  }

  @Override
  public void subscribe(CoreSubscriber<? super ClientResponse> subscriber) {
    Context outside = Context.current();
    TappedCall tapped = null;
    ClientRequest sent = request;
    try {
      tapped = start();
      if (tapped != null) {
        sent = watched(request, tapped);
      }
    } catch (RuntimeException | LinkageError | StackOverflowError ours) {
      sent = request;
    }
    if (tapped == null) {
      next.exchange(request).subscribe(subscriber);
      return;
    }
    try (Scope ignored = tapped.call.context().makeCurrent()) {
      next.exchange(sent).subscribe(new Exchange(subscriber, tapped, outside));
    } catch (RuntimeException | Error failure) {
      tapped.call.fail(failure, null);
      throw failure;
    }
  }

  private @Nullable TappedCall start() {
    if (!TappedCall.isWanted(endpoint, request.headers().getFirst("Content-Type"))) {
      return null;
    }
    URI url = request.url();
    return TappedCall.start(endpoint, url.toString(), url.getPath(), null);
  }

  private static ClientRequest watched(ClientRequest request, TappedCall tapped) {
    int limit = GenAiTelemetry.get().maxHttpBody();
    return ClientRequest.from(request)
        .body(
            (message, context) ->
                request.body().insert(new WebClientRequestBody(message, tapped, limit), context))
        .build();
  }

  /** From the request to the head of its response. */
  private static final class Exchange implements CoreSubscriber<ClientResponse>, Subscription {
    private final CoreSubscriber<? super ClientResponse> subscriber;
    private final TappedCall tapped;
    private final Context outside;
    private volatile @Nullable Subscription upstream;
    private volatile boolean answered;

    Exchange(
        CoreSubscriber<? super ClientResponse> subscriber, TappedCall tapped, Context outside) {
      this.subscriber = subscriber;
      this.tapped = tapped;
      this.outside = outside;
    }

    @Override
    public reactor.util.context.Context currentContext() {
      return subscriber.currentContext();
    }

    @Override
    public void onSubscribe(Subscription source) {
      upstream = source;
      try (Scope ignored = outside.makeCurrent()) {
        subscriber.onSubscribe(this);
      }
    }

    @Override
    public void request(long count) {
      Subscription source = upstream;
      if (source != null) {
        // Connectors send the request on demand.
        try (Scope ignored = (answered ? outside : tapped.call.context()).makeCurrent()) {
          source.request(count);
        }
      }
    }

    @Override
    public void cancel() {
      if (!answered) {
        tapped.call.cancel(null);
      }
      Subscription source = upstream;
      if (source != null) {
        source.cancel();
      }
    }

    @Override
    public void onNext(ClientResponse response) {
      answered = true;
      ClientResponse seen = response;
      try {
        seen = WebClientResponseBody.watched(response, tapped);
      } catch (RuntimeException | LinkageError ours) {
        tapped.call.end(null);
      }
      try (Scope ignored = outside.makeCurrent()) {
        subscriber.onNext(seen);
      }
    }

    @Override
    public void onError(Throwable error) {
      if (!answered) {
        tapped.call.fail(error, null);
      }
      try (Scope ignored = outside.makeCurrent()) {
        subscriber.onError(error);
      }
    }

    @Override
    public void onComplete() {
      if (!answered) {
        tapped.call.end(null);
      }
      try (Scope ignored = outside.makeCurrent()) {
        subscriber.onComplete();
      }
    }
  }
}
