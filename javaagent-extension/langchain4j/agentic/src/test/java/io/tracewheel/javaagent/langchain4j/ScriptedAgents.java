// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agentic.Agent;
import dev.langchain4j.agentic.AgenticServices;
import dev.langchain4j.agentic.UntypedAgent;
import dev.langchain4j.agentic.agent.ErrorRecoveryResult;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An application of agents and workflows in every shape that the instrumentation must tell apart.
 * It writes down what it sees, with and without the agent; both must be the same. The name of the
 * model tells the stub server how to answer and the test which span it was.
 */
public final class ScriptedAgents {

  private final String baseUrl;
  private final PrintStream seen;

  private ScriptedAgents(String baseUrl, PrintStream seen) {
    this.baseUrl = baseUrl;
    this.seen = seen;
  }

  /**
   * @param args base URL of the server, file to write to
   */
  public static void main(String[] args) throws Exception {
    try (PrintStream seen = new PrintStream(args[1], StandardCharsets.UTF_8)) {
      new ScriptedAgents(args[0], seen).all();
    }
    System.exit(0); // the library's pools would keep the JVM alive for a minute
  }

  /** An agent by interface. */
  public interface Writer {
    @UserMessage("Write about {{topic}}")
    @Agent(name = "writer", description = "Writes a text about a topic", outputKey = "text")
    String write(@V("topic") String topic);
  }

  /** One more, which needs what the first wrote. */
  public interface Editor {
    @UserMessage("Improve {{text}}")
    @Agent(name = "editor", description = "Improves a text", outputKey = "text")
    String edit(@V("text") String text);
  }

  /** A workflow by interface, whose caller says which conversation it is. */
  public interface Pipeline {
    @Agent(name = "pipeline", description = "Writes and improves", outputKey = "text")
    String make(@MemoryId String conversation, @V("topic") String topic);
  }

  /** An agent without any model. */
  public static final class Counter {
    @Agent(name = "counter", description = "Counts characters", outputKey = "count")
    public Object count(@V("text") String text) {
      return text.length();
    }
  }

  /** One that never works. */
  public static final class Broken {
    @Agent(name = "broken", description = "Never works")
    public String fail(@V("topic") String topic) {
      throw new IllegalStateException("no such topic");
    }
  }

  /** A service that is no agent of a system, called by an agent's tool. */
  public interface Helper {
    String help(String question);
  }

  /** Tools by annotation. */
  public static final class Tools {
    private final Helper helper;

    Tools(Helper helper) {
      this.helper = helper;
    }

    @Tool("The weather of a city")
    public String weather(@P("city") String city) {
      return helper.help("Weather in " + city + "?");
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
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      line = "threw " + e.getClass().getName() + " because of " + root.getClass().getName();
    }
    seen.println(name + ": " + line);
  }

  private void all() {
    step("alone", () -> writer("alone").write("Rome"));
    step("alone-401", () -> writer("alone-401").write("Rome"));
    step("sequence", this::sequence);
    step("sequence-401", this::failing);
    step("sequence-retried", this::retried);
    step("parallel", () -> parallel(null));
    step("parallel-own-pool", this::ownPool);
    step("loop", this::loop);
    step("conditional", this::conditional);
    step("async", this::async);
    step("supervisor", this::supervise);
  }

  private ChatModel model(String name) {
    return OpenAiChatModel.builder()
        .baseUrl(baseUrl)
        .apiKey("sk-test")
        .modelName(name)
        .maxRetries(0)
        .timeout(Duration.ofSeconds(30))
        .build();
  }

  private Writer writer(String model) {
    return AgenticServices.agentBuilder(Writer.class).chatModel(model(model)).build();
  }

  private Editor editor(String model) {
    Helper helper =
        AiServices.builder(Helper.class).chatModel(model("helper-inside-a-tool")).build();
    return AgenticServices.agentBuilder(Editor.class)
        .chatModel(model(model))
        .chatMemoryProvider(id -> MessageWindowChatMemory.withMaxMessages(20))
        .tools(new Tools(helper))
        .build();
  }

