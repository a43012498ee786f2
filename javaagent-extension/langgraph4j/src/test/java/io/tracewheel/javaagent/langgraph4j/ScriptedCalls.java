// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langgraph4j;

import static org.bsc.langgraph4j.StateGraph.END;
import static org.bsc.langgraph4j.StateGraph.START;
import static org.bsc.langgraph4j.action.AsyncNodeAction.node_async;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.io.PrintStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.bsc.async.AsyncGenerator;
import org.bsc.langgraph4j.CompileConfig;
import org.bsc.langgraph4j.CompiledGraph;
import org.bsc.langgraph4j.NodeOutput;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.StateGraph;
import org.bsc.langgraph4j.action.AsyncNodeAction;
import org.bsc.langgraph4j.agentexecutor.AgentExecutor;
import org.bsc.langgraph4j.checkpoint.MemorySaver;
import org.bsc.langgraph4j.langchain4j.generators.StreamingChatGenerator;
import org.bsc.langgraph4j.state.AgentState;
import org.jspecify.annotations.Nullable;

/**
 * An application that runs graphs in every way that the instrumentation must survive and writes
 * down what it sees. It runs in a JVM of its own, with and without the agent; both must see the
 * same. The name of the model tells the stub server how to answer and the test which span it was.
 */
public final class ScriptedCalls {

