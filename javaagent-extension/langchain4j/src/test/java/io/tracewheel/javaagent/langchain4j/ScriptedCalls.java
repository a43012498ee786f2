// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.content.retriever.EmbeddingStoreContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An application that uses LangChain4j in every way that the instrumentation must survive and
 * writes down what it sees. It runs in a JVM of its own, with and without the agent; both must see
 * the same. The name of the model tells the stub server how to answer and the test which span it
 * was.
 */
public final class ScriptedCalls {

  private final String baseUrl;
  private final PrintStream seen;

  private ScriptedCalls(String baseUrl, PrintStream seen) {
    this.baseUrl = baseUrl;
    this.seen = seen;
  }

  /**
   * @param args base URL of the server, file to write to
   */
  public static void main(String[] args) throws Exception {
    try (PrintStream seen = new PrintStream(args[1], StandardCharsets.UTF_8)) {
      new ScriptedCalls(args[0], seen).all();
    }
    System.exit(0); // the library's pools would keep the JVM alive for a minute
  }

  /** A service whose caller says which conversation it is. */
  public interface Assistant {
    String ask(@MemoryId String conversation, @dev.langchain4j.service.UserMessage String question);
  }

  /** A service that answers piece by piece. */
  public interface Narrator {
    TokenStream tell(String topic);
  }

  /** Tools by annotation. */
  public static final class Tools {
    private final ChatModel inner;

    Tools(ChatModel inner) {
      this.inner = inner;
    }

    @Tool("The weather of a city")
    public String weather(@P("city") String city) {
      return "22 degrees";
    }

    @Tool("Asks another model")
    public String consult(@P("city") String city) {
      return inner.chat("What of it?");
    }

    @Tool("Never works")
    public String broken(@P("city") String city) {
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
    step("chat-plain", () -> chatModel("chat-plain").chat("Hello"));
    step("chat-429", () -> chatModel("chat-429").chat("Hello"));
    step("chat-retried", () -> chatModel("chat-retried").chat("Hello"));
    step("decorated", () -> new Decorator(chatModel("chat-decorated")).chat("Hello"));
    step("own", () -> new Own().chat("Hello"));
    step("stream-plain", () -> stream("stream-plain", false));
    step("stream-429", () -> stream("stream-429", false));
    step("stream-cancelled", () -> stream("stream-cancelled", true));
    step("stream-throwing", () -> throwing("stream-throwing"));
    step("agent", () -> assistant("agent-weather-loop").ask("conversation-9", "Weather?"));
    step("agent-consult", () -> assistant("agent-consult-loop").ask("default", "Consult!"));
    step("agent-broken", () -> assistant("agent-broken-loop").ask("conversation-8", "Break!"));
    step("agent-401", () -> assistant("agent-401").ask("conversation-7", "Hello"));
    step("agent-lambda", this::lambda);
    step("narrator", () -> narrate("agent-stream-weather-loop"));
    step("narrator-429", () -> narrate("agent-stream-429"));
    step("embeddings", () -> embeddingModel("embed-plain").embed("Hello").content().dimension());
    step("retrieval", this::retrieve);
  }

  private ChatModel chatModel(String model) {
    return OpenAiChatModel.builder()
        .baseUrl(baseUrl)
        .apiKey("sk-test")
        .modelName(model)
        .temperature(0.5)
        .maxRetries(model.endsWith("retried") ? 1 : 0)
        .timeout(Duration.ofSeconds(30))
        .build();
  }

  private OpenAiStreamingChatModel streamingModel(String model) {
    return OpenAiStreamingChatModel.builder()
        .baseUrl(baseUrl)
        .apiKey("sk-test")
        .modelName(model)
        .build();
  }

  /** Implements the method that the library's callers use and hands on to another model. */
  private record Decorator(ChatModel next) implements ChatModel {
    @Override
    public ChatResponse chat(ChatRequest request) {
      return next.chat(request);
    }
  }

  /** A model without any wire. */
  private static final class Own implements ChatModel {
    @Override
    public ChatResponse chat(ChatRequest request) {
      return ChatResponse.builder()
          .aiMessage(dev.langchain4j.data.message.AiMessage.from("own answer"))
          .build();
    }
  }

  private static final class Collecting implements StreamingChatResponseHandler {
    private final StringBuffer calls = new StringBuffer();
    final CompletableFuture<String> done = new CompletableFuture<>();

    @Override
    public void onPartialResponse(String piece) {
      calls.append(piece).append('|');
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
      done.complete(calls + " complete " + response.aiMessage().text());
    }

    @Override
    public void onError(Throwable error) {
      done.complete(calls + " error " + error.getClass().getName());
    }
  }

