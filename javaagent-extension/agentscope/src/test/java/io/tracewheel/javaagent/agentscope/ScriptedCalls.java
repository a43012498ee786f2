// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.agentscope;

import io.agentscope.core.ReActAgent;
import io.agentscope.core.message.ContentBlock;
import io.agentscope.core.message.Msg;
import io.agentscope.core.message.MsgRole;
import io.agentscope.core.message.TextBlock;
import io.agentscope.core.message.ToolUseBlock;
import io.agentscope.core.model.ChatModelBase;
import io.agentscope.core.model.ChatResponse;
import io.agentscope.core.model.ExecutionConfig;
import io.agentscope.core.model.GenerateOptions;
import io.agentscope.core.model.Model;
import io.agentscope.core.model.ToolSchema;
import io.agentscope.core.tool.Tool;
import io.agentscope.core.tool.ToolCallParam;
import io.agentscope.core.tool.ToolParam;
import io.agentscope.core.tool.Toolkit;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * An application that uses AgentScope in every way that the instrumentation must survive and writes
 * down what it sees. It runs in a JVM of its own, with and without the agent; both must see the
 * same. The name of the model tells the stub server how to answer and the test which span it was.
 */
public final class ScriptedCalls {

  private static final Duration LONGEST = Duration.ofSeconds(30);

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
    System.exit(0); // the library's pools would keep the JVM alive
  }

  /** Tools by annotation. */
  public final class Tools {
    @Tool(name = "weather", description = "The weather of a city")
    public String weather(@ToolParam(name = "city", description = "which") String city) {
      return "22 degrees";
    }

    @Tool(name = "broken", description = "Never works")
    public String broken(@ToolParam(name = "city", description = "which") String city) {
      throw new IllegalStateException("no such city");
    }

    @Tool(name = "consult", description = "Asks another agent")
    public String consult(@ToolParam(name = "city", description = "which") String city)
        throws Exception {
      return answer(agent("adviser", "chat-inside-a-tool", false).call(question()));
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
    step("model", () -> read(model("chat-plain", false)));
    step("model stream", () -> read(model("stream-usage", true)));
    step("model 401", () -> read(model("chat-401", false)));
    step("model own", () -> read(new Own()));
    step("model left early", () -> text(calls(model("stream-left", true)).blockFirst(LONGEST)));
    step("not subscribed", () -> agent("idle", "unused", false).call(question()) != null);
    step("agent", () -> ask("helper", "agent-weather-loop", false));
    step("agent stream", () -> ask("streamer", "agent-stream-weather-loop", true));
    step("agent broken", () -> ask("clumsy", "agent-broken-loop", false));
    step("agent consult", () -> ask("manager", "agent-consult-loop", false));
    step("agent 401", () -> ask("stranger", "agent-401", false));
    step("agent events", this::events);
    step("agent twice", this::twice);
    step("session", this::session);
    step("own tracing", this::ownTracing);
    step("tool", this::tool);
    step("concurrent", this::concurrent);
  }

  /** The providers moved to artifacts of their own in 2.0. */
  private Model model(String name, boolean stream) throws Exception {
    Class<?> type;
    try {
      type = Class.forName("io.agentscope.extensions.model.openai.OpenAIChatModel");
    } catch (ClassNotFoundException older) {
      type = Class.forName("io.agentscope.core.model.OpenAIChatModel");
    }
    Object builder = type.getMethod("builder").invoke(null);
    call(builder, "baseUrl", String.class, baseUrl);
    call(builder, "apiKey", String.class, "sk-test");
    call(builder, "modelName", String.class, name);
    call(builder, "stream", boolean.class, stream);
    return (Model) builder.getClass().getMethod("build").invoke(builder);
  }

  private static void call(Object target, String method, Class<?> type, Object argument)
      throws Exception {
    target.getClass().getMethod(method, type).invoke(target, argument);
  }

  /** A model of the application's own, without any wire. */
  private static final class Own extends ChatModelBase {
    @Override
    public String getModelName() {
      return "own-model";
    }

    @Override
    protected Flux<ChatResponse> doStream(
        List<Msg> messages, List<ToolSchema> tools, GenerateOptions options) {
      ContentBlock said = TextBlock.builder().text("own answer").build();
      return Flux.just(ChatResponse.builder().content(List.of(said)).build());
    }
  }

  private static Msg question() {
    return Msg.builder()
        .name("user")
        .role(MsgRole.USER)
        .content(TextBlock.builder().text("Weather in Paris?").build())
        .build();
  }

  private static GenerateOptions once() {
    return GenerateOptions.builder()
        .temperature(0.5)
        .executionConfig(ExecutionConfig.builder().maxAttempts(1).build())
        .build();
  }

  private static Flux<ChatResponse> calls(Model model) {
    return model.stream(List.of(question()), List.of(), once());
  }

  private static String read(Model model) {
    StringBuilder all = new StringBuilder();
    for (ChatResponse response : calls(model).collectList().blockOptional(LONGEST).orElseThrow()) {
      all.append(text(response)).append('|');
    }
    return all.toString();
  }

  private static String text(@Nullable ChatResponse response) {
    StringBuilder all = new StringBuilder();
    if (response != null && response.getContent() != null) {
      for (ContentBlock block : response.getContent()) {
        all.append(block instanceof TextBlock text ? text.getText() : block.getClass());
      }
    }
    return all.toString();
  }

  private ReActAgent.Builder builder(String name, String model, boolean stream) throws Exception {
    Toolkit toolkit = new Toolkit();
    toolkit.registerTool(new Tools());
    return ReActAgent.builder()
        .name(name)
        .sysPrompt("You are terse.")
        .model(model(model, stream))
        .modelExecutionConfig(ExecutionConfig.builder().maxAttempts(1).build())
        .toolkit(toolkit);
  }

  private ReActAgent agent(String name, String model, boolean stream) throws Exception {
    return builder(name, model, stream).build();
  }

  private String ask(String name, String model, boolean stream) throws Exception {
    return answer(agent(name, model, stream).call(question()));
  }

  private static String answer(Mono<Msg> call) {
    return call.map(Msg::getTextContent).blockOptional(LONGEST).orElse("nothing");
  }

  private Object events() throws Exception {
    return agent("teller", "agent-events-weather-loop", true).stream(question())
        .map(event -> event.getMessage().getRole())
        .distinctUntilChanged()
        .collectList()
        .block(LONGEST);
  }

  /** One call that is subscribed to twice. */
  private Object twice() throws Exception {
    Mono<Msg> call = agent("again", "chat-again", false).call(question());
    return answer(call) + answer(call);
  }

  /** Later releases know whose call it is. */
  private Object session() throws Exception {
    ReActAgent agent = agent("keeper", "agent-session-weather-loop", false);
    try {
      Class<?> type = Class.forName("io.agentscope.core.agent.RuntimeContext");
      Object builder = type.getMethod("builder").invoke(null);
      call(builder, "sessionId", String.class, "conversation-1");
      Object context = builder.getClass().getMethod("build").invoke(builder);
      Method method = ReActAgent.class.getMethod("call", List.class, type);
      @SuppressWarnings("unchecked")
      Mono<Msg> call = (Mono<Msg>) method.invoke(agent, List.of(question()), context);
      return answer(call);
    } catch (ClassNotFoundException older) {
      return answer(agent.call(question()));
    }
  }

  /** The library's own tracing, in releases that have it. */
  private Object ownTracing() throws Exception {
    ReActAgent.Builder builder = builder("traced", "agent-traced-weather-loop", false);
    try {
      Object middleware =
          Class.forName("io.agentscope.core.tracing.OtelTracingMiddleware")
              .getConstructor()
              .newInstance();
      call(
          builder,
          "middleware",
          Class.forName("io.agentscope.core.middleware.MiddlewareBase"),
          middleware);
    } catch (ClassNotFoundException older) {
      seen.println("without");
    }
    return answer(builder.build().call(question()));
  }

  private Object tool() {
    Toolkit toolkit = new Toolkit();
    toolkit.registerTool(new Tools());
    ToolUseBlock use =
        ToolUseBlock.builder()
            .id("direct_1")
            .name("weather")
            .input(Map.of("city", "Rome"))
            .content("{\"city\":\"Rome\"}")
            .build();
    return toolkit
        .callTool(ToolCallParam.builder().toolUseBlock(use).input(Map.of("city", "Rome")).build())
        .map(result -> result.getOutput().size())
        .block(LONGEST);
  }

  private Object concurrent() {
    return Flux.range(0, 6)
        .flatMap(
            i ->
                Mono.fromCallable(
                        () -> agent("worker-" + i, "agent-shared-weather-loop", i % 2 == 0))
                    .flatMap(agent -> agent.call(question()))
                    .map(Msg::getTextContent)
                    .subscribeOn(Schedulers.boundedElastic()))
        .collectList()
        .block(LONGEST);
  }
}
