// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The one-jar agent below an application that uses Embabel. The library is of Java 21: without a
 * JDK that runs it, this one or {@code second.jdk}, nothing is tested here.
 */
@EnabledIf(
    value = "someJdkRunsIt",
    disabledReason = "Embabel needs Java 21: run this on a newer JDK or name one, -Dsecond.jdk=")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbabelAgentIT {

  private static final int LEAST_JAVA = 21;

  private static final String APPLICATION = "io.tracewheel.javaagent.embabel.ScriptedCalls";

  private static final String SOURCES = "src/application/java/io/tracewheel/javaagent/embabel";

  /** All that the application did. */
  private static final String TREES =
      """
      invoke_agent editor (internal) conversation-2
        invoke_agent reporter (internal) conversation-2
          chat agent-nested-weather-loop (client, 1 HTTP) conversation-2
          chat agent-nested-weather-loop (client, 1 HTTP) conversation-2
          chat chat-write (client, 1 HTTP) conversation-2
          execute_tool weather (internal) conversation-2
      invoke_agent failing (internal) java.lang.LinkageError
      invoke_agent refused (internal) org.springframework.ai.retry.NonTransientAiException
        chat agent-401 (client, 1 HTTP) org.springframework.ai.retry.NonTransientAiException
      invoke_agent reporter (internal)
        chat agent-broken-loop (client, 1 HTTP)
        chat agent-broken-loop (client, 1 HTTP)
        chat chat-write (client, 1 HTTP)
        execute_tool broken (internal) java.lang.IllegalStateException
      invoke_agent reporter (internal)
        chat agent-shared-weather-loop (client, 1 HTTP)
        chat agent-shared-weather-loop (client, 1 HTTP)
        chat chat-write (client, 1 HTTP)
        execute_tool weather (internal)
      invoke_agent reporter (internal)
        chat agent-shared-weather-loop (client, 1 HTTP)
        chat agent-shared-weather-loop (client, 1 HTTP)
        chat chat-write (client, 1 HTTP)
        execute_tool weather (internal)
      invoke_agent reporter (internal)
        chat agent-shared-weather-loop (client, 1 HTTP)
        chat agent-shared-weather-loop (client, 1 HTTP)
        chat chat-write (client, 1 HTTP)
        execute_tool weather (internal)
      invoke_agent reporter (internal)
        chat agent-shared-weather-loop (client, 1 HTTP)
        chat agent-shared-weather-loop (client, 1 HTTP)
        chat chat-write (client, 1 HTTP)
        execute_tool weather (internal)
      invoke_agent reporter (internal)
        chat agent-weather-loop (client, 1 HTTP)
        chat agent-weather-loop (client, 1 HTTP)
        chat chat-write (client, 1 HTTP)
        execute_tool weather (internal)
      invoke_agent reporter (internal)
        chat chat-again (client, 1 HTTP)
        chat chat-write (client, 1 HTTP)
      invoke_agent reporter (internal) conversation-1
        chat chat-plain (client, 1 HTTP) conversation-1
        chat chat-write (client, 1 HTTP) conversation-1
      invoke_agent stuck (internal) stuck
      """;

  /**
   * The same with the oldest release, which hands its tools to a chat client of Spring AI: a run of
   * an agent by itself, that has no name.
   */
  private static final String TREES_OF_OLDEST =
      """
      invoke_agent editor (internal) conversation-2
        invoke_agent reporter (internal) conversation-2
          chat chat-write (client, 1 HTTP) conversation-2
          invoke_agent (internal)
            chat agent-nested-weather-loop (client, 1 HTTP)
            chat agent-nested-weather-loop (client, 1 HTTP)
            execute_tool weather (internal)
      invoke_agent failing (internal) java.lang.LinkageError
      invoke_agent refused (internal) org.springframework.ai.retry.NonTransientAiException
        chat agent-401 (client, 1 HTTP) org.springframework.ai.retry.NonTransientAiException
      invoke_agent reporter (internal)
        chat chat-write (client, 1 HTTP)
        invoke_agent (internal)
          chat agent-broken-loop (client, 1 HTTP)
          chat agent-broken-loop (client, 1 HTTP)
          execute_tool broken (internal)
      invoke_agent reporter (internal)
        chat chat-write (client, 1 HTTP)
        invoke_agent (internal)
          chat agent-shared-weather-loop (client, 1 HTTP)
          chat agent-shared-weather-loop (client, 1 HTTP)
          execute_tool weather (internal)
      invoke_agent reporter (internal)
        chat chat-write (client, 1 HTTP)
        invoke_agent (internal)
          chat agent-shared-weather-loop (client, 1 HTTP)
          chat agent-shared-weather-loop (client, 1 HTTP)
          execute_tool weather (internal)
      invoke_agent reporter (internal)
        chat chat-write (client, 1 HTTP)
        invoke_agent (internal)
          chat agent-shared-weather-loop (client, 1 HTTP)
          chat agent-shared-weather-loop (client, 1 HTTP)
          execute_tool weather (internal)
      invoke_agent reporter (internal)
        chat chat-write (client, 1 HTTP)
        invoke_agent (internal)
          chat agent-shared-weather-loop (client, 1 HTTP)
          chat agent-shared-weather-loop (client, 1 HTTP)
          execute_tool weather (internal)
      invoke_agent reporter (internal)
        chat chat-write (client, 1 HTTP)
        invoke_agent (internal)
          chat agent-weather-loop (client, 1 HTTP)
          chat agent-weather-loop (client, 1 HTTP)
          execute_tool weather (internal)
      invoke_agent reporter (internal)
        chat chat-write (client, 1 HTTP)
        invoke_agent (internal)
          chat chat-again (client, 1 HTTP)
      invoke_agent reporter (internal) conversation-1
        chat chat-write (client, 1 HTTP) conversation-1
        invoke_agent (internal)
          chat chat-plain (client, 1 HTTP)
      invoke_agent stuck (internal) stuck
      """;

  private StubModelServer server;

  @BeforeAll
  void start() throws Exception {
    server = new StubModelServer();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  static boolean someJdkRunsIt() throws IOException {
    return cells().findAny().isPresent();
  }

  /** Both ends of the range, on the JDK that can run them. */
  static Stream<Cell> cells() throws IOException {
    List<Cell> cells = new ArrayList<>();
    for (Path jdk : Setup.jdks()) {
      if (javaVersion(jdk) >= LEAST_JAVA) {
        cells.add(new Cell("newest", Setup.newest("embabel"), jdk, false));
        cells.add(new Cell("oldest", Setup.oldest("embabel"), jdk, true));
        if (Setup.wholeMatrix()) {
          cells.add(new Cell("newest", Setup.newest("embabel"), jdk, true));
          cells.add(new Cell("oldest", Setup.oldest("embabel"), jdk, false));
        }
      }
    }
    return cells.stream();
  }

  private static int javaVersion(Path jdk) throws IOException {
    String line =
        Files.readAllLines(jdk.resolve("release")).stream()
            .filter(one -> one.startsWith("JAVA_VERSION="))
            .findFirst()
            .orElseThrow();
    return Runtime.Version.parse(line.substring("JAVA_VERSION=\"".length(), line.length() - 1))
        .feature();
  }

  /** The application, compiled by the JDK that runs it. */
  private static String classPath(Cell cell, Path dir) throws Exception {
    Path room = Setup.room("embabel");
    Path classes = Files.createDirectories(dir.resolve("classes"));
    Path platform = room.resolve(cell.newest() ? "newest" : "").resolve(SOURCES);
    Process compiler =
        new ProcessBuilder(
                cell.jdk().resolve("bin/javac").toString(),
                "-proc:none",
                "-parameters",
                "-d",
                classes.toString(),
                "-cp",
                cell.classPath(),
                room.resolve(SOURCES).resolve("ScriptedCalls.java").toString(),
                platform.resolve("Platform.java").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(compiler.getInputStream().readAllBytes());
    assertThat(compiler.waitFor()).as(said).isZero();
    return classes + File.pathSeparator + cell.classPath();
  }

  private ApplicationRun run(Cell cell, ApplicationRun.Command command, Path dir) throws Exception {
    server.reset();
    return command.run(dir, classPath(cell, dir), APPLICATION, server.origin());
  }

  /** Upstream's module for Spring Integration warns of a class that the oldest release lacks. */
  private static ApplicationRun.Command traced(Cell cell) {
    return cell.traced().option("-Dotel.instrumentation.spring-integration.enabled=false");
  }

  @ParameterizedTest
  @MethodSource("cells")
  void theApplicationSeesTheSameAndTheTraceShowsItsAgents(Cell cell, @TempDir Path dir)
      throws Exception {
    ApplicationRun plain = run(cell, cell.plain(), dir);
    ApplicationRun traced = run(cell, traced(cell), dir);

    assertThat(traced.seen()).isEqualTo(plain.seen());
    assertThat(traced.complaints()).isEmpty();
    assertThat(SpanTrees.of(traced)).isEqualTo(cell.newest() ? TREES : TREES_OF_OLDEST);
    assertWhatTheSpansSay(cell, traced);
  }

  private static void assertWhatTheSpansSay(Cell cell, ApplicationRun run) {
    assertThat(run.onlyLlmSpan("chat-plain").attributes())
        .contains(entry("gen_ai.provider.name", "openai"), entry("gen_ai.usage.input_tokens", 25L));
    assertThat(run.onlySpan("invoke_agent editor").attributes())
        .contains(
            entry("gen_ai.agent.name", "editor"),
            entry("gen_ai.agent.description", "Has others report"));
    RecordedSpan broken = run.onlySpan("execute_tool broken");
    assertThat(broken.attributes()).containsEntry("gen_ai.tool.call.id", "call_1");
    if (cell.newest()) {
      assertThat(broken.attributes())
          .contains(
              entry("gen_ai.agent.name", "reporter"),
              entry("gen_ai.tool.description", "Never works"));
    }
    for (RecordedSpan span : run.spans()) {
      assertThat(span.attributes())
          .as("content is off unless asked for")
          .doesNotContainKeys(
              "gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.tool.call.arguments");
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void contentIsOnTheSpansWhenAskedFor(Cell cell, @TempDir Path dir) throws Exception {
    ApplicationRun run =
        run(
            cell,
            traced(cell).env("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "span_only"),
            dir);

    assertThat(run.complaints()).isEmpty();
    List<RecordedSpan> reports =
        run.spans().stream().filter(span -> span.name().equals("invoke_agent reporter")).toList();
    assertThat(reports).hasSize(9);
    for (RecordedSpan report : reports) {
      assertThat(report.attributes())
          .contains(
              entry(
                  "gen_ai.input.messages",
                  "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Weather in"
                      + " Paris?\"}]}]"),
              entry(
                  "gen_ai.output.messages",
                  "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Sunny.\"}]}]"));
    }
    assertThat(run.onlySpan("execute_tool broken").attributes())
        .containsEntry("gen_ai.tool.call.arguments", "{\"city\":\"Paris\"}")
        .hasEntrySatisfying(
            "gen_ai.tool.call.result",
            said -> assertThat(said.toString()).contains("no such city"));
  }
}
