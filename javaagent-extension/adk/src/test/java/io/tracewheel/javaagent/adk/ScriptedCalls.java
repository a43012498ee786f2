// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.adk;

import com.google.adk.agents.BaseAgent;
import com.google.adk.agents.LlmAgent;
import com.google.adk.agents.LoopAgent;
import com.google.adk.agents.ParallelAgent;
import com.google.adk.agents.RunConfig;
import com.google.adk.agents.SequentialAgent;
import com.google.adk.events.Event;
import com.google.adk.models.Gemini;
import com.google.adk.runner.InMemoryRunner;
import com.google.adk.tools.AgentTool;
import com.google.adk.tools.Annotations;
import com.google.adk.tools.BaseTool;
import com.google.adk.tools.FunctionTool;
import com.google.adk.tools.ToolContext;
import com.google.genai.Client;
import com.google.genai.types.Content;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.Part;
import com.google.genai.types.Schema;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An application that uses the Agent Development Kit in every way that the instrumentation must
 * survive and writes down what it sees, with and without the agent; both must be the same. The name
 * of the model tells the stub server how to answer and the test which span it was.
 */
public final class ScriptedCalls {

  private final Client client;
  private final PrintStream seen;

  private ScriptedCalls(Client client, PrintStream seen) {
    this.client = client;
    this.seen = seen;
  }

  /**
   * @param args base URL of the server, file to write to
   */
  public static void main(String[] args) throws Exception {
    Client client =
        Client.builder()
            .apiKey("k-test")
            .httpOptions(HttpOptions.builder().baseUrl(args[0]).build())
            .build();
    try (PrintStream seen = new PrintStream(args[1], StandardCharsets.UTF_8)) {
      new ScriptedCalls(client, seen).all();
    }
    System.exit(0); // the library's pools would keep the JVM alive for a minute
  }

  private interface Step {
    @Nullable Object run() throws Exception;
  }

  private void step(String name, Step step) {
    String line;
    try {
      line = String.valueOf(step.run());
    } catch (Throwable e) {
      line = "threw " + e.getClass().getName();
    }
    seen.println(name + ": " + line);
  }

  private void all() {
    step("plain", () -> run("s-plain", agent("plain", "agent-plain")));
    step("second", () -> run("s-second", agent("second", "agent-second")));
    step("stream", () -> stream("s-stream", agent("streaming", "agent-stream")));
    step("tool", () -> run("s-tool", agent("worker", "agent-weather-loop", tool("weather"))));
    step("broken", () -> run("s-broken", agent("unlucky", "agent-broken-loop", tool("broken"))));
    step("own-tool", () -> run("s-own", agent("owner", "agent-own-loop", new Own())));
    step("later", () -> run("s-later", agent("patient", "agent-later-loop", new Later())));
    step("agent-tool", () -> run("s-nested", agent("outer", "agent-inner-loop", inner())));
    step("sequence", () -> run("s-sequence", sequence()));
    step("parallel", () -> run("s-parallel", parallel()));
    step("loop", () -> run("s-loop", loop()));
    step("failing", () -> run("s-401", agent("refused", "agent-401")));
    step("cancelled", () -> first("s-cancelled", sequence("cancelled")));
    step("other-thread", () -> elsewhere("s-elsewhere", agent("far", "agent-far")));
    step("after", () -> run("s-after", agent("last", "agent-last")));
  }

  private LlmAgent agent(String name, String model, BaseTool... tools) {
    return LlmAgent.builder()
        .name(name)
        .description("Agent " + name)
        .model(Gemini.builder().modelName(model).apiClient(client).build())
        .instruction("Be brief.")
        .tools((Object[]) tools)
        .build();
  }

  /** Tells the weather of a city. */
  public static Map<String, Object> weather(@Annotations.Schema(name = "city") String city) {
    return Map.of("degrees", 22);
  }

  /** Never works. */
  public static Map<String, Object> broken(@Annotations.Schema(name = "city") String city) {
    throw new IllegalStateException("no such city");
  }

  private static BaseTool tool(String method) {
    return FunctionTool.create(ScriptedCalls.class, method);
  }

  /** A tool of the application's own making. */
  private static class Own extends BaseTool {
    Own() {
      this("own");
    }

    Own(String name) {
      super(name, "Does it");
    }

    @Override
    public Optional<FunctionDeclaration> declaration() {
      return Optional.of(
          FunctionDeclaration.builder().name(name()).description(description()).build());
    }

    @Override
    public Single<Map<String, Object>> runAsync(Map<String, Object> args, ToolContext context) {
      return Single.just(Map.of("done", true));
    }
  }

  /** One that hands on to another thread, by way of its super class. */
  private static final class Later extends Own {
    Later() {
      super("later");
    }

    @Override
    public Single<Map<String, Object>> runAsync(Map<String, Object> args, ToolContext context) {
      return super.runAsync(args, context)
          .delay(20, TimeUnit.MILLISECONDS, Schedulers.computation());
    }
  }

  private BaseTool inner() {
    Schema city = Schema.builder().type("STRING").build();
    return AgentTool.create(
        LlmAgent.builder()
            .name("inner")
            .description("Agent inner")
            .model(Gemini.builder().modelName("agent-inside").apiClient(client).build())
            .inputSchema(Schema.builder().type("OBJECT").properties(Map.of("city", city)).build())
            .build());
  }

  private BaseAgent sequence() {
    return sequence("sequence");
  }

  private BaseAgent sequence(String prefix) {
    return SequentialAgent.builder()
        .name(prefix + "_flow")
        .subAgents(
            List.of(
                agent(prefix + "_one", prefix + "-one"), agent(prefix + "_two", prefix + "-two")))
        .build();
  }

  private BaseAgent parallel() {
    return ParallelAgent.builder()
        .name("parallel_flow")
        .subAgents(
            List.of(
                agent("parallel_one", "parallel-one"),
                agent("parallel_two", "parallel-weather-loop", tool("weather"))))
        .build();
  }

  private BaseAgent loop() {
    return LoopAgent.builder()
        .name("loop_flow")
        .maxIterations(2)
        .subAgents(List.of(agent("looped", "looped-one")))
        .build();
  }

  private static Flowable<Event> events(String session, BaseAgent agent, RunConfig config) {
    InMemoryRunner runner = new InMemoryRunner(agent, "scripted");
    String id =
        runner.sessionService().createSession("scripted", "user", null, session).blockingGet().id();
    return runner.runAsync("user", id, Content.fromParts(Part.fromText("Hello")), config);
  }

  /** Events of parallel agents come in any order. */
  private static String run(String session, BaseAgent agent) {
    List<String> lines = new ArrayList<>();
    events(session, agent, RunConfig.builder().build())
        .blockingForEach(event -> lines.add(told(event)));
    Collections.sort(lines);
    return lines.toString();
  }

  private static String told(Event event) {
    return event.author() + " " + event.functionCalls().size() + event.stringifyContent().length();
  }

  private static String stream(String session, BaseAgent agent) {
    return String.valueOf(
        events(
                session,
                agent,
                RunConfig.builder().setStreamingMode(RunConfig.StreamingMode.SSE).build())
            .map(ScriptedCalls::told)
            .toList()
            .blockingGet());
  }

  private static String first(String session, BaseAgent agent) {
    return told(events(session, agent, RunConfig.builder().build()).blockingFirst());
  }

  private static String elsewhere(String session, BaseAgent agent) {
    return String.valueOf(
        events(session, agent, RunConfig.builder().build())
            .subscribeOn(Schedulers.newThread())
            .map(ScriptedCalls::told)
            .toList()
            .blockingGet());
  }
}
