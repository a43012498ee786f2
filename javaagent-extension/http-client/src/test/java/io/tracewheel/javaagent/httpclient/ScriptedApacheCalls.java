// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import static io.tracewheel.javaagent.httpclient.ScriptedCalls.chat;
import static io.tracewheel.javaagent.httpclient.ScriptedCalls.input;
import static io.tracewheel.javaagent.httpclient.ScriptedCalls.stream;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestProducer;
import org.apache.hc.client5.http.async.methods.SimpleResponseConsumer;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.entity.StringAsyncEntityConsumer;
import org.apache.hc.core5.http.nio.entity.StringAsyncEntityProducer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http.nio.support.BasicResponseConsumer;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/** Apache HttpClient 5: blocking, then async. */
@SuppressWarnings({"NullAway", "deprecation"}) // bodies are there; signatures that 5.0 has too
final class ScriptedApacheCalls {

  private final String baseUrl;
  private final ScriptedCalls calls;

  ScriptedApacheCalls(String baseUrl, ScriptedCalls calls) {
    this.baseUrl = baseUrl;
    this.calls = calls;
  }

  private HttpPost post(String path, String body) {
    HttpPost post = new HttpPost(baseUrl + path);
    post.setEntity(new StringEntity(body, ContentType.APPLICATION_JSON));
    return post;
  }

  private HttpPost chatPost(String body) {
    return post("/chat/completions", body);
  }

  private static String read(ClassicHttpResponse response) throws HttpException, IOException {
    HttpEntity entity = response.getEntity();
    return response.getCode()
        + " "
        + response.getFirstHeader("x-request-id")
        + " "
        + entity.getContentType()
        + " "
        + entity.getContentLength()
        + " "
        + EntityUtils.toString(entity, StandardCharsets.UTF_8);
  }

  void all() throws Exception {
    try (CloseableHttpClient client = HttpClients.custom().disableAutomaticRetries().build()) {
      classic(client);
    }
    try (CloseableHttpAsyncClient client =
        HttpAsyncClients.custom().disableAutomaticRetries().build()) {
      client.start();
      async(client);
      client.close(CloseMode.IMMEDIATE);
    }
  }

  private void classic(CloseableHttpClient client) {
    for (String model :
        new String[] {
          "hc-plain", "hc-tools", "hc-401", "hc-429", "hc-cut", "hc-not-json", "hc-gzipped"
        }) {
      calls.step(model, () -> client.execute(chatPost(chat(model)), ScriptedApacheCalls::read));
    }
    calls.step(
        "without a handler",
        () -> {
          try (ClassicHttpResponse response = client.execute(chatPost(chat("hc-response")))) {
            return read(response);
          }
        });
    calls.step(
        "host apart",
        () -> {
          HttpHost host = HttpHost.create(baseUrl.substring(0, baseUrl.indexOf("/v1")));
          HttpPost post = new HttpPost("/v1/chat/completions");
          post.setEntity(new StringEntity(chat("hc-host"), ContentType.APPLICATION_JSON));
          return client.execute(host, post, ScriptedApacheCalls::read);
        });
    calls.step(
        "embeddings",
        () -> client.execute(post("/embeddings", input("hc-emb")), ScriptedApacheCalls::read));
    calls.step(
        "responses",
        () -> client.execute(post("/responses", input("hc-resp")), ScriptedApacheCalls::read));
    for (String model : new String[] {"hc-stream-usage", "hc-stream-broken", "hc-stream-error"}) {
      calls.step(model, () -> client.execute(chatPost(stream(model)), ScriptedApacheCalls::read));
    }
    calls.step(
        "long",
        () ->
            client.execute(chatPost(stream("hc-long-usage")), ScriptedApacheCalls::read).length());
    calls.step(
        "line by line",
        () -> {
          try (ClassicHttpResponse response = client.execute(chatPost(stream("hc-lines-usage")));
              BufferedReader lines = lines(response)) {
            return lines.lines().toList();
          }
        });
    calls.step(
        "closed early", // by a client that then reads what is left
        () -> {
          try (ClassicHttpResponse response =
              client.execute(chatPost(stream("hc-early-long-usage")))) {
            return lines(response).readLine();
          }
        });
    calls.step(
        "cancelled while reading",
        () -> {
          HttpPost post = chatPost(stream("hc-cancel-stalled"));
          try (ClassicHttpResponse response = client.execute(post)) {
            String first = lines(response).readLine();
            post.abort();
            return first;
          }
        });
    calls.step(
        "nobody there",
        () -> {
          HttpPost post = new HttpPost("http://127.0.0.1:1/chat/completions");
          post.setEntity(new StringEntity(chat("hc-refused"), ContentType.APPLICATION_JSON));
          return client.execute(post, ScriptedApacheCalls::read);
        });
    calls.step(
        "not a model's path",
        () ->
            client.execute(
                post("/orders", chat("hc-untouched-orders")), ScriptedApacheCalls::read));
  }

  private static BufferedReader lines(ClassicHttpResponse response) throws IOException {
    return new BufferedReader(
        new InputStreamReader(response.getEntity().getContent(), StandardCharsets.UTF_8));
  }

  private void async(CloseableHttpAsyncClient client) {
    for (String model : new String[] {"ha-plain", "ha-401"}) {
      calls.step(model, () -> simple(client, "/chat/completions", chat(model)));
    }
    calls.step("async embeddings", () -> simple(client, "/embeddings", input("ha-emb")));
    calls.step(
        "async stream", () -> simple(client, "/chat/completions", stream("ha-stream-usage")));
    calls.step(
        "async body of its own",
        () ->
            client
                .execute(
                    new BasicRequestProducer(
                        new BasicHttpRequest(
                            "POST", java.net.URI.create(baseUrl + "/chat/completions")),
                        new StringAsyncEntityProducer(
                            chat("ha-entity"), ContentType.APPLICATION_JSON)),
                    new BasicResponseConsumer<>(new StringAsyncEntityConsumer()),
                    null)
                .get(20, TimeUnit.SECONDS)
                .getBody());
    calls.step(
        "async cancelled",
        () -> {
          // The future of the simple form is another one in 5.0: it cancels nothing.
          Future<SimpleHttpResponse> future =
              client.execute(
                  SimpleRequestProducer.create(
                      request("/chat/completions", stream("ha-cancel-stalled"))),
                  SimpleResponseConsumer.create(),
                  null);
          Thread.sleep(500);
          future.cancel(true);
          return future.isCancelled();
        });
  }

  private SimpleHttpRequest request(String path, String body) {
    SimpleHttpRequest request = new SimpleHttpRequest("POST", java.net.URI.create(baseUrl + path));
    request.setBody(body, ContentType.APPLICATION_JSON);
    return request;
  }

  private @Nullable String simple(CloseableHttpAsyncClient client, String path, String body)
      throws Exception {
    SimpleHttpResponse response =
        client.execute(request(path, body), null).get(20, TimeUnit.SECONDS);
    return response.getCode() + " " + response.getBodyText();
  }
}
