// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.async.methods.SimpleRequestProducer;
import org.apache.hc.client5.http.async.methods.SimpleResponseConsumer;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;

/** A client that makes streamed calls of a model and leaves every third before its end. */
interface SoakClient {

  /**
   * @param turn counts up; two of three read the stream to its end
   */
  void call(int turn) throws Exception;

  private static String body(String model) {
    return """
    {"model":"%s","stream":true,"messages":[{"role":"user","content":"Hi"}]}\
    """
        .formatted(model);
  }

  /** openai-java, on OkHttp. */
  record OpenAi(OpenAIClient client) implements SoakClient {
    OpenAi(String baseUrl) {
      this(OpenAIOkHttpClient.builder().baseUrl(baseUrl).apiKey("k").maxRetries(0).build());
    }

    @SuppressWarnings("MustBeClosedChecker") // not closing it is what some do
    private StreamResponse<ChatCompletionChunk> open() {
      return client
          .chat()
          .completions()
          .createStreaming(
              ChatCompletionCreateParams.builder()
                  .model("openai-usage")
                  .addUserMessage("Hi")
                  .build());
    }

    @Override
    public void call(int turn) {
      switch (turn % 9) {
        case 2 -> open(); // neither read nor closed
        case 5 -> open().stream().limit(1).forEach(chunk -> {}); // half read and dropped
        case 8 -> {
          try (StreamResponse<ChatCompletionChunk> chunks = open()) {
            chunks.stream().limit(1).forEach(chunk -> {});
          }
        }
        default -> {
          try (StreamResponse<ChatCompletionChunk> chunks = open()) {
            chunks.stream().forEach(chunk -> {});
          }
        }
      }
    }
  }

  /** LangChain4j, on the JDK's client. It pushes: who wants no more must say so. */
  record LangChain4j(OpenAiStreamingChatModel model) implements SoakClient {
    LangChain4j(String baseUrl) {
      this(
          OpenAiStreamingChatModel.builder()
              .baseUrl(baseUrl)
              .apiKey("k")
              .modelName("langchain4j-usage")
              .build());
    }

