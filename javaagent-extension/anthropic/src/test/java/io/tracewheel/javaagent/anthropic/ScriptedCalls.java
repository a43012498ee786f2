// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.anthropic;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.AsyncStreamResponse;
import com.anthropic.core.http.HttpResponseFor;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.TextDelta;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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
  private final AnthropicClient client;
  private final PrintStream seen;

  private ScriptedCalls(String baseUrl, AnthropicClient client, PrintStream seen) {
    this.baseUrl = baseUrl;
    this.client = client;
    this.seen = seen;
  }

  /**
   * @param args base URL of the server, file to write to
   */
  public static void main(String[] args) throws Exception {
    AnthropicClient client =
        AnthropicOkHttpClient.builder().apiKey("sk-test").baseUrl(args[0]).maxRetries(0).build();
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
            AnthropicOkHttpClient.builder()
                .apiKey("sk-test")
                .baseUrl(baseUrl)
                .maxRetries(2)
                .build()
                .messages()
                .create(params("chat-retried")));
  }

  private Message chat(String model) {
    return client.messages().create(params(model));
  }

  /** Some by their names on the wire: their typed setters are gone since 3.0. */
  private static MessageCreateParams params(String model) {
    return MessageCreateParams.builder()
        .model(model)
        .maxTokens(200)
        .system("You are terse.")
        .addUserMessage("What is the weather in Paris?")
        .putAdditionalBodyProperty("temperature", JsonValue.from(0.5))
        .putAdditionalBodyProperty("top_k", JsonValue.from(40))
        .putAdditionalBodyProperty(
            "tools",
            JsonValue.from(
                List.of(Map.of("name", "get_weather", "input_schema", Map.of("type", "object")))))
        .build();
  }

  private void rawResponses() {
    step(
        "raw",
        () -> {
          HttpResponseFor<Message> raw =
              client.messages().withRawResponse().create(params("chat-raw"));
          Message parsed = raw.parse();
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
          try (HttpResponseFor<Message> raw =
              client.messages().withRawResponse().create(params("chat-raw-body"))) {
            return new String(raw.body().readAllBytes(), StandardCharsets.UTF_8);
          }
        });
    step(
        "raw stream",
        () -> {
          HttpResponseFor<StreamResponse<RawMessageStreamEvent>> raw =
              client.messages().withRawResponse().createStreaming(params("stream-raw"));
          StreamResponse<RawMessageStreamEvent> parsed = raw.parse();
          boolean same = parsed == raw.parse();
          return same + " " + parsed.stream().map(ScriptedCalls::text).toList();
        });
  }

  private StreamResponse<RawMessageStreamEvent> stream(String model) {
    return client.messages().createStreaming(params(model));
  }

  private static String text(RawMessageStreamEvent event) {
    return event
        .contentBlockDelta()
        .flatMap(delta -> delta.delta().text())
        .map(TextDelta::text)
        .orElse("-");
  }

  private void streams() {
    step(
        "stream read to its end and closed",
        () -> {
          try (StreamResponse<RawMessageStreamEvent> chunks = stream("stream-closed")) {
            return chunks.stream().toList();
          }
        });
    step(
        "stream read to its end, never closed",
        () -> stream("stream-unclosed").stream().map(ScriptedCalls::text).toList());
    step(
        "stream of a tool call",
        () -> {
          try (StreamResponse<RawMessageStreamEvent> events = stream("stream-tools")) {
            return events.stream().toList();
          }
        });
    step(
        "stream closed early",
        () -> {
          try (StreamResponse<RawMessageStreamEvent> chunks = stream("stream-early")) {
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
          try (StreamResponse<RawMessageStreamEvent> chunks = stream("stream-broken")) {
            chunks.stream().forEach(chunk -> got.append(text(chunk)));
            return got;
          } catch (RuntimeException e) {
            return got + " " + describe(e);
          }
        });
    step(
        "stream with an error event",
        () -> {
          try (StreamResponse<RawMessageStreamEvent> chunks = stream("stream-error")) {
            return chunks.stream().map(ScriptedCalls::text).toList();
          }
        });
    step("stream refused", () -> stream("stream-429").stream().toList());
    step(
        "application throws while reading",
        () -> {
          try (StreamResponse<RawMessageStreamEvent> chunks = stream("stream-thrown")) {
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
          try (StreamResponse<RawMessageStreamEvent> chunks = stream("stream-iterator")) {
            Iterator<RawMessageStreamEvent> iterator = chunks.stream().iterator();
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
          try (StreamResponse<RawMessageStreamEvent> chunks = stream("stream-twice")) {
            Stream<RawMessageStreamEvent> once = chunks.stream();
            long count = once.count();
            return count + " " + once.count();
          }
        });
    step("abandoned", this::abandon);
    step("call after abandoned", () -> chat("chat-after"));
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
    step("async", () -> client.async().messages().create(params("async-plain")).get());
    step("async 429", () -> client.async().messages().create(params("async-429")).get());
    step(
        "async failure as seen by a callback",
        () -> {
          CompletableFuture<String> told = new CompletableFuture<>();
          client
              .async()
              .messages()
              .withRawResponse()
              .create(params("async-callback"))
              .thenApply(HttpResponseFor::parse)
              .whenComplete((answer, error) -> told.complete(describe(error)));
          return told.get(20, TimeUnit.SECONDS);
        });
    step(
        "async stream",
        () -> pushed(client.async().messages().createStreaming(params("async-stream"))));
    step("async stream closed early", this::closeEarly);
    step(
        "async stream refused",
        () -> pushed(client.async().messages().createStreaming(params("async-s-429"))));
  }

  private Object closeEarly() throws Exception {
    AsyncStreamResponse<RawMessageStreamEvent> response =
        client.async().messages().createStreaming(params("async-early"));
    response.subscribe(event -> response.close());
    response.onCompleteFuture().get(20, TimeUnit.SECONDS);
    return "closed";
  }

  private static String pushed(AsyncStreamResponse<RawMessageStreamEvent> response)
      throws InterruptedException {
    StringBuffer got = new StringBuffer();
    CountDownLatch done = new CountDownLatch(1);
    response.subscribe(
        new AsyncStreamResponse.Handler<RawMessageStreamEvent>() {
          @Override
          public void onNext(RawMessageStreamEvent chunk) {
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
        "other options",
        () ->
            client
                .withOptions(options -> options.putHeader("x-scripted", "1"))
                .messages()
                .create(params("chat-options")));
    step(
        "stream with other options",
        () -> {
          try (StreamResponse<RawMessageStreamEvent> events =
              client
                  .messages()
                  .withOptions(options -> options.putHeader("x-scripted", "1"))
                  .createStreaming(params("stream-options"))) {
            return events.stream().map(ScriptedCalls::text).toList();
          }
        });
    step("beta", () -> client.beta().messages().create(beta("beta-plain")));
    step("beta 429", () -> client.beta().messages().create(beta("beta-429")));
    step("beta async", () -> client.async().beta().messages().create(beta("beta-async")).get());
    step(
        "beta stream",
        () -> {
          try (StreamResponse<?> events =
              client.beta().messages().createStreaming(beta("beta-stream"))) {
            return events.stream().toList();
          }
        });
    step(
        "count of tokens",
        () ->
            client
                .messages()
                .countTokens(
                    MessageCountTokensParams.builder()
                        .model("count-plain")
                        .addUserMessage("Hi")
                        .build()));
  }

  private static com.anthropic.models.beta.messages.MessageCreateParams beta(String model) {
    return com.anthropic.models.beta.messages.MessageCreateParams.builder()
        .model(model)
        .maxTokens(200)
        .addUserMessage("What is the weather in Paris?")
        .build();
  }
}
