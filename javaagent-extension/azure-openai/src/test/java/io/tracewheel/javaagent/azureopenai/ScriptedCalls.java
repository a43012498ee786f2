// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.azureopenai;

import com.azure.ai.openai.OpenAIAsyncClient;
import com.azure.ai.openai.OpenAIClient;
import com.azure.ai.openai.models.ChatCompletions;
import com.azure.ai.openai.models.Embeddings;
import com.azure.ai.openai.models.EmbeddingsOptions;
import com.azure.core.http.rest.RequestOptions;
import com.azure.core.util.BinaryData;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An application that calls a model server in every way that the instrumentation must survive and
 * writes down what it sees. It runs in a JVM of its own, with and without the agent; both must see
 * the same. The name of the deployment tells the stub server how to answer and the test which span
 * it was.
 */
public final class ScriptedCalls {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final String origin;
  private final OpenAIClient client;
  private final OpenAIAsyncClient async;
  private final PrintStream seen;

  private ScriptedCalls(String origin, PrintStream seen) {
    this.origin = origin;
    this.client = Clients.azure(origin, 0).buildClient();
    this.async = Clients.azure(origin, 0).buildAsyncClient();
    this.seen = seen;
  }

  /**
   * @param args address of the server, file to write to
   */
  public static void main(String[] args) throws Exception {
    try (PrintStream seen = new PrintStream(args[1], StandardCharsets.UTF_8)) {
      new ScriptedCalls(args[0], seen).all();
    }
    System.exit(0); // the library's pools would keep the JVM alive
  }

  private interface Step {
    @Nullable Object run() throws Exception;
  }

  private void step(String name, Step step) {
    String result;
    try {
      result = String.valueOf(step.run());
    } catch (Throwable t) {
      result = describe(t);
    }
    seen.println(name + ": " + result);
  }

  /** Without the client's own port, which is another in each run. */
  private static String describe(Throwable t) {
    StringBuilder text = new StringBuilder();
    for (Throwable e = t; e != null; e = e.getCause()) {
      text.append(e.getClass().getName()).append('(').append(e.getMessage()).append(") ");
    }
    return text.toString().replaceAll("/127\\.0\\.0\\.1:\\d+", "/127.0.0.1:*");
  }