  private String stream(String model, boolean cancel) throws Exception {
    Collecting handler = new Collecting();
    StreamingChatResponseHandler used = cancel ? cancelling(handler) : handler;
    streamingModel(model)
        .chat(ChatRequest.builder().messages(UserMessage.from("Hello")).build(), used);
    return handler.done.get(30, TimeUnit.SECONDS);
  }

  /** Cancels at the first piece in versions that can; elsewhere reads on. */
  private static StreamingChatResponseHandler cancelling(Collecting handler) {
    return (StreamingChatResponseHandler)
        Proxy.newProxyInstance(
            ScriptedCalls.class.getClassLoader(),
            new Class<?>[] {StreamingChatResponseHandler.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("onPartialResponse") && arguments.length == 2) {
                Object handle =
                    arguments[1].getClass().getMethod("streamingHandle").invoke(arguments[1]);
                Class<?> type =
                    Class.forName("dev.langchain4j.model.chat.response.StreamingHandle");
                Object before = type.getMethod("isCancelled").invoke(handle);
                type.getMethod("cancel").invoke(handle);
                Object after = type.getMethod("isCancelled").invoke(handle);
                handler.done.complete("cancelled " + before + " " + after);
                return null;
              }
              return method.invoke(handler, arguments);
            });
  }

  private String throwing(String model) throws Exception {
    Collecting handler = new Collecting();
    streamingModel(model)
        .chat(
            ChatRequest.builder().messages(UserMessage.from("Hello")).build(),
            new StreamingChatResponseHandler() {
              @Override
              public void onPartialResponse(String piece) {
                throw new IllegalArgumentException("mine");
              }

              @Override
              public void onCompleteResponse(ChatResponse response) {
                handler.onCompleteResponse(response);
              }

              @Override
              public void onError(Throwable error) {
                handler.calls.append(error.getMessage());
              }
            });
    return handler.done.get(30, TimeUnit.SECONDS);
  }

  private Assistant assistant(String model) {
    return AiServices.builder(Assistant.class)
        .chatModel(chatModel(model))
        .chatMemoryProvider(id -> MessageWindowChatMemory.withMaxMessages(20))
        .tools(new Tools(chatModel("chat-inside-a-tool")))
        .build();
  }

  private String lambda() {
    ToolSpecification specification =
        ToolSpecification.builder()
            .name("lambda")
            .description("Does it")
            .parameters(JsonObjectSchema.builder().addStringProperty("city").build())
            .build();
    ToolExecutor executor = (request, memory) -> "done by a lambda";
    return AiServices.builder(Assistant.class)
        .chatModel(chatModel("agent-lambda-loop"))
        .chatMemoryProvider(id -> MessageWindowChatMemory.withMaxMessages(20))
        .tools(Map.of(specification, executor))
        .build()
        .ask("conversation-6", "Go!");
  }

  private String narrate(String model) throws Exception {
    Narrator narrator =
        AiServices.builder(Narrator.class)
            .streamingChatModel(streamingModel(model))
            .chatMemory(MessageWindowChatMemory.withMaxMessages(20))
            .tools(new Tools(chatModel("unused")))
            .contentRetriever(retriever("embed-narrator"))
            .build();
    CompletableFuture<String> done = new CompletableFuture<>();
    StringBuffer pieces = new StringBuffer();
    narrator
        .tell("Rome")
        .onPartialResponse(piece -> pieces.append(piece).append('|'))
        .onToolExecuted(tool -> pieces.append(tool.result()).append('|'))
        .onCompleteResponse(response -> done.complete(pieces + response.aiMessage().text()))
        .onError(error -> done.complete(pieces + " error " + error.getClass().getName()))
        .start();
    return done.get(30, TimeUnit.SECONDS);
  }

  private OpenAiEmbeddingModel embeddingModel(String model) {
    return OpenAiEmbeddingModel.builder()
        .baseUrl(baseUrl)
        .apiKey("sk-test")
        .modelName(model)
        .build();
  }

  private ContentRetriever retriever(String model) {
    InMemoryEmbeddingStore<TextSegment> store = new InMemoryEmbeddingStore<>();
    store.add(
        dev.langchain4j.data.embedding.Embedding.from(new float[] {0.25f, -0.5f, 0.125f}),
        TextSegment.from("a document"));
    return EmbeddingStoreContentRetriever.builder()
        .embeddingStore(store)
        .embeddingModel(embeddingModel(model))
        .maxResults(3)
        .build();
  }

  private String retrieve() {
    List<String> found =
        retriever("embed-retrieval").retrieve(Query.from("Which?")).stream()
            .map(content -> content.textSegment().text())
            .toList();
    return found.toString();
  }
}
