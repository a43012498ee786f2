// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.googlegenai;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.types.Content;
import com.google.genai.types.EmbedContentConfig;
import com.google.genai.types.EmbedContentResponse;
import com.google.genai.types.FunctionResponse;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.Part;
import com.google.genai.types.Tool;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An application that calls a model server in every way that the instrumentation must survive and
 * writes down what it sees. It runs in a JVM of its own, with and without the agent; both must see
 * the same. The name of the model tells the stub server how to answer and the test which span it
 * was.
 */
public final class ScriptedCalls {

  private static final GenerateContentConfig CONFIG =
      GenerateContentConfig.builder()
          .temperature(0.5f)
          .topP(0.75f)
          .topK(40f)
          .maxOutputTokens(100)
          .seed(7)
          .stopSequences(List.of("END"))
          .systemInstruction(Content.fromParts(Part.fromText("You are terse.")))
          .build();

  private final String baseUrl;
  private final Client client;
  private final PrintStream seen;

  private ScriptedCalls(String baseUrl, Client client, PrintStream seen) {
    this.baseUrl = baseUrl;
    this.client = client;
    this.seen = seen;
  }

  /**
   * @param args base URL of the server, file to write to
   */
  public static void main(String[] args) throws Exception {
    Client client = Client.builder().apiKey("k-test").httpOptions(to(args[0])).build();
    try (PrintStream seen = new PrintStream(args[1], StandardCharsets.UTF_8)) {
      new ScriptedCalls(args[0], client, seen).all();
    }
    System.exit(0); // the library's pools would keep the JVM alive for a minute
  }

  private static HttpOptions to(String baseUrl) {
    HttpOptions.Builder options = HttpOptions.builder().baseUrl(baseUrl);
    once(options);
    return options.build();
  }