  private void all() {
    blocking();
    raw();
    streams();
    asynchronous();
    embeddings();
    openAi();
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
            text(
                Clients.azure(origin, 1)
                    .buildClient()
                    .getChatCompletions("chat-retried", Clients.question())));
    step(
        "many at once",
        () -> {
          List<CompletableFuture<String>> calls = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            String model = "chat-many-" + i;
            calls.add(CompletableFuture.supplyAsync(() -> chatOrFail(model)));
          }
          return calls.stream().map(CompletableFuture::join).collect(Collectors.joining(" "));
        });
  }

  private String chatOrFail(String model) {
    try {
      return chat(model);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("The answer has another shape than expected", e);
    }
  }

  private String chat(String model) throws ReflectiveOperationException {
    return text(client.getChatCompletions(model, Clients.question()));
  }

  private static String text(ChatCompletions answer) throws ReflectiveOperationException {
    StringBuilder text = new StringBuilder(String.valueOf(answer.getId()));
    if (answer.getChoices() != null) {
      for (Object choice : answer.getChoices()) {
        text.append(' ').append(Clients.get(choice, "getFinishReason"));
        text.append(' ').append(Clients.get(choice, "getMessage", "getContent"));
        text.append(' ').append(Clients.get(choice, "getDelta", "getContent"));
      }
    }
    return text.toString();
  }

  private BinaryData raw(String model, String more) {
    return client
        .getChatCompletionsWithResponse(model, Clients.json(model, more), new RequestOptions())
        .getValue();
  }

  private void raw() {
    step("raw, as text", () -> raw("raw-text", ""));
    step(
        "raw, read twice",
        () -> {
          BinaryData body = raw("raw-twice", "");
          return body.toBytes().length + " " + body.toObject(Map.class).get("id");
        });
    step("raw, buffer", () -> raw("raw-buffer", "").toByteBuffer().remaining());
    step(
        "raw, stream of bytes",
        () -> {
          try (InputStream bytes = raw("raw-stream", ",\"stream\":true").toStream()) {
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
          }
        });
    step(
        "raw, with usage",
        () ->
            raw("raw-usage", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}")
                .toString()
                .length());
    step(
        "raw, buffers of an answer in one piece",
        () -> {
          BinaryData body = raw("raw-flux", "");
          return body.toFluxByteBuffer()
              .map(buffer -> buffer.remaining())
              .reduce(0, Integer::sum)
              .block(LONG);
        });
    step(
        "raw, request that can be read only once",
        () -> {
          byte[] json = "{\"messages\":[]}".getBytes(StandardCharsets.UTF_8);
          InputStream once =
              new ByteArrayInputStream(json) {
                @Override
                public boolean markSupported() {
                  return false;
                }
              };
          return client
              .getChatCompletionsWithResponse(
                  "raw-once", BinaryData.fromStream(once, (long) json.length), new RequestOptions())
              .getValue();
        });
    step("raw, 429", () -> raw("raw-429", ""));
    step(
        "raw, unread",
        () -> {
          raw("raw-unread", "").getLength();
          collect();
          return "nothing";
        });
  }

  private Stream<ChatCompletions> stream(String model) {
    return client.getChatCompletionsStream(model, Clients.question()).stream();
  }

  private void streams() {
    step("stream", () -> read(stream("stream-plain")));
    step(
        "stream, iterated",
        () -> {
          StringBuilder got = new StringBuilder();
          for (ChatCompletions chunk :
              client.getChatCompletionsStream("stream-iterated", Clients.question())) {
            got.append(text(chunk)).append('|');
          }
          return got;
        });
    step(
        "stream left early, the rest is read all the same",
        () -> {
          try (Stream<ChatCompletions> chunks = stream("stream-left")) {
            return text(chunks.iterator().next());
          }
        });
    step("stream of tool calls", () -> read(stream("weather-loop")));
    step("stream, 429", () -> read(stream("stream-429")));
    // How much comes before the end is a matter of time.
    step("stream, broken", () -> stream("stream-broken").count());
    step("stream, error event", () -> stream("stream-error").count());
    step(
        "stream, cancelled below",
        () ->
            raw("stream-cancelled", ",\"stream\":true")
                .toFluxByteBuffer()
                .take(1)
                .map(buffer -> "some")
                .blockLast(LONG));
    step(
        "stream, abandoned",
        () -> {
          client.getChatCompletionsStream("stream-abandoned", Clients.question());
          collect();
          return "nothing";
        });
    step("call after abandoned", () -> chat("chat-after"));
  }

  private static String read(Stream<ChatCompletions> chunks) {
    StringBuilder got = new StringBuilder();
    try {
      chunks.forEach(
          chunk -> {
            try {
              got.append(text(chunk)).append('|');
            } catch (ReflectiveOperationException e) {
              throw new IllegalStateException("A chunk has another shape than expected", e);
            }
          });
      return got.toString();
    } catch (RuntimeException e) {
      return got + " " + describe(e);
    }
  }

  private static void collect() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      System.gc();
      Thread.sleep(25);
    }
  }

  private Mono<String> chatAsync(String model) {
    return async.getChatCompletions(model, Clients.question()).map(ChatCompletions::getId);
  }

  private void asynchronous() {
    step("async", () -> chatAsync("async-plain").block(LONG));
    step("async, 429", () -> chatAsync("async-429").block(LONG));
    step("async, cut", () -> chatAsync("async-cut").block(LONG));
    step("async, not json", () -> chatAsync("async-not-json").block(LONG));
    step(
        "async, one after the other",
        () ->
            chatAsync("async-first")
                .flatMap(first -> chatAsync("async-second").map(second -> first + " " + second))
                .block(LONG));
    step(
        "async, subscribed to twice",
        () -> {
          Mono<String> call = chatAsync("async-again");
          return call.block(LONG) + " " + call.block(LONG);
        });
    step(
        "async, never subscribed to",
        () -> {
          chatAsync("async-never");
          return "nothing";
        });
    step(
        "async, raw",
        () ->
            async
                .getChatCompletionsWithResponse(
                    "async-raw", Clients.json("async-raw", ""), new RequestOptions())
                .map(response -> response.getValue().toString())
                .block(LONG));
    step(
        "async, cancelled",
        () -> {
          Disposable call = chatAsync("async-slow").subscribe();
          Thread.sleep(500); // it is sent by then, and not answered
          call.dispose();
          return call.isDisposed();
        });
    step("async stream", () -> streamAsync("async-stream").collectList().block(LONG));
    step("async stream, 429", () -> streamAsync("async-s-429").collectList().block(LONG));
    step("async stream, taken one of", () -> streamAsync("async-s-one").take(1).blockLast(LONG));
    step(
        "async stream, broken",
        () ->
            streamAsync("async-s-broken")
                .onErrorResume(error -> Flux.just(describe(error)))
                .blockLast(LONG));
    step(
        "async stream, pushed",
        () -> {
          CountDownLatch done = new CountDownLatch(1);
          List<String> got = new ArrayList<>();
          streamAsync("async-pushed").doFinally(signal -> done.countDown()).subscribe(got::add);
          return done.await(LONG.toSeconds(), TimeUnit.SECONDS) + " " + got;
        });
  }

  private Flux<String> streamAsync(String model) {
    return async
        .getChatCompletionsStream(model, Clients.question())
        .map(chunk -> read(Stream.of(chunk)));
  }

  private static String describe(Embeddings embeddings) {
    return embeddings.getData().size() + " " + embeddings.getUsage().getPromptTokens();
  }

  private void embeddings() {
    EmbeddingsOptions input = new EmbeddingsOptions(List.of("Paris"));
    step("embeddings", () -> describe(client.getEmbeddings("emb-plain", input)));
    step("embeddings, 401", () -> describe(client.getEmbeddings("emb-401", input)));
    step(
        "embeddings, async",
        () -> async.getEmbeddings("emb-async", input).map(e -> describe(e)).block(LONG));
  }

  private void openAi() {
    OpenAIClient own = Clients.openAi(origin).buildClient();
    step("OpenAI's", () -> text(own.getChatCompletions("openai-plain", Clients.question())));
    step(
        "OpenAI's, stream",
        () -> read(own.getChatCompletionsStream("openai-stream", Clients.question()).stream()));
    step(
        "OpenAI's, async",
        () ->
            Clients.openAi(origin)
                .buildAsyncClient()
                .getEmbeddings("openai-emb", new EmbeddingsOptions(List.of("Paris")))
                .map(e -> describe(e))
                .block(LONG));
  }
}