  private String sequence() {
    return AgenticServices.sequenceBuilder(Pipeline.class)
        .subAgents(writer("sequence-first"), editor("sequence-weather-loop"), new Counter())
        .outputKey("text")
        .build()
        .make("conversation-1", "Rome");
  }

  private String failing() {
    return AgenticServices.sequenceBuilder(Pipeline.class)
        .subAgents(writer("failing-first"), new Broken())
        .build()
        .make("conversation-2", "Rome");
  }

  private Object retried() {
    return AgenticServices.sequenceBuilder()
        .name("patient")
        .subAgents(writer("patience-retried"), new Counter())
        .errorHandler(context -> ErrorRecoveryResult.retry())
        .outputKey("count")
        .build()
        .invoke(Map.of("topic", "Rome", "text", "given"));
  }

  private Object parallel(@Nullable ExecutorService pool) {
    String prefix = pool == null ? "shared" : "own";
    var builder =
        AgenticServices.parallelBuilder()
            .name(prefix + "-pool")
            .subAgents(writer(prefix + "-1"), writer(prefix + "-2"), new Counter())
            .output(scope -> scope.readState("text", "") + scope.readState("count", 0));
    if (pool != null) {
      builder.executor(pool);
    }
    Object count = builder.build().invoke(Map.of("topic", "Rome", "text", "given"));
    return String.valueOf(count).isEmpty() ? "nothing" : "something";
  }

  private Object ownPool() {
    ExecutorService pool = Executors.newFixedThreadPool(3);
    try {
      return parallel(pool);
    } finally {
      pool.shutdown();
    }
  }

  private Object loop() {
    return AgenticServices.loopBuilder()
        .name("twice")
        .subAgents(editor("loop-edit"))
        .maxIterations(2)
        .outputKey("text")
        .build()
        .invoke(Map.of("text", "given"));
  }

  private Object conditional() {
    UntypedAgent choice =
        AgenticServices.conditionalBuilder()
            .name("choice")
            .subAgents(scope -> scope.readState("topic", "").equals("Rome"), writer("chosen"))
            .subAgents(scope -> scope.readState("topic", "").equals("Paris"), writer("not-chosen"))
            .build();
    return AgenticServices.sequenceBuilder()
        .subAgents(choice, new Counter())
        .outputKey("count")
        .build()
        .invoke(Map.of("topic", "Rome"));
  }

  private Object async() {
    Writer later =
        AgenticServices.agentBuilder(Writer.class).chatModel(model("later")).async(true).build();
    return AgenticServices.sequenceBuilder()
        .name("with-a-future")
        .subAgents(later, new Counter())
        .outputKey("count")
        .build()
        .invoke(Map.of("topic", "Rome"));
  }

  private Object supervise() {
    return AgenticServices.supervisorBuilder()
        .name("boss")
        .description("Decides who works")
        .chatModel(new Boss())
        .subAgents(writer("supervised"))
        .build()
        .invoke("A text about Rome, please");
  }

  /** Names the one agent of the prompt, whatever the library calls it there; then it is done. */
  private static final class Boss implements ChatModel {
    private static final Pattern WRITER = Pattern.compile("\\{\'?(write[\\w$]*)");
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    public ChatResponse doChat(ChatRequest request) {
      Matcher agent = WRITER.matcher(request.messages().toString());
      String name = calls.getAndIncrement() == 0 && agent.find() ? agent.group(1) : "done";
      String arguments =
          name.equals("done") ? "{\"response\":\"It is written.\"}" : "{\"topic\":\"Rome\"}";
      return ChatResponse.builder()
          .aiMessage(
              AiMessage.from("{\"agentName\":\"" + name + "\",\"arguments\":" + arguments + "}"))
          .build();
    }
  }
}
