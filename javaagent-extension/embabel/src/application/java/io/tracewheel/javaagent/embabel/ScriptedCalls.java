// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.embabel;

import com.embabel.agent.api.annotation.AchievesGoal;
import com.embabel.agent.api.annotation.Action;
import com.embabel.agent.api.annotation.Agent;
import com.embabel.agent.api.annotation.support.AgentMetadataReader;
import com.embabel.agent.api.common.ActionContext;
import com.embabel.agent.api.common.OperationContext;
import com.embabel.agent.core.AgentPlatform;
import com.embabel.agent.core.AgentProcess;
import com.embabel.agent.core.AgentProcessStatusCode;
import com.embabel.agent.core.ProcessOptions;
import com.embabel.agent.domain.io.UserInput;
import jakarta.validation.Validation;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.api.OpenAiApi;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.retry.support.RetryTemplate;

/**
 * An application that runs agents of Embabel in every way that the instrumentation must survive and
 * writes down what it sees. It runs in a JVM of its own, with and without the agent; both must see
 * the same. The name of the model tells the stub server how to answer and the test which span it
 * was.
 *
 * <p>The test compiles it, with the JDK that runs it: the library is of Java 21, the build of 17.
 */
public final class ScriptedCalls {

  private final AgentPlatform platform;
  private final PrintStream seen;

  private ScriptedCalls(AgentPlatform platform, PrintStream seen) {
    this.platform = platform;
    this.seen = seen;
  }

  /**
   * @param args URL of the server without a path, file to write to
   */
  public static void main(String[] args) throws Exception {
    AgentPlatform platform =
        Platform.of(args[0], Validation.buildDefaultValidatorFactory().getValidator());
    try (PrintStream seen = new PrintStream(args[1], StandardCharsets.UTF_8)) {
      new ScriptedCalls(platform, seen).all();
    }
    System.exit(0); // the library's pools would keep the JVM alive
  }

  static ChatModel model(String baseUrl, String name) {
    return OpenAiChatModel.builder()
        .openAiApi(OpenAiApi.builder().baseUrl(baseUrl).apiKey("sk-test").build())
        .defaultOptions(OpenAiChatOptions.builder().model(name).build())
        .retryTemplate(RetryTemplate.builder().maxAttempts(1).build())
        .build();
  }

  /** What the agents work on. */
  public record Facts(String text) {}

  public record Report(String content) {
    public String getContent() {
      return content;
    }
  }

  public record Nothing(String text) {}

  /** Tools by annotation. */
  public static final class Tools {
    @Tool(description = "The weather of a city")
    public String weather(String city) {
      return "22 degrees";
    }

    @Tool(description = "Never works")
    public String broken(String city) {
      throw new IllegalStateException("no such city");
    }
  }

  @Agent(name = "reporter", description = "Reports on the weather")
  public static final class Reporter {
    private final String model;

    Reporter(String model) {
      this.model = model;
    }

    @Action
    public Facts gather(UserInput asked, OperationContext context) {
      return new Facts(
          context.ai().withLlm(model).withToolObject(new Tools()).generateText(asked.getContent()));
    }

    @Action
    @AchievesGoal(description = "A report is written")
    public Report write(Facts facts, OperationContext context) {
      return new Report(context.ai().withLlm("chat-write").generateText(facts.text()));
    }
  }

  /** Has another agent do a part. */
  @Agent(name = "editor", description = "Has others report")
  public static final class Editor {
    @Action
    @AchievesGoal(description = "It is published")
    public Nothing publish(UserInput asked, ActionContext context) {
      Report report =
          context.asSubProcess(Report.class, agent(new Reporter("agent-nested-weather-loop")));
      return new Nothing(report.content());
    }
  }

  @Agent(name = "failing", description = "Throws")
  public static final class Failing {
    @Action
    @AchievesGoal(description = "Never")
    public Report fail(UserInput asked) {
      throw new LinkageError("not today"); // an error, because the library tries again after others
    }
  }

  @Agent(name = "refused", description = "Whose model refuses")
  public static final class Refused {
    @Action
    @AchievesGoal(description = "Never")
    public Report ask(UserInput asked, OperationContext context) {
      return new Report(context.ai().withLlm("agent-401").generateText("Hello"));
    }
  }

  /** Its goal needs what nobody makes. */
  @Agent(name = "stuck", description = "Gets nowhere")
  public static final class Stuck {
    @Action
    public Facts start(UserInput asked) {
      return new Facts("some");
    }

    @Action
    public Report middle(Nothing nothing) {
      return new Report("never");
    }

    @Action
    @AchievesGoal(description = "Out of reach")
    public Goal end(Report report) {
      return new Goal("never");
    }
  }

  public record Goal(String text) {}

  private interface Step {
    Object run() throws Exception;
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
    step("two actions", () -> run(new Reporter("agent-weather-loop"), ProcessOptions.DEFAULT));
    step("tool throws", () -> run(new Reporter("agent-broken-loop"), ProcessOptions.DEFAULT));
    step(
        "conversation",
        () -> run(new Reporter("chat-plain"), Platform.inContext("conversation-1")));
    step("nested", () -> run(new Editor(), Platform.inContext("conversation-2")));
    step("throws", () -> run(new Failing(), ProcessOptions.DEFAULT));
    step("refused", () -> run(new Refused(), ProcessOptions.DEFAULT));
    step("stuck", () -> run(new Stuck(), ProcessOptions.DEFAULT));
    step("over already", this::again);
    step("concurrent", this::concurrent);
  }

  private static com.embabel.agent.core.Agent agent(Object annotated) {
    return (com.embabel.agent.core.Agent) new AgentMetadataReader().createAgentMetadata(annotated);
  }

  private String run(Object annotated, ProcessOptions options) {
    return told(start(annotated, options));
  }

  private AgentProcess start(Object annotated, ProcessOptions options) {
    return platform.runAgentFrom(
        agent(annotated), options, Map.of("it", new UserInput("Weather in Paris?")));
  }

  private static String told(AgentProcess process) {
    Object result =
        process.getStatus() == AgentProcessStatusCode.COMPLETED ? process.lastResult() : "-";
    return process.getStatus() + " " + result + " " + process.getHistory().size();
  }

  /** A process that is over does nothing when it is run again. */
  private String again() {
    AgentProcess process = start(new Reporter("chat-again"), ProcessOptions.DEFAULT);
    return told(process.run());
  }

  private String concurrent() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    List<Future<String>> runs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      runs.add(
          pool.submit(
              () -> run(new Reporter("agent-shared-weather-loop"), ProcessOptions.DEFAULT)));
    }
    StringBuilder all = new StringBuilder();
    for (Future<String> run : runs) {
      all.append(run.get()).append(';');
    }
    pool.shutdown();
    return all.toString();
  }
}
