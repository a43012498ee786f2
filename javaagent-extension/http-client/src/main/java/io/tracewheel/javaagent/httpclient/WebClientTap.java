// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** The outermost filter of a client: it sees each call once, whatever filters retry below. */
public final class WebClientTap implements ExchangeFilterFunction {

  private WebClientTap() {}

  /** Puts a tap in front of the builder's filters, unless it comes from a tapped client. */
  public static void install(WebClient.Builder builder) {
    builder.filters(
        filters -> {
          for (ExchangeFilterFunction each : filters) {
            if (each instanceof WebClientTap) {
              return;
            }
          }
          filters.add(0, new WebClientTap());
        });
  }

  @Override
  public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
    Endpoint endpoint = Endpoint.of(request.method().name(), request.url().getPath());
    return endpoint == null
        ? next.exchange(request)
        : new WebClientExchange(endpoint, request, next);
  }
}