    @Override
    public void call(int turn) throws Exception {
      boolean cancel = turn % 3 == 2;
      CompletableFuture<String> done = new CompletableFuture<>();
      model.chat(
          ChatRequest.builder().messages(UserMessage.from("Hi")).build(),
          new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(PartialResponse partial, PartialResponseContext context) {
              if (cancel) {
                context.streamingHandle().cancel();
                done.complete("cancelled");
              }
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
              done.complete("read");
            }

            @Override
            public void onError(Throwable error) {
              done.completeExceptionally(error);
            }
          });
      done.get(30, TimeUnit.SECONDS);
    }
  }

  /** The JDK's client. */
  record Jdk(HttpClient client, String baseUrl, AtomicInteger dropped) implements SoakClient {

    /**
     * A body that is neither read nor closed costs a connection for ever, with or without an agent,
     * so there can't be many.
     */
    private static final int MOST_DROPPED = 40;

    Jdk(String baseUrl) {
      this(HttpClient.newHttpClient(), baseUrl, new AtomicInteger());
    }

    private HttpRequest request(String model) {
      return HttpRequest.newBuilder(URI.create(baseUrl + "/chat/completions"))
          .header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString(body(model)))
          .build();
    }

    private InputStream open(String model) throws IOException, InterruptedException {
      return client.send(request(model), HttpResponse.BodyHandlers.ofInputStream()).body();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // it is cancelled
    public void call(int turn) throws Exception {
      if (turn % 9 == 2 && dropped.incrementAndGet() <= MOST_DROPPED) {
        open("jdk-long-usage");
      } else if (turn % 9 == 5) {
        client.sendAsync(request("jdk-usage"), HttpResponse.BodyHandlers.ofString()).cancel(true);
      } else if (turn % 3 == 2) {
        try (InputStream in = open("jdk-usage")) {
          in.read();
        }
      } else {
        try (InputStream in = open("jdk-usage")) {
          in.transferTo(OutputStream.nullOutputStream());
        }
      }
    }
  }

  /** OkHttp. */
  record OkHttp(OkHttpClient client, OkHttpClient forgetful, Request request)
      implements SoakClient {
    OkHttp(String baseUrl) {
      this(
          new OkHttpClient(),
          // Gives up the connections of dropped bodies when it finds them.
          new OkHttpClient.Builder()
              .connectionPool(new ConnectionPool(0, 1, TimeUnit.MILLISECONDS))
              .build(),
          new Request.Builder()
              .url(baseUrl + "/chat/completions")
              .post(RequestBody.create(body("okhttp-usage"), MediaType.get("application/json")))
              .build());
    }

    @Override
    public void call(int turn) throws IOException {
      switch (turn % 9) {
        case 2 -> forgetful.newCall(request).execute(); // neither read nor closed
        case 5 -> {
          okhttp3.Call call = client.newCall(request);
          try (Response response = call.execute()) {
            response.body().source().readUtf8Line();
            call.cancel();
          }
        }
        case 8 -> {
          try (Response response = client.newCall(request).execute()) {
            response.body().source().readUtf8Line();
          }
        }
        default -> {
          try (Response response = client.newCall(request).execute()) {
            response.body().string();
          }
        }
      }
    }
  }

  /** Apache's client, blocking. */
  record Apache(CloseableHttpClient client, String url) implements SoakClient {
    Apache(String baseUrl) {
      this(HttpClients.custom().disableAutomaticRetries().build(), baseUrl + "/chat/completions");
    }

    @Override
    @SuppressWarnings("deprecation") // closes early, which handlers cannot
    public void call(int turn) throws Exception {
      HttpPost post = new HttpPost(url);
      post.setEntity(new StringEntity(body("apache-usage"), ContentType.APPLICATION_JSON));
      try (ClassicHttpResponse response = client.execute(post)) {
        InputStream in = response.getEntity().getContent();
        switch (turn % 6) {
          case 2 -> in.read(); // and closed
          case 5 -> {
            in.read();
            post.abort();
          }
          default -> in.transferTo(OutputStream.nullOutputStream());
        }
      } catch (SocketException e) {
        // Closing reads the rest, which fails if it was not all there when the call was aborted.
        if (!post.isAborted()) {
          throw e;
        }
      }
    }
  }

  /** Apache's async client; its futures can be cancelled, its bodies come as a whole. */
  record ApacheAsync(CloseableHttpAsyncClient client, String url) implements SoakClient {
    ApacheAsync(String baseUrl) {
      this(
          HttpAsyncClients.custom().disableAutomaticRetries().build(),
          baseUrl + "/chat/completions");
      client.start();
    }

    @Override
    public void call(int turn) throws Exception {
      Future<SimpleHttpResponse> answer =
          client.execute(
              SimpleRequestProducer.create(
                  SimpleRequestBuilder.post(url)
                      .setBody(body("apache-async-usage"), ContentType.APPLICATION_JSON)
                      .build()),
              SimpleResponseConsumer.create(),
              null);
      if (turn % 3 == 2) {
        answer.cancel(true);
      } else {
        answer.get(30, TimeUnit.SECONDS);
      }
    }
  }

  /** Spring's WebClient, on Netty. */
  record Web(WebClient client) implements SoakClient {
    Web(String baseUrl) {
      this(WebClient.builder().baseUrl(baseUrl).build());
    }

    @Override
    public void call(int turn) {
      Flux<String> events =
          client
              .post()
              .uri("/chat/completions")
              .contentType(org.springframework.http.MediaType.APPLICATION_JSON)
              .bodyValue(body("webclient-usage"))
              .retrieve()
              .bodyToFlux(String.class);
      (turn % 3 == 2 ? events.take(1) : events).blockLast(Duration.ofSeconds(30));
    }
  }
}
