// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.ToolContext;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.support.ToolCallbacks;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.SimpleVectorStore;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;

/**
 * An application that uses Spring AI in every way that the instrumentation must survive and writes
 * down what it sees. It runs in a JVM of its own, with and without the agent; both must see the
 * same. The name of the model tells the stub server how to answer and the test which span it was.
 */
public final class ScriptedCalls {

  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final String baseUrl;
  private final ObservationRegistry registry;
  private final PrintStream seen;

  private ScriptedCalls(String baseUrl, ObservationRegistry registry, PrintStream seen) {
    this.baseUrl = baseUrl;
    this.registry = registry;
    this.seen = seen;
  }

  /**
   * @param args base URL of the server; {@code noop}, or {@code observed} to have a handler of the
   *     application's own, or {@code propagated} to have Reactor hand observations on as well; file
   *     to write to
   */
  public static void main(String[] args) throws Exception {
    try (PrintStream seen = new PrintStream(args[2], StandardCharsets.UTF_8)) {
      if (args[1].equals("noop")) {
        new ScriptedCalls(args[0], ObservationRegistry.NOOP, seen).all();
      } else {
        ObservationRegistry registry = ObservationRegistry.create();
        Counting handler = new Counting();
        registry.observationConfig().observationHandler(handler);
        if (args[1].equals("propagated")) {
          ObservationThreadLocalAccessor.getInstance().setObservationRegistry(registry);
          Hooks.enableAutomaticContextPropagation();
        }
        new ScriptedCalls(args[0], registry, seen).all();
        seen.println("left open here: " + registry.getCurrentObservationScope());
        seen.println("observed: " + handler.counts());
      }
    }
    System.exit(0); // pools of the libraries would keep the JVM alive
  }

  /** What a handler of the application's own sees. */
  private static final class Counting implements ObservationHandler<Observation.Context> {
    private final Map<String, Integer> counts = new TreeMap<>();

    @Override
    public void onStart(Observation.Context context) {
      count(context, "started", 1);
      if (context.getParentObservation() != null) {
        count(context, "below " + context.getParentObservation().getContextView().getName(), 1);
      }
      count(context, "open", 1);
    }

    @Override
    public void onError(Observation.Context context) {
      count(context, "error", 1);
    }

    @Override
    public void onStop(Observation.Context context) {
      count(context, "stopped", 1);
      count(context, "open", -1);
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
      return true;
    }

    private synchronized void count(Observation.Context context, String what, int more) {
      counts.merge(context.getName() + " " + what, more, Integer::sum);
    }

    /** The end of a stream may reach a handler after it has reached the reader. */
    String counts() throws InterruptedException {
      for (int i = 0; i < 500 && stillOpen(); i++) {
        Thread.sleep(10);
      }
      synchronized (this) {
        return counts.toString();
      }
    }

    private synchronized boolean stillOpen() {
      return counts.entrySet().stream()
          .anyMatch(entry -> entry.getKey().endsWith(" open") && entry.getValue() > 0);
    }
  }

  /** Tools by annotation. */
  public static final class Tools {
    private final ChatModel inner;

    Tools(ChatModel inner) {
      this.inner = inner;
    }

    @Tool(description = "The weather of a city")
    public String weather(String city) {
      return "22 degrees";
    }

    @Tool(description = "Asks another model")
    public String consult(String city) {
      return String.valueOf(inner.call("What of it?"));
    }

    @Tool(description = "The weather of tomorrow")
    public String forecast(String city) {
      return "23 degrees";
    }

    @Tool(description = "Never works")
    public String broken(String city) {
      throw new IllegalStateException("no such city");
    }
  }

  private interface Step {
    @Nullable Object run() throws Exception;
  }

  private void step(String name, Step step) {
    String line;
    try {
      line = String.valueOf(step.run());
    } catch (Throwable e) {
      line = "threw " + e.getClass().getName() + ": " + e.getMessage();
    }
    seen.println(name + ": " + line);
  }

