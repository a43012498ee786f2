// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.openai;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.AsyncStreamResponse;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An application that calls a model server in every way that the instrumentation must survive and
 * writes down what it sees. It runs in a JVM of its own, with and without the agent; both must see
 * the same. The name of the model tells the stub server how to answer and the test which span it
 * was.
 */
@SuppressWarnings("MustBeClosedChecker") // what becomes of streams left open is part of the test
public final class ScriptedCalls {

  private final String baseUrl;
  private final OpenAIClient client;
  private final PrintStream seen;

  private ScriptedCalls(String baseUrl, OpenAIClient client, PrintStream seen) {
    this.baseUrl = baseUrl;
    this.client = client;
    this.seen = seen;
  }

  /**
   * @param args base URL of the server, file to write to
   */
  public static void main(String[] args) throws Exception {
    OpenAIClient client =
        OpenAIOkHttpClient.builder().apiKey("sk-test").baseUrl(args[0]).maxRetries(0).build();
    try (PrintStream seen = new PrintStream(args[1], StandardCharsets.UTF_8)) {
      new ScriptedCalls(args[0], client, seen).all();
    }
    System.exit(0); // the library's pools would keep the JVM alive for a minute
  }

  private interface Step {
    @Nullable Object run() throws Exception;
  }

  /** The property {@code scripted.only} leaves out all steps but one. */
  private void step(String name, Step step) {
    if (!name.equals(System.getProperty("scripted.only", name))) {
      return;
    }
    String result;
    try {
      result = String.valueOf(step.run());
    } catch (Throwable t) {
      result = describe(t);
    }
    seen.println(name + ": " + result);
  }

  private static String describe(Throwable t) {
    StringBuilder text = new StringBuilder();
    for (Throwable e = t; e != null; e = e.getCause()) {
      text.append(e.getClass().getName()).append('(').append(e.getMessage()).append(") ");
    }
    return text.toString();
  }

  private void all() {
    blocking();
    rawResponses();
    streams();
    async();
    otherEndpoints();
  }

  private void blocking() {
    step("plain", () -> chat("chat-plain"));
    step("tools", () -> chat("chat-tools"));
    step("bare answer", () -> chat("chat-bare"));
    step("401", () -> chat("chat-401"));
    step("429", () -> chat("chat-429"));
    step("500", () -> chat("chat-500"));
    step("not json", () -> chat("chat-not-json"));
    step("cut", () -> chat("chat-cut"));
    step(
        "retried",
        () ->
            OpenAIOkHttpClient.builder()
                .apiKey("sk-test")
                .baseUrl(baseUrl)
                .maxRetries(2)
                .build()
                .chat()
                .completions()
                .create(params("chat-retried")));
  }

  private ChatCompletion chat(String model) {
    return client.chat().completions().create(params(model));
  }

  private static ChatCompletionCreateParams params(String model) {
    return ChatCompletionCreateParams.builder()
        .model(model)
        .temperature(0.5)
        .seed(7L)
        .addSystemMessage("You are terse.")
        .addUserMessage("What is the weather in Paris?")
        .build();
  }

  private void rawResponses() {
    step(
        "raw",
        () -> {
          HttpResponseFor<ChatCompletion> raw =
              client.chat().completions().withRawResponse().create(params("chat-raw"));
          ChatCompletion parsed = raw.parse();
          return raw.statusCode()
              + " "
              + raw.requestId()
              + " "
              + raw.headers().values("x-request-id")
              + " same object "
              + (parsed == raw.parse())
              + " "
              + parsed;
        });
    step(
        "raw body read by the application",
        () -> {
          try (HttpResponseFor<ChatCompletion> raw =
              client.chat().completions().withRawResponse().create(params("chat-raw-body"))) {
            return new String(raw.body().readAllBytes(), StandardCharsets.UTF_8);
          }
        });
    step(
        "raw stream",
        () -> {
          HttpResponseFor<StreamResponse<ChatCompletionChunk>> raw =
              client.chat().completions().withRawResponse().createStreaming(params("stream-raw"));
          StreamResponse<ChatCompletionChunk> parsed = raw.parse();
          boolean same = parsed == raw.parse();
          return same + " " + parsed.stream().map(ScriptedCalls::text).toList();
        });
  }

  private StreamResponse<ChatCompletionChunk> stream(String model) {
    return client.chat().completions().createStreaming(params(model));
  }

  private static String text(ChatCompletionChunk chunk) {
    return chunk.choices().stream()
        .map(choice -> choice.delta().content().orElse("-"))
        .toList()
        .toString();
  }

