// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import static io.tracewheel.javaagent.httpclient.ScriptedCalls.chat;
import static io.tracewheel.javaagent.httpclient.ScriptedCalls.claude;
import static io.tracewheel.javaagent.httpclient.ScriptedCalls.gemini;
import static io.tracewheel.javaagent.httpclient.ScriptedCalls.geminiUrl;
import static io.tracewheel.javaagent.httpclient.ScriptedCalls.input;
import static io.tracewheel.javaagent.httpclient.ScriptedCalls.stream;
import static io.tracewheel.javaagent.httpclient.ScriptedCalls.streamedInput;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The JDK's client. */
final class ScriptedJdkCalls {

  private final HttpClient client = HttpClient.newHttpClient();
  private final String baseUrl;
  private final ScriptedCalls calls;

  ScriptedJdkCalls(String baseUrl, ScriptedCalls calls) {
    this.baseUrl = baseUrl;
    this.calls = calls;
  }

  private HttpRequest request(String path, BodyPublisher body) {
    return HttpRequest.newBuilder(URI.create(baseUrl + path))
        .header("Content-Type", "application/json")
        .POST(body)
        .build();
  }

  private HttpRequest request(String path, String body) {
    return request(path, BodyPublishers.ofString(body));
  }

  private String send(HttpRequest request) throws Exception {
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    return response.statusCode()
        + " "
        + response.headers().firstValue("x-request-id")
        + " "
        + response.body();
  }

  private void chatStep(String model) {
    calls.step(model, () -> send(request("/chat/completions", chat(model))));
  }

  void all() throws Exception {
    for (String model :
        new String[] {
          "jdk-plain", "jdk-tools", "jdk-401", "jdk-429", "jdk-cut", "jdk-not-json", "jdk-gzipped"
        }) {
      chatStep(model);
    }
    calls.step(
        "its address",
        () -> {
          HttpRequest request = request("/chat/completions", chat("jdk-same"));
          return client.send(request, BodyHandlers.discarding()).request().uri();
        });
    calls.step(
        "one-shot body",
        () ->
            send(
                request(
                    "/chat/completions",
                    BodyPublishers.ofInputStream(
                        () ->
                            new ByteArrayInputStream(
                                chat("jdk-oneshot").getBytes(StandardCharsets.UTF_8))))));
    calls.step("embeddings", () -> send(request("/embeddings", input("jdk-emb"))));
    calls.step("responses", () -> send(request("/responses", input("jdk-resp"))));
    calls.step("streamed", () -> send(request("/responses", streamedInput("jdk-resp-stream"))));
    others();
    streams();
    async();
    calls.step("not a model's path", () -> send(request("/orders", chat("jdk-untouched-orders"))));
    calls.step(
        "not a model's body",
        () -> send(request("/embeddings", "{\"model\":\"jdk-untouched-body\"}")));
    calls.step(
        "no method of a model",
        () ->
            client
                .send(
                    HttpRequest.newBuilder(URI.create(baseUrl + "/chat/completions")).build(),
                    BodyHandlers.ofString())
                .body());
  }

  private void others() {
    for (String model : new String[] {"jdk-claude", "jdk-claude-stream", "jdk-claude-429"}) {
      calls.step(model, () -> send(request("/messages", claude(model))));
    }
    for (String model : new String[] {"jdk-gem", "jdk-gem-stream", "jdk-gem-429"}) {
      calls.step(
          model,
          () ->
              send(
                  HttpRequest.newBuilder(URI.create(geminiUrl(baseUrl, model)))
                      .POST(BodyPublishers.ofString(gemini()))
                      .build()));
    }
  }

  private void streams() {
    calls.step("string", () -> send(request("/chat/completions", stream("jdk-stream-usage"))));
    calls.step("long", () -> send(request("/chat/completions", stream("jdk-long-usage"))).length());
    calls.step("broken", () -> send(request("/chat/completions", stream("jdk-stream-broken"))));
    calls.step("error", () -> send(request("/chat/completions", stream("jdk-stream-error"))));
    calls.step(
        "lines",
        () -> {
          try (Stream<String> lines =
              client
                  .send(
                      request("/chat/completions", stream("jdk-lines-usage")),
                      BodyHandlers.ofLines())
                  .body()) {
            return lines.toList();
          }
        });
    calls.step(
        "input stream",
        () -> {
          try (InputStream in = open("jdk-input-usage")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
          }
        });
    calls.step(
        "closed early",
        () -> {
          try (InputStream in = open("jdk-early-stalled");
              BufferedReader lines =
                  new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.readLine();
          }
        });
  }

  private InputStream open(String model) throws Exception {
    return client
        .send(request("/chat/completions", stream(model)), BodyHandlers.ofInputStream())
        .body();
  }

  private void async() {
    calls.step(
        "async",
        () ->
            client
                .sendAsync(request("/chat/completions", chat("jdk-async")), BodyHandlers.ofString())
                .thenApply(HttpResponse::body)
                .get(20, TimeUnit.SECONDS));
    calls.step(
        "async stream",
        () ->
            client
                .sendAsync(
                    request("/chat/completions", stream("jdk-async-usage")),
                    BodyHandlers.ofString())
                .thenApply(HttpResponse::body)
                .get(20, TimeUnit.SECONDS));
    calls.step(
        "async cancelled",
        () -> {
          CompletableFuture<HttpResponse<String>> future =
              client.sendAsync(
                  request("/chat/completions", stream("jdk-cancel-stalled")),
                  BodyHandlers.ofString());
          Thread.sleep(500);
          future.cancel(true);
          return future.isDone();
        });
    calls.step(
        "nobody there",
        () ->
            client
                .sendAsync(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:1/chat/completions"))
                        .POST(BodyPublishers.ofString(chat("jdk-refused")))
                        .build(),
                    BodyHandlers.ofString())
                .get(20, TimeUnit.SECONDS));
  }
}