  private void all() {
    step("chat-plain", () -> text(chat("chat-plain").call(new Prompt("Hello"))));
    step("chat-429", () -> text(chat("chat-429").call(new Prompt("Hello"))));
    step("client-plain", () -> client("client-plain").prompt("Hello").call().content());
    step("agent", () -> agent("agent-weather-loop").call().content());
    step("agent-consult", () -> agent("agent-consult-loop").call().content());
    step("agent-broken", () -> agent("agent-broken-loop").call().content());
    step("agent-401", () -> agent("agent-401").call().content());
    step("agent-memory", this::remembering);
    step("tool-forecast", () -> direct("forecast"));
    step("tool-broken", () -> direct("broken"));
    step("stream-plain", () -> all(chat("stream-plain").stream(new Prompt("Hello"))));
    step("stream-twice", this::twice);
    step("stream-429", () -> all(chat("stream-429").stream(new Prompt("Hello"))));
    step("stream-cut", () -> all(chat("stream-broken").stream(new Prompt("Hello"))));
    step("stream-cancelled", this::cancelled);
    step(
        "stream-client",
        () ->
            client("stream-client").prompt("Hello").stream()
                .content()
                .collectList()
                .block(LONGEST));
    step(
        "stream-agent",
        () -> agent("stream-weather-loop").stream().content().collectList().block(LONGEST));
    step(
        "stream-agent-401",
        () -> agent("stream-agent-401").stream().content().collectList().block(LONGEST));
    step(
        "stream-agent-cancelled",
        () ->
            agent("stream-agent-stalled").stream().content().take(1).collectList().block(LONGEST));
    step("embeddings", () -> embedding("embed-plain").embed("Hello").length);
    step("retrieval", this::retrieve);
  }

  private ChatModel chat(String model) {
    return Models.chat(baseUrl, model, registry);
  }

  private EmbeddingModel embedding(String model) {
    return Models.embedding(baseUrl, model, registry);
  }

  private ChatClient client(String model) {
    return Models.client(chat(model), registry).build();
  }

  private ChatClient.ChatClientRequestSpec agent(String model) {
    return client(model).prompt("Do it in Paris").tools(new Tools(chat("chat-inside-a-tool")));
  }

  /** Runs a tool as frameworks on top of Spring AI do. */
  private String direct(String tool) {
    for (ToolCallback callback : ToolCallbacks.from(new Tools(chat("unused")))) {
      if (callback.getToolDefinition().name().equals(tool)) {
        return callback.call("{\"city\":\"Rome\"}", new ToolContext(Map.of()));
      }
    }
    return "no such tool";
  }

  private static @Nullable String text(ChatResponse response) {
    return response.getResult().getOutput().getText();
  }

  private static String all(Flux<ChatResponse> answer) {
    StringBuilder text = new StringBuilder();
    List<ChatResponse> pieces = answer.collectList().block(LONGEST);
    for (ChatResponse piece : pieces == null ? List.<ChatResponse>of() : pieces) {
      text.append(piece.getResult() == null ? "" : text(piece)).append('|');
    }
    return text.toString();
  }

  private String twice() {
    Flux<ChatResponse> answer = chat("stream-twice").stream(new Prompt("Hello"));
    return all(answer) + all(answer);
  }

  private String cancelled() {
    return all(chat("stream-stalled").stream(new Prompt("Hello")).take(1));
  }

  private @Nullable String remembering() {
    return client("agent-memory")
        .prompt("Hello")
        .advisors(
            MessageChatMemoryAdvisor.builder(MessageWindowChatMemory.builder().build()).build())
        .advisors(advisors -> advisors.param(ChatMemory.CONVERSATION_ID, "case-9"))
        .call()
        .content();
  }

  private String retrieve() {
    SimpleVectorStore store =
        SimpleVectorStore.builder(embedding("embed-retrieval"))
            .observationRegistry(registry)
            .build();
    store.add(List.of(new Document("a document")));
    List<Document> found =
        store.similaritySearch(SearchRequest.builder().query("Which?").topK(3).build());
    return found.stream().map(Document::getText).toList().toString();
  }
}
