// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import static io.tracewheel.javaagent.httpclient.ScriptedCalls.chat;
import static io.tracewheel.javaagent.httpclient.ScriptedCalls.claude;
import static io.tracewheel.javaagent.httpclient.ScriptedCalls.describe;
import static io.tracewheel.javaagent.httpclient.ScriptedCalls.gemini;
import static io.tracewheel.javaagent.httpclient.ScriptedCalls.geminiUrl;
import static io.tracewheel.javaagent.httpclient.ScriptedCalls.input;
import static io.tracewheel.javaagent.httpclient.ScriptedCalls.stream;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** OkHttp. */
@SuppressWarnings({"NullAway", "deprecation"}) // bodies are there; signatures that 3.14 has too
final class ScriptedOkHttpCalls {

  private static final MediaType JSON = MediaType.get("application/json");

  private final OkHttpClient client = new OkHttpClient();
  private final String baseUrl;
  private final ScriptedCalls calls;

  ScriptedOkHttpCalls(String baseUrl, ScriptedCalls calls) {
    this.baseUrl = baseUrl;
    this.calls = calls;
  }

  private Request request(String path, RequestBody body) {
    return new Request.Builder().url(baseUrl + path).post(body).build();
  }

  private Call call(String path, String body) {
    return client.newCall(request(path, RequestBody.create(JSON, body)));
  }

  private Call chatCall(String body) {
    return call("/chat/completions", body);
  }

  private static String read(Call call) throws IOException {
    try (Response response = call.execute()) {
      return response.code()
          + " "
          + response.header("x-request-id")
          + " "
          + response.body().contentType()
          + " "
          + response.body().contentLength()
          + " "
          + response.body().string();
    }
  }

  void all() {
    for (String model :
        new String[] {
          "ok-plain", "ok-tools", "ok-401", "ok-429", "ok-cut", "ok-not-json", "ok-gzipped"
        }) {
      calls.step(model, () -> read(chatCall(chat(model))));
    }
    calls.step(
        "one-shot body", () -> read(client.newCall(request("/chat/completions", oneShot()))));
    calls.step(
        "client of a client",
        () ->
            read(
                client
                    .newBuilder()
                    .readTimeout(20, TimeUnit.SECONDS)
                    .build()
                    .newCall(
                        request(
                            "/chat/completions", RequestBody.create(JSON, chat("ok-derived"))))));
    calls.step("embeddings", () -> read(call("/embeddings", input("ok-emb"))));
    calls.step("responses", () -> read(call("/responses", input("ok-resp"))));
    for (String model : new String[] {"ok-claude", "ok-claude-stream", "ok-claude-429"}) {
      calls.step(model, () -> read(call("/messages", claude(model))));
    }
    for (String model : new String[] {"ok-gem", "ok-gem-stream", "ok-gem-429"}) {
      calls.step(
          model,
          () ->
              read(
                  client.newCall(
                      new Request.Builder()
                          .url(geminiUrl(baseUrl, model))
                          .post(RequestBody.create(JSON, gemini()))
                          .build())));
    }
    streams();
    async();
    calls.step("not a model's path", () -> read(call("/orders", chat("ok-untouched-orders"))));
    calls.step(
        "not a model's body", () -> read(call("/embeddings", "{\"model\":\"ok-untouched-body\"}")));
  }

  /** A body of the application's own, which must not be written twice. */
  private static RequestBody oneShot() {
    return new RequestBody() {
      private boolean written;

      @Override
      public MediaType contentType() {
        return JSON;
      }

      @Override
      public boolean isOneShot() {
        return true;
      }

      @Override
      public void writeTo(BufferedSink sink) throws IOException {
        if (written) {
          throw new IOException("written twice");
        }
        written = true;
        sink.writeUtf8(chat("ok-oneshot"));
      }
    };
  }

  private void streams() {
    calls.step("string", () -> read(chatCall(stream("ok-stream-usage"))));
    calls.step("long", () -> read(chatCall(stream("ok-long-usage"))).length());
    calls.step("broken", () -> read(chatCall(stream("ok-stream-broken"))));
    calls.step("error", () -> read(chatCall(stream("ok-stream-error"))));
    calls.step(
        "line by line",
        () -> {
          StringBuilder got = new StringBuilder();
          try (Response response = chatCall(stream("ok-lines-usage")).execute()) {
            for (String line = response.body().source().readUtf8Line();
                line != null;
                line = response.body().source().readUtf8Line()) {
              got.append(line).append('|');
            }
          }
          return got;
        });
    calls.step(
        "closed early",
        () -> {
          try (Response response = chatCall(stream("ok-early-stalled")).execute()) {
            return response.body().source().readUtf8Line();
          }
        });
    calls.step(
        "closed unread",
        () -> {
          chatCall(stream("ok-unread")).execute().close();
          return "closed";
        });
    calls.step(
        "cancelled while reading",
        () -> {
          Call call = chatCall(stream("ok-cancel-stalled"));
          try (Response response = call.execute()) {
            String first = response.body().source().readUtf8Line();
            call.cancel();
            try {
              while (response.body().source().readUtf8Line() != null) {}
              return first + " whole";
            } catch (IOException cancelled) {
              return first + " " + cancelled.getClass().getName();
            }
          }
        });
    calls.step("abandoned", this::abandon);
    calls.step("after", () -> read(chatCall(chat("ok-after"))));
  }

  private @Nullable Object abandon() throws Exception {
    // By a client of its own: OkHttp may take a connection with half an answer on it for another
    // call.
    Request request =
        request("/chat/completions", RequestBody.create(JSON, stream("ok-abandoned")));
    String first = new OkHttpClient().newCall(request).execute().body().source().readUtf8Line();
    for (int i = 0; i < 10; i++) {
      System.gc();
      Thread.sleep(50);
    }
    return first;
  }

  private void async() {
    calls.step("async", () -> enqueued(chatCall(chat("ok-async"))));
    calls.step("async stream", () -> enqueued(chatCall(stream("ok-async-usage"))));
    calls.step(
        "async nobody there",
        () ->
            enqueued(
                client.newCall(
                    new Request.Builder()
                        .url("http://127.0.0.1:1/chat/completions")
                        .post(RequestBody.create(JSON, chat("ok-refused")))
                        .build())));
  }

  private static String enqueued(Call call) throws Exception {
    CompletableFuture<String> told = new CompletableFuture<>();
    call.enqueue(
        new Callback() {
          @Override
          public void onFailure(Call failed, IOException error) {
            told.complete(describe(error));
          }

          @Override
          public void onResponse(Call answered, Response response) throws IOException {
            told.complete(response.body().string());
          }
        });
    return told.get(20, TimeUnit.SECONDS);
  }
}
