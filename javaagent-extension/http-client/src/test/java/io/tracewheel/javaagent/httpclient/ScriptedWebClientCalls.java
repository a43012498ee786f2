// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import static io.tracewheel.javaagent.httpclient.ScriptedCalls.chat;
import static io.tracewheel.javaagent.httpclient.ScriptedCalls.input;
import static io.tracewheel.javaagent.httpclient.ScriptedCalls.stream;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.HttpComponentsClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Spring's WebClient, over Netty and over Apache's client. */
@SuppressWarnings("NullAway") // bodies are there
final class ScriptedWebClientCalls {

  private static final Duration LONGEST = Duration.ofSeconds(20);

  private final String baseUrl;
  private final ScriptedCalls calls;

  ScriptedWebClientCalls(String baseUrl, ScriptedCalls calls) {
    this.baseUrl = baseUrl;
    this.calls = calls;
  }

  private static Mono<String> post(WebClient client, String path, String body) {
    return client
        .post()
        .uri(path)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body)
        .retrieve()
        .bodyToMono(String.class);
  }

  private static Flux<String> events(WebClient client, String model) {
    return client
        .post()
        .uri("/chat/completions")
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(stream(model))
        .retrieve()
        .bodyToFlux(String.class);
  }

  void all() {
    // Large enough for an answer of 8,000 chunks in one piece.
    WebClient netty =
        WebClient.builder()
            .baseUrl(baseUrl)
            .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(16 << 20))
            .build();
    some("wn", netty);
    rest(netty.mutate().build());
    some(
        "wh",
        WebClient.builder()
            .baseUrl(baseUrl)
            .clientConnector(new HttpComponentsClientHttpConnector())
            .build());
  }

  /** With every connector. */
  private void some(String prefix, WebClient client) {
    for (String ending : new String[] {"plain", "401"}) {
      String model = prefix + "-" + ending;
      calls.step(model, () -> post(client, "/chat/completions", chat(model)).block(LONGEST));
    }
    calls.step(
        prefix + " events",
        () -> events(client, prefix + "-stream-usage").collectList().block(LONGEST));
    calls.step(
        prefix + " closed early",
        () -> events(client, prefix + "-early-stalled").take(1).collectList().block(LONGEST));
    // No host of a known provider, and nothing else to tell it by before it is sent.
    calls.step(
        prefix + " embeddings",
        () -> post(client, "/embeddings", input(prefix + "-untouched-emb")).block(LONGEST));
  }

  private void rest(WebClient client) {
    for (String model : new String[] {"wn-tools", "wn-429", "wn-not-json"}) {
      calls.step(model, () -> post(client, "/chat/completions", chat(model)).block(LONGEST));
    }
    calls.step("wn-cut", () -> kind(post(client, "/chat/completions", chat("wn-cut"))));
    calls.step(
        "wn-stream-broken",
        () -> kind(events(client, "wn-stream-broken").collectList().map(Object::toString)));
    calls.step(
        "whole",
        () -> post(client, "/chat/completions", stream("wn-long-usage")).block(LONGEST).length());
    calls.step(
        "twice",
        () -> {
          Mono<String> answer = post(client, "/chat/completions", chat("wn-twice"));
          return answer.block(LONGEST) + answer.block(LONGEST);
        });
    calls.step(
        "unread",
        () ->
            client
                .post()
                .uri("/chat/completions")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(chat("wn-unread"))
                .retrieve()
                .toBodilessEntity()
                .map(entity -> entity.getHeaders().getFirst("x-request-id"))
                .block(LONGEST));
    calls.step("disposed", () -> disposed(client));
    calls.step(
        "nobody there",
        () ->
            kind(
                post(
                    client.mutate().baseUrl("http://127.0.0.1:1").build(),
                    "/chat/completions",
                    chat("wn-refused"))));
    calls.step(
        "not a model's path",
        () -> post(client, "/orders", chat("wn-untouched-orders")).block(LONGEST));
  }

  private static @Nullable Object disposed(WebClient client) throws InterruptedException {
    CountDownLatch first = new CountDownLatch(1);
    Disposable reading = events(client, "wn-cancel-stalled").subscribe(event -> first.countDown());
    boolean came = first.await(20, TimeUnit.SECONDS);
    reading.dispose();
    return came;
  }

  /** What went wrong; the message names ports and addresses. */
  private static @Nullable String kind(Mono<String> answer) {
    return answer.onErrorResume(error -> Mono.just(error.getClass().getName())).block(LONGEST);
  }
}