  private void streams() {
    step(
        "stream read to its end and closed",
        () -> {
          try (StreamResponse<ChatCompletionChunk> chunks = stream("stream-closed")) {
            return chunks.stream().toList();
          }
        });
    step(
        "stream read to its end, never closed",
        () -> stream("stream-unclosed").stream().map(ScriptedCalls::text).toList());
    step("stream with usage", () -> withUsage().stream().toList());
    step(
        "stream closed early",
        () -> {
          try (StreamResponse<ChatCompletionChunk> chunks = stream("stream-early")) {
            return chunks.stream().findFirst().map(ScriptedCalls::text);
          }
        });
    step(
        "stream closed unread",
        () -> {
          stream("stream-unread").close();
          return "closed";
        });
    step(
        "stream broken midway",
        () -> {
          StringBuilder got = new StringBuilder();
          try (StreamResponse<ChatCompletionChunk> chunks = stream("stream-broken")) {
            chunks.stream().forEach(chunk -> got.append(text(chunk)));
            return got;
          } catch (RuntimeException e) {
            return got + " " + describe(e);
          }
        });
    step(
        "stream with an error event",
        () -> {
          try (StreamResponse<ChatCompletionChunk> chunks = stream("stream-error")) {
            return chunks.stream().map(ScriptedCalls::text).toList();
          }
        });
    step("stream refused", () -> stream("stream-429").stream().toList());
    step(
        "application throws while reading",
        () -> {
          try (StreamResponse<ChatCompletionChunk> chunks = stream("stream-thrown")) {
            chunks.stream()
                .forEach(
                    chunk -> {
                      throw new IllegalStateException("mine");
                    });
            return "not reached";
          }
        });
    step(
        "read by iterator, asked again after the end",
        () -> {
          try (StreamResponse<ChatCompletionChunk> chunks = stream("stream-iterator")) {
            Iterator<ChatCompletionChunk> iterator = chunks.stream().iterator();
            StringBuilder got = new StringBuilder();
            while (iterator.hasNext()) {
              got.append(text(iterator.next()));
            }
            return got + " " + iterator.hasNext() + " " + iterator.hasNext();
          }
        });
    step(
        "stream used twice",
        () -> {
          try (StreamResponse<ChatCompletionChunk> chunks = stream("stream-twice")) {
            Stream<ChatCompletionChunk> once = chunks.stream();
            long count = once.count();
            return count + " " + once.count();
          }
        });
    step("abandoned", this::abandon);
    step("call after abandoned", () -> chat("chat-after"));
  }

  private StreamResponse<ChatCompletionChunk> withUsage() {
    return client
        .chat()
        .completions()
        .createStreaming(
            params("stream-usage").toBuilder()
                .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build());
  }

  private Object abandon() throws InterruptedException {
    String first = stream("stream-abandoned").stream().findFirst().map(ScriptedCalls::text).get();
    for (int i = 0; i < 10; i++) {
      System.gc();
      Thread.sleep(50);
    }
    return first;
  }

  private void async() {
    step("async", () -> client.async().chat().completions().create(params("async-plain")).get());
    step("async 429", () -> client.async().chat().completions().create(params("async-429")).get());
    step(
        "async failure as seen by a callback",
        () -> {
          CompletableFuture<String> told = new CompletableFuture<>();
          client
              .async()
              .chat()
              .completions()
              .withRawResponse()
              .create(params("async-callback"))
              .thenApply(HttpResponseFor::parse)
              .whenComplete((answer, error) -> told.complete(describe(error)));
          return told.get(20, TimeUnit.SECONDS);
        });
    step(
        "async stream",
        () -> pushed(client.async().chat().completions().createStreaming(params("async-stream"))));
    step(
        "async stream refused",
        () -> pushed(client.async().chat().completions().createStreaming(params("async-s-429"))));
  }

  private static String pushed(AsyncStreamResponse<ChatCompletionChunk> response)
      throws InterruptedException {
    StringBuffer got = new StringBuffer();
    CountDownLatch done = new CountDownLatch(1);
    response.subscribe(
        new AsyncStreamResponse.Handler<ChatCompletionChunk>() {
          @Override
          public void onNext(ChatCompletionChunk chunk) {
            got.append(text(chunk));
          }

          @Override
          public void onComplete(Optional<Throwable> error) {
            got.append(error.map(ScriptedCalls::describe).orElse(" complete"));
            done.countDown();
          }
        });
    return done.await(20, TimeUnit.SECONDS) ? got.toString() : "timed out after " + got;
  }

  private void otherEndpoints() {
    step(
        "responses",
        () ->
            client
                .responses()
                .create(ResponseCreateParams.builder().model("resp-plain").input("Hi").build()));
    step(
        "responses stream",
        () -> {
          try (StreamResponse<ResponseStreamEvent> events =
              client
                  .responses()
                  .createStreaming(
                      ResponseCreateParams.builder().model("resp-stream").input("Hi").build())) {
            return events.stream().toList();
          }
        });
    step(
        "responses async",
        () ->
            client
                .async()
                .responses()
                .create(ResponseCreateParams.builder().model("resp-async").input("Hi").build())
                .get());
    step(
        "embeddings",
        () ->
            client
                .embeddings()
                .create(EmbeddingCreateParams.builder().model("emb-plain").input("Hi").build()));
    step(
        "embeddings async",
        () ->
            client
                .async()
                .embeddings()
                .create(EmbeddingCreateParams.builder().model("emb-async").input("Hi").build())
                .get());
  }
}