  /** Later releases try again by themselves, with pauses that would take the test minutes. */
  private static void once(HttpOptions.Builder options) {
    try {
      Class<?> retries = Class.forName("com.google.genai.types.HttpRetryOptions");
      Object builder = retries.getMethod("builder").invoke(null);
      Class<?> builders = Class.forName(retries.getName() + "$Builder");
      builders.getMethod("attempts", Integer.class).invoke(builder, 1);
      HttpOptions.Builder.class
          .getMethod("retryOptions", retries)
          .invoke(options, builders.getMethod("build").invoke(builder));
    } catch (ClassNotFoundException early) {
      // Tries once anyhow.
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("HttpRetryOptions has another shape than expected", e);
    }
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

  private static String describe(Throwable t) {
    StringBuilder text = new StringBuilder();
    for (Throwable e = t; e != null; e = e.getCause()) {
      text.append(e.getClass().getName()).append('(').append(e.getMessage()).append(") ");
    }
    return text.toString();
  }

  private void all() {
    blocking();
    streams();
    tools();
    async();
    embeddings();
    vertex();
  }

  private void blocking() {
    step("plain", () -> generate("chat-plain"));
    step("tools", () -> generate("chat-tools"));
    step("thoughts", () -> generate("chat-thoughts"));
    step("blocked", () -> generate("chat-blocked"));
    step("bare answer", () -> generate("chat-bare"));
    step("401", () -> generate("chat-401"));
    step("429", () -> generate("chat-429"));
    step("500", () -> generate("chat-500"));
    step("not json", () -> generate("chat-not-json"));
    step("cut", () -> generate("chat-cut"));
    step(
        "to another address",
        () -> {
          GenerateContentConfig elsewhere =
              CONFIG.toBuilder().httpOptions(to(baseUrl.replace("127.0.0.1", "localhost"))).build();
          return text(client.models.generateContent("chat-elsewhere", "Hello?", elsewhere));
        });
    step("without configuration", () -> text(client.models.generateContent("chat-no", "?", null)));
    step("chat session", () -> text(client.chats.create("chat-session").sendMessage("Hello?")));
  }

  private String generate(String model) {
    return text(client.models.generateContent(model, "What is the weather in Paris?", CONFIG));
  }

  private static String text(GenerateContentResponse response) {
    return response.responseId()
        + " "
        + response.candidates().map(candidates -> candidates.get(0).content())
        + " "
        + response.usageMetadata();
  }

  private ResponseStream<GenerateContentResponse> stream(String model) {
    return client.models.generateContentStream(model, "What is the weather in Paris?", CONFIG);
  }

  private void streams() {
    step("stream read to its end and closed", () -> readAndClose("stream-closed"));
    step("stream read to its end, never closed", () -> read(stream("stream-unclosed")));
    step(
        "stream closed early",
        () -> {
          try (ResponseStream<GenerateContentResponse> chunks = stream("stream-early")) {
            return text(chunks.iterator().next());
          }
        });
    step(
        "stream closed unread",
        () -> {
          stream("stream-unread").close();
          return "closed";
        });
    step("stream broken midway", () -> readAndClose("stream-broken"));
    step("stream with an error event", () -> readAndClose("stream-error"));
    step("stream refused", () -> readAndClose("stream-429"));
    step("stream of nothing", () -> readAndClose("stream-empty"));
    step(
        "application throws while reading",
        () -> {
          try (ResponseStream<GenerateContentResponse> chunks = stream("stream-thrown")) {
            chunks.forEach(
                chunk -> {
                  throw new IllegalStateException("mine");
                });
            return "not reached";
          }
        });
    step(
        "asked again after the end",
        () -> {
          try (ResponseStream<GenerateContentResponse> chunks = stream("stream-asked")) {
            Iterator<GenerateContentResponse> iterator = chunks.iterator();
            StringBuilder got = new StringBuilder();
            while (iterator.hasNext()) {
              got.append(text(iterator.next()));
            }
            boolean same = iterator == chunks.iterator();
            return got + " " + same + " " + iterator.hasNext() + " " + iterator.next();
          }
        });
    step(
        "stream of a chat session",
        () -> {
          var session = client.chats.create("stream-session");
          String all = read(session.sendMessageStream("Hello?"));
          return all + " " + session.getHistory(true).size();
        });
    step("abandoned", this::abandon);
    step("call after abandoned", () -> generate("chat-after"));
  }

  private String readAndClose(String model) {
    StringBuilder got = new StringBuilder();
    try (ResponseStream<GenerateContentResponse> chunks = stream(model)) {
      chunks.forEach(chunk -> got.append(text(chunk)));
      return got.toString();
    } catch (RuntimeException e) {
      return got + " " + describe(e);
    }
  }

  private static String read(ResponseStream<GenerateContentResponse> chunks) {
    StringBuilder got = new StringBuilder();
    for (GenerateContentResponse chunk : chunks) {
      got.append(text(chunk));
    }
    return got.toString();
  }

  private Object abandon() throws InterruptedException {
    String first = text(stream("stream-abandoned").iterator().next());
    for (int i = 0; i < 20; i++) {
      System.gc();
      Thread.sleep(50);
    }
    return first;
  }

  private void tools() {
    step("tool called by the library", () -> loop("weather"));
    step("tool that throws", () -> loop("broken"));
    step(
        "tool called by the library, async",
        () ->
            text(
                client
                    .async
                    .models
                    .generateContent("async-weather-loop", "Weather?", withTool("weather"))
                    .get(20, TimeUnit.SECONDS)));
    step(
        "tool left to the application",
        () ->
            text(
                client.models.generateContent(
                    "chat-answered",
                    List.of(
                        Content.fromParts(Part.fromText("Weather?")),
                        Content.builder()
                            .role("model")
                            .parts(
                                List.of(Part.fromFunctionCall("weather", Map.of("city", "Paris"))))
                            .build(),
                        Content.fromParts(
                            Part.builder()
                                .functionResponse(
                                    FunctionResponse.builder()
                                        .name("weather")
                                        .response(Map.of("result", "sunny"))
                                        .build())
                                .build())),
                    CONFIG)));
  }

  private String loop(String tool) throws NoSuchMethodException {
    return text(
        client.models.generateContent("agent-" + tool + "-loop", "Weather?", withTool(tool)));
  }

  private static GenerateContentConfig withTool(String name) throws NoSuchMethodException {
    return GenerateContentConfig.builder()
        .tools(
            List.of(
                Tool.builder()
                    .functions(List.of(ScriptedCalls.class.getMethod(name, String.class)))
                    .build()))
        .build();
  }

  /** A tool. */
  public static String weather(String city) {
    return "sunny in " + city;
  }

  /** A tool that does not work. */
  public static String broken(String city) {
    throw new IllegalStateException("no weather for " + city);
  }

  private void async() {
    step("async", () -> text(async("async-plain")));
    step("async 429", () -> text(async("async-429")));
    step(
        "async callbacks",
        () ->
            client
                .async
                .models
                .generateContent("async-callback", "Hello?", CONFIG)
                .handle((answer, error) -> error == null ? text(answer) : describe(error))
                .get(20, TimeUnit.SECONDS));
    step("async stream", () -> read(asyncStream("async-stream")));
    step("async stream refused", () -> read(asyncStream("async-s-429")));
    step(
        "async stream closed early",
        () -> {
          try (ResponseStream<GenerateContentResponse> chunks = asyncStream("async-early")) {
            return text(chunks.iterator().next());
          }
        });
    step(
        "async embeddings",
        () ->
            vectors(
                client
                    .async
                    .models
                    .embedContent("emb-async", "Hello?", EmbedContentConfig.builder().build())
                    .get(20, TimeUnit.SECONDS)));
  }

  private GenerateContentResponse async(String model) throws Exception {
    return client
        .async
        .models
        .generateContent(model, "What is the weather in Paris?", CONFIG)
        .get(20, TimeUnit.SECONDS);
  }

  private ResponseStream<GenerateContentResponse> asyncStream(String model) throws Exception {
    return client
        .async
        .models
        .generateContentStream(model, "What is the weather in Paris?", CONFIG)
        .get(20, TimeUnit.SECONDS);
  }

  private void embeddings() {
    EmbedContentConfig three = EmbedContentConfig.builder().outputDimensionality(3).build();
    step("embeddings", () -> vectors(client.models.embedContent("emb-plain", "Hello?", three)));
    step(
        "embeddings of many",
        () -> vectors(client.models.embedContent("emb-many", List.of("Hello?", "Bye."), three)));
    step("embeddings 429", () -> vectors(client.models.embedContent("emb-429", "Hello?", three)));
  }

  private static String vectors(EmbedContentResponse response) {
    return String.valueOf(response.embeddings());
  }

  private void vertex() {
    AccessToken token = new AccessToken("t-test", Date.from(Instant.now().plusSeconds(3600)));
    Client vertex =
        Client.builder()
            .vertexAI(true)
            .project("p")
            .location("eu")
            .credentials(GoogleCredentials.create(token))
            .httpOptions(to(baseUrl))
            .build();
    step("vertex", () -> text(vertex.models.generateContent("vertex-plain", "Hello?", CONFIG)));
    step(
        "vertex embeddings",
        () ->
            vectors(
                vertex.models.embedContent(
                    "emb-vertex", "Hello?", EmbedContentConfig.builder().build())));
  }
}
