// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.koog;

import ai.koog.agents.core.agent.AIAgent;
import ai.koog.agents.core.tools.ToolRegistry;
import ai.koog.agents.core.tools.annotations.LLMDescription;
import ai.koog.agents.core.tools.annotations.Tool;
import ai.koog.agents.core.tools.reflect.ToolSet;
import ai.koog.http.client.ktor.KtorKoogHttpClient;
import ai.koog.prompt.Prompt;
import ai.koog.prompt.executor.clients.ConnectionTimeoutConfig;
import ai.koog.prompt.executor.clients.openai.OpenAIClientSettings;
import ai.koog.prompt.executor.clients.openai.OpenAILLMClient;
import ai.koog.prompt.executor.llms.MultiLLMPromptExecutor;
import ai.koog.prompt.llm.LLMCapability;
import ai.koog.prompt.llm.LLMProvider;
import ai.koog.prompt.llm.LLModel;
import ai.koog.prompt.message.Message;
import ai.koog.prompt.message.MessagePart;
import ai.koog.prompt.streaming.StreamFrame;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import kotlinx.coroutines.jdk9.ReactiveFlowKt;
import org.jspecify.annotations.Nullable;

/**
 * An application that uses Koog through its API for Java in every way that the instrumentation must
 * survive and writes down what it sees. It runs in a JVM of its own, with and without the agent;
 * both must see the same. The name of the model tells the stub server how to answer and the test
 * which span it was.
 */
public final class ScriptedCalls {

  private final String baseUrl;
  private final PrintStream seen;

  private ScriptedCalls(String baseUrl, PrintStream seen) {
    this.baseUrl = baseUrl;
    this.seen = seen;
  }

  /**
   * @param args URL of the server without a path, file to write to
   */
  public static void main(String[] args) throws Exception {
    try (PrintStream seen = new PrintStream(args[1], StandardCharsets.UTF_8)) {
      new ScriptedCalls(args[0], seen).all();
    }
    System.exit(0); // the library's pools would keep the JVM alive
  }

  /** Tools by annotation. */
  public final class Tools implements ToolSet {
    @Tool
    @LLMDescription("The weather of a city")
    public String weather(@LLMDescription("which") String city) {
      return "22 degrees";
    }

    @Tool
    @LLMDescription("Never works")
    public String broken(@LLMDescription("which") String city) {
      throw new IllegalStateException("no such city");
    }

    @Tool
    @LLMDescription("Asks another agent")
    public String consult(@LLMDescription("which") String city) {
      return agent("adviser", "chat-inside-a-tool").run("What of it?");
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
      StringBuilder thrown = new StringBuilder("threw");
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        thrown.append(' ').append(cause.getClass().getName());
      }
      line = thrown.toString();
    }
    seen.println(name + ": " + line);
  }

  private void all() {
    step("client", () -> text(client().execute(prompt(), model("chat-plain"), List.of())));
    step("client 401", () -> text(client().execute(prompt(), model("chat-401"), List.of())));
    step("client stream", () -> read("stream-usage", Long.MAX_VALUE));
    step("client stream 401", () -> read("stream-401", Long.MAX_VALUE));
    step("client left early", () -> read("stream-left", 1));
    step("agent", () -> agent("helper", "agent-weather-loop").run("Weather?"));
    step("agent broken", () -> agent("clumsy", "agent-broken-loop").run("Break!"));
    step("agent consult", () -> agent("manager", "agent-consult-loop").run("Consult!"));
    step("agent 401", () -> agent("stranger", "agent-401").run("Hello"));
    step("agent unnamed", () -> agent(null, "chat-unnamed").run("Hello"));
    step(
        "session",
        () -> agent("keeper", "agent-keeper-weather-loop").run("Hello", "conversation-1"));
    step("concurrent", this::concurrent);
  }

  private OpenAILLMClient client() {
    OpenAIClientSettings settings =
        new OpenAIClientSettings(
            baseUrl,
            new ConnectionTimeoutConfig(30_000, 30_000, 30_000),
            "v1/chat/completions",
            "v1/responses",
            "v1/embeddings",
            "v1/moderations",
            "v1/models");
    return new OpenAILLMClient("sk-test", settings, new KtorKoogHttpClient.Factory());
  }

  private static LLModel model(String name) {
    return new LLModel(
        LLMProvider.OpenAI,
        name,
        List.of(
            LLMCapability.Completion.INSTANCE,
            LLMCapability.Tools.INSTANCE,
            LLMCapability.Temperature.INSTANCE,
            LLMCapability.OpenAIEndpoint.Completions.INSTANCE));
  }

  private static Prompt prompt() {
    return Prompt.builder("greeting").user("Hello").build();
  }

  private static String text(Message.Assistant message) {
    StringBuilder all = new StringBuilder();
    for (MessagePart part : message.getParts()) {
      all.append(part instanceof MessagePart.Text text ? text.getText() : part.getClass());
    }
    return all.toString();
  }

  private AIAgent<String, String> agent(@Nullable String id, String model) {
    var builder =
        AIAgent.builder()
            .promptExecutor(new MultiLLMPromptExecutor(client()))
            .llmModel(model(model))
            .systemPrompt("You are terse.")
            .temperature(0.5)
            .toolRegistry(ToolRegistry.builder().tools(new Tools()).build());
    if (id != null) {
      builder.id(id);
    }
    return builder.build();
  }

  private Object read(String model, long most) throws Exception {
    CompletableFuture<String> done = new CompletableFuture<>();
    ReactiveFlowKt.asPublisher(client().executeStreaming(prompt(), model(model), List.of()))
        .subscribe(
            new Flow.Subscriber<StreamFrame>() {
              private final List<String> frames = new ArrayList<>();
              private Flow.@Nullable Subscription subscription;

              @Override
              public void onSubscribe(Flow.Subscription given) {
                subscription = given;
                given.request(most);
              }

              @Override
              public void onNext(StreamFrame frame) {
                frames.add(frame.getClass().getSimpleName());
                if (frames.size() == most && subscription != null) {
                  subscription.cancel();
                  done.complete(frames.toString());
                }
              }

              @Override
              public void onError(Throwable error) {
                done.complete(frames + " error " + error.getClass().getName());
              }

              @Override
              public void onComplete() {
                done.complete(frames + " complete");
              }
            });
    return done.get(30, TimeUnit.SECONDS);
  }

  private Object concurrent() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(4);
    List<CompletableFuture<String>> runs = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String name = "worker-" + i;
      runs.add(
          CompletableFuture.supplyAsync(
              () -> agent(name, "agent-shared-weather-loop").run("Go!"), callers));
    }
    StringBuilder all = new StringBuilder();
    for (CompletableFuture<String> run : runs) {
      all.append(run.get(30, TimeUnit.SECONDS)).append(' ');
    }
    callers.shutdown();
    return all;
  }
}