  private final String baseUrl;
  private final PrintStream seen;
  private final ExecutorService pool = Executors.newFixedThreadPool(4);

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
    System.exit(0); // the libraries' pools would keep the JVM alive
  }

  /** A tool by annotation. */
  public static final class Tools {
    @Tool("The weather of a city")
    public String weather(@P("city") String city) {
      return "22 degrees";
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
      e.printStackTrace();
      StringBuilder thrown = new StringBuilder("threw");
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        thrown.append(' ').append(cause.getClass().getName());
      }
      line = thrown.toString();
    }
    seen.println(name + ": " + line);
  }

  private void all() {
    step("invoke", () -> chain("invoke").invoke(Map.of(), thread("conversation-1")));
    step("unnamed", () -> graph(null, "asked", asking("chat-unnamed")).invoke(Map.of()));
    step("stream", () -> read(stream(chain("stream"), "conversation-2")));
    step("async-node", () -> graph("async", "asked", askingLater("chat-async")).invoke(Map.of()));
    step("future", () -> chain("future").stream(Map.of()).toCompletableFuture().get());
    step("elsewhere", this::elsewhere);
    step("parallel", this::parallel);
    step("streaming", () -> read(streaming("stream-node").stream(Map.of())));
    step("streaming-429", () -> read(streaming("stream-node-429").stream(Map.of())));
    step("lazy", () -> read(lazy().stream(Map.of())));
    step("interrupted", this::interrupted);
    step("no checkpoint", () -> saved("unsaved").invoke(null, thread("conversation-0")));
    step("nested", this::nested);
    step("nested with checkpoints", this::nestedWithCheckpoints);
    step("node-429", () -> graph("limited", "asked", asking("chat-429")).invoke(Map.of()));
    step("node-throws", () -> graph("broken", "broken", broken()).invoke(Map.of()));
    step("node-fails", () -> graph("failing", "failing", failing()).invoke(Map.of()));
    step("endless", this::endless);
    step("agent", () -> agent("agent-weather-loop", null));
    step("agent stream", () -> agentStream("agent-stream-weather-loop"));
    step("agent 401", () -> agent("agent-401", "conversation-5"));
    step("agent in graph", this::agentInGraph);
    step("concurrent", this::concurrent);
    step("cancelled", this::cancelled);
    step("left early", this::leftEarly);
    step("after", () -> chain("after").invoke(Map.of()));
  }

  private OpenAiChatModel model(String name) {
    return OpenAiChatModel.builder()
        .baseUrl(baseUrl)
        .apiKey("sk-test")
        .modelName(name)
        .maxRetries(0)
        .timeout(Duration.ofSeconds(30))
        .build();
  }

  private OpenAiStreamingChatModel streamingModel(String name) {
    return OpenAiStreamingChatModel.builder()
        .baseUrl(baseUrl)
        .apiKey("sk-test")
        .modelName(name)
        .build();
  }

  private AsyncNodeAction<AgentState> asking(String model) {
    return node_async(state -> Map.of(model, model(model).chat("Hello")));
  }

  private AsyncNodeAction<AgentState> askingLater(String model) {
    return state ->
        CompletableFuture.supplyAsync(() -> Map.of(model, model(model).chat("Hello")), pool);
  }

  private static AsyncNodeAction<AgentState> broken() {
    return state -> {
      throw new IllegalArgumentException("mine");
    };
  }

  private static AsyncNodeAction<AgentState> failing() {
    return state -> CompletableFuture.failedFuture(new IllegalStateException("mine"));
  }

  private static RunnableConfig thread(String id) {
    return RunnableConfig.builder().threadId(id).build();
  }

  /** Releases from 1.7 on know names of graphs. */
  private static CompileConfig.Builder config(@Nullable String name) {
    CompileConfig.Builder config = CompileConfig.builder();
    try {
      if (name != null) {
        CompileConfig.Builder.class.getMethod("graphId", String.class).invoke(config, name);
      }
      return config;
    } catch (ReflectiveOperationException older) {
      return config;
    }
  }

  private static CompiledGraph<AgentState> graph(
      @Nullable String name, String node, AsyncNodeAction<AgentState> action) throws Exception {
    return new StateGraph<>(AgentState::new)
        .addNode(node, action)
        .addEdge(START, node)
        .addEdge(node, END)
        .compile(config(name).build());
  }

  private CompiledGraph<AgentState> chain(String name) throws Exception {
    return new StateGraph<>(AgentState::new)
        .addNode("first", asking("chat-first-" + name))
        .addNode("second", asking("chat-second-" + name))
        .addEdge(START, "first")
        .addEdge("first", "second")
        .addEdge("second", END)
        .compile(config(name).build());
  }

  /** The type of the stream is another one in later releases. */
  @SuppressWarnings("unchecked")
  private static AsyncGenerator<NodeOutput<AgentState>> stream(
      CompiledGraph<AgentState> graph, String conversation) throws Exception {
    return (AsyncGenerator<NodeOutput<AgentState>>)
        CompiledGraph.class
            .getMethod("stream", Map.class, RunnableConfig.class)
            .invoke(graph, Map.of(), thread(conversation));
  }

  private static <S extends AgentState> String read(Iterable<NodeOutput<S>> stream) {
    List<String> nodes = new ArrayList<>();
    for (NodeOutput<S> output : stream) {
      nodes.add(output.node());
    }
    return nodes.toString();
  }

  /** The stream is asked for on one thread and read on another, which knows no context. */
  private Object elsewhere() throws Exception {
    AsyncGenerator<NodeOutput<AgentState>> stream = chain("elsewhere").stream(Map.of());
    CompletableFuture<String> read = new CompletableFuture<>();
    Thread reader = new Thread(() -> read.complete(read(stream)));
    reader.start();
    return read.get(30, TimeUnit.SECONDS);
  }

  private Object parallel() throws Exception {
    CompiledGraph<AgentState> graph =
        new StateGraph<>(AgentState::new)
            .addNode("left", asking("chat-left"))
            .addNode("right", asking("chat-right"))
            .addNode("joined", node_async(state -> Map.of("joined", true)))
            .addEdge(START, "left")
            .addEdge(START, "right")
            .addEdge("left", "joined")
            .addEdge("right", "joined")
            .addEdge("joined", END)
            .compile(config("parallel").build());
    RunnableConfig.Builder config = RunnableConfig.builder();
    try {
      RunnableConfig.Builder.class
          .getMethod("addParallelNodeExecutor", String.class, Executor.class)
          .invoke(config, START, pool);
    } catch (NoSuchMethodException older) {
      config.addMetadata("__PARALLEL__(" + START + ")", pool);
    }
    return graph.invoke(Map.of(), config.build());
  }

  /** A node that answers with a stream of the model's words. */
  private CompiledGraph<AgentState> streaming(String model) throws Exception {
    return graph(
        model,
        "talking",
        node_async(
            state -> {
              StreamingChatGenerator<AgentState> generator =
                  StreamingChatGenerator.<AgentState>builder()
                      .mapResult(response -> Map.of("said", response.aiMessage().text()))
                      .startingNode("talking")
                      .startingState(state)
                      .build();
              streamingModel(model)
                  .chat(
                      ChatRequest.builder().messages(UserMessage.from("Hello")).build(),
                      generator.handler());
              return Map.of("_stream", generator);
            }));
  }

  /** A node that answers with a stream that asks the model when it is read. */
  private CompiledGraph<AgentState> lazy() throws Exception {
    return graph("lazy", "lazily", node_async(state -> Map.of("_stream", new Lazily(state))));
  }

  private final class Lazily implements AsyncGenerator<NodeOutput<AgentState>> {
    private final AgentState state;
    private int left = 2;

    Lazily(AgentState state) {
      this.state = state;
    }

    @Override
    public Data<NodeOutput<AgentState>> next() {
      return left-- == 0
          ? Data.done(Map.of("lazily", true))
          : Data.of(NodeOutput.of(model("chat-lazy-" + left).chat("Hello"), state));
    }

    /** Later releases ask for one. */
    public Executor executor() {
      return pool;
    }
  }

  private CompiledGraph<AgentState> saved(String name) throws Exception {
    return new StateGraph<>(AgentState::new)
        .addNode("draft", asking("chat-draft"))
        .addNode("publish", asking("chat-publish"))
        .addEdge(START, "draft")
        .addEdge("draft", "publish")
        .addEdge("publish", END)
        .compile(
            config(name).checkpointSaver(new MemorySaver()).interruptBefore("publish").build());
  }

  /** Stops before a node, is told something by a human, and goes on. */
  private Object interrupted() throws Exception {
    CompiledGraph<AgentState> graph = saved("interrupted");
    RunnableConfig config = thread("conversation-3");
    Optional<AgentState> before = graph.invoke(Map.of(), config);
    RunnableConfig updated = graph.updateState(config, Map.of("approved", true));
    return before + " " + graph.invoke(null, updated);
  }

  private Object nested() throws Exception {
    CompiledGraph<AgentState> outer =
        new StateGraph<>(AgentState::new)
            .addNode("before", asking("chat-before"))
            .addNode("inner", graph("inner", "asked", asking("chat-inside")))
            .addEdge(START, "before")
            .addEdge("before", "inner")
            .addEdge("inner", END)
            .compile(config("outer").build());
    return read(stream(outer, "conversation-4"));
  }

  private Object nestedWithCheckpoints() throws Exception {
    MemorySaver saver = new MemorySaver();
    CompiledGraph<AgentState> inner =
        new StateGraph<>(AgentState::new)
            .addNode("asked", asking("chat-inside-saved"))
            .addEdge(START, "asked")
            .addEdge("asked", END)
            .compile(config("inner").checkpointSaver(saver).build());
    CompiledGraph<AgentState> outer =
        new StateGraph<>(AgentState::new)
            .addNode("inner", inner)
            .addEdge(START, "inner")
            .addEdge("inner", END)
            .compile(config("outer-saved").checkpointSaver(saver).build());
    return read(stream(outer, "conversation-6"));
  }

  private Object endless() throws Exception {
    CompiledGraph<AgentState> graph =
        new StateGraph<>(AgentState::new)
            .addNode("again", node_async(state -> Map.of("again", true)))
            .addNode("once more", node_async(state -> Map.of("again", true)))
            .addEdge(START, "again")
            .addEdge("again", "once more")
            .addEdge("once more", "again")
            .compile(config("endless").build());
    return graph.invoke(Map.of());
  }

  private static Map<String, Object> question() {
    return Map.of("messages", UserMessage.from("Weather in Paris?"));
  }

  private Object agent(String model, @Nullable String conversation) throws Exception {
    RunnableConfig.Builder config = RunnableConfig.builder();
    if (conversation != null) {
      config.threadId(conversation);
    }
    return executor(model)
        .compile(config("helper").build())
        .invoke(question(), config.build())
        .flatMap(AgentExecutor.State::finalResponse);
  }

  private StateGraph<AgentExecutor.State> executor(String model) throws Exception {
    AgentExecutor.Builder builder = AgentExecutor.builder().toolSpecification(new Tools());
    set(builder, ChatModel.class, model(model));
    return builder.build();
  }

  private Object agentStream(String model) throws Exception {
    AgentExecutor.Builder builder = AgentExecutor.builder().toolSpecification(new Tools());
    set(builder, StreamingChatModel.class, streamingModel(model));
    return read(builder.build().compile(config("narrator").build()).stream(question()));
  }

  /** The method is another class's in later releases. */
  private static void set(AgentExecutor.Builder builder, Class<?> type, Object model)
      throws Exception {
    for (Class<?> answer = AgentExecutor.Builder.class;
        answer != null;
        answer = answer.getSuperclass()) {
      try {
        MethodHandles.publicLookup()
            .findVirtual(
                AgentExecutor.Builder.class, "chatModel", MethodType.methodType(answer, type))
            .invokeWithArguments(builder, model);
        return;
      } catch (NoSuchMethodException elsewhere) {
        continue;
      } catch (Throwable failed) {
        throw new IllegalStateException(failed);
      }
    }
    throw new IllegalStateException("no chatModel for " + type);
  }

  private Object agentInGraph() throws Exception {
    CompiledGraph<AgentExecutor.State> helper =
        executor("agent-inside-weather-loop").compile(CompileConfig.builder().build());
    return graph(
            "desk",
            "helper",
            node_async(
                state ->
                    Map.of(
                        "answer",
                        helper
                            .invoke(question())
                            .flatMap(AgentExecutor.State::finalResponse)
                            .orElseThrow())))
        .invoke(Map.of(), thread("conversation-7"));
  }

  private Object concurrent() throws Exception {
    CompiledGraph<AgentState> graph = graph("shared", "asked", askingLater("chat-shared"));
    List<CompletableFuture<Optional<AgentState>>> runs = new ArrayList<>();
    ExecutorService callers = Executors.newFixedThreadPool(4);
    for (int i = 0; i < 8; i++) {
      String conversation = "shared-" + i;
      runs.add(
          CompletableFuture.supplyAsync(
              () -> graph.invoke(Map.of(), thread(conversation)), callers));
    }
    StringBuilder all = new StringBuilder();
    for (CompletableFuture<Optional<AgentState>> run : runs) {
      all.append(run.get(30, TimeUnit.SECONDS).isPresent()).append(' ');
    }
    callers.shutdown();
    return all;
  }

  /** Cancels while a node waits, in releases that can; elsewhere lets it go on. */
  private Object cancelled() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CompiledGraph<AgentState> graph =
        graph(
            "cancelled",
            "waiting",
            node_async(
                state -> {
                  reached.countDown();
                  goOn.await(30, TimeUnit.SECONDS);
                  return Map.of();
                }));
    AsyncGenerator<NodeOutput<AgentState>> stream = graph.stream(Map.of());
    Thread reader = new Thread(() -> step("cancelled reader", () -> read(stream)));
    reader.start();
    reached.await(30, TimeUnit.SECONDS);
    Object answer = "cannot";
    for (Method method : AsyncGenerator.WithEmbed.class.getMethods()) {
      if (method.getName().equals("cancel") && method.getParameterCount() == 1) {
        answer = method.invoke(stream, false);
      }
    }
    goOn.countDown();
    reader.join();
    return answer;
  }

  private Object leftEarly() throws Exception {
    String first = takeOne();
    for (int i = 0; i < 10; i++) {
      System.gc();
      Thread.sleep(50);
    }
    return first;
  }

  private String takeOne() throws Exception {
    Iterator<NodeOutput<AgentState>> outputs = chain("left").stream(Map.of()).iterator();
    StringBuilder nodes = new StringBuilder();
    for (int i = 0; i < 2 && outputs.hasNext(); i++) {
      nodes.append(outputs.next().node()).append(' ');
    }
    return nodes.toString();
  }
}
