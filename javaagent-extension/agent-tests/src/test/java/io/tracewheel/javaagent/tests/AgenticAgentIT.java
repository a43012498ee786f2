// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one-jar agent below an application of LangChain4j's agents and workflows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgenticAgentIT {

  private static final String APPLICATION = "io.tracewheel.javaagent.langchain4j.ScriptedAgents";

  /** All that the application did: one span per operation, in its place, on whatever thread. */
  private static final String TREES =
      """
      invoke_agent boss (internal)
        chat (client)
        chat (client)
        invoke_agent writer (internal)
          chat supervised (client, 1 HTTP)
      invoke_agent writer (internal)
        chat alone (client, 1 HTTP)
      invoke_agent writer (internal) dev.langchain4j.exception.AuthenticationException
        chat alone-401 (client, 1 HTTP) dev.langchain4j.exception.AuthenticationException
      invoke_workflow (internal)
        invoke_agent counter (internal)
        invoke_workflow choice (internal)
          invoke_agent writer (internal)
            chat chosen (client, 1 HTTP)
      invoke_workflow own-pool (internal)
        invoke_agent counter (internal)
        invoke_agent writer (internal)
          chat own-1 (client, 1 HTTP)
        invoke_agent writer (internal)
          chat own-2 (client, 1 HTTP)
      invoke_workflow patient (internal)
        invoke_agent counter (internal)
        invoke_agent writer (internal)
          chat patience-retried (client, 1 HTTP)
        invoke_agent writer (internal) dev.langchain4j.exception.InternalServerException
          chat patience-retried (client, 1 HTTP) dev.langchain4j.exception.InternalServerException
      invoke_workflow pipeline (internal) conversation-1
        invoke_agent counter (internal) conversation-1
        invoke_agent editor (internal) conversation-1
          chat sequence-weather-loop (client, 1 HTTP) conversation-1
          chat sequence-weather-loop (client, 1 HTTP) conversation-1
          execute_tool weather (internal) conversation-1
            invoke_agent Helper.help (internal)
              chat helper-inside-a-tool (client, 1 HTTP)
        invoke_agent writer (internal) conversation-1
          chat sequence-first (client, 1 HTTP) conversation-1
      invoke_workflow pipeline (internal) conversation-2 java.lang.IllegalStateException
        invoke_agent broken (internal) conversation-2 java.lang.IllegalStateException
        invoke_agent writer (internal) conversation-2
          chat failing-first (client, 1 HTTP) conversation-2
      invoke_workflow shared-pool (internal)
        invoke_agent counter (internal)
        invoke_agent writer (internal)
          chat shared-1 (client, 1 HTTP)
        invoke_agent writer (internal)
          chat shared-2 (client, 1 HTTP)
      invoke_workflow twice (internal)
        invoke_agent editor (internal)
          chat loop-edit (client, 1 HTTP)
        invoke_agent editor (internal)
          chat loop-edit (client, 1 HTTP)
      invoke_workflow with-a-future (internal)
        invoke_agent counter (internal)
        invoke_agent writer (internal)
          chat later (client, 1 HTTP)
      """;

  @AutoClose private final StubModelServer server = new StubModelServer();

  static Stream<Cell> cells() {
    return Cell.of("langchain4j/agentic");
  }

  private ApplicationRun run(Cell cell, ApplicationRun.Command command, Path dir) throws Exception {
    server.reset();
    return command.run(dir, cell.classPath(), APPLICATION, server.baseUrl());
  }

  @ParameterizedTest
  @MethodSource("cells")
  void eachRunOfAnAgentAndOfAWorkflowHasItsSpanBelowItsCaller(Cell cell, @TempDir Path dir)
      throws Exception {
    ApplicationRun plain = run(cell, cell.plain(), dir);
    ApplicationRun traced = run(cell, cell.traced(), dir);

    assertThat(traced.seen()).isEqualTo(plain.seen());
    assertThat(traced.complaints()).isEmpty();
    assertThat(SpanTrees.of(traced)).isEqualTo(TREES);
    assertThat(traced.spans().stream().map(RecordedSpan::traceId).distinct())
        .as("one trace for each step of the application")
        .hasSize(11);
    for (RecordedSpan span : traced.spans()) {
      assertThat(span.attributes().keySet())
          .as("content is off unless asked for")
          .doesNotContain("gen_ai.input.messages", "gen_ai.output.messages");
      switch (span.name()) {
        case "invoke_agent writer" ->
            assertThat(span.attributes())
                .containsEntry("gen_ai.agent.name", "writer")
                .containsEntry("gen_ai.agent.description", "Writes a text about a topic");
        case "invoke_agent counter" ->
            assertThat(span.attributes())
                .containsEntry("gen_ai.agent.description", "Counts characters");
        case "invoke_agent boss" ->
            assertThat(span.attributes())
                .containsEntry("gen_ai.agent.description", "Decides who works");
        case "invoke_workflow pipeline" ->
            assertThat(span.attributes())
                .containsEntry("gen_ai.operation.name", "invoke_workflow")
                .containsEntry("gen_ai.workflow.name", "pipeline")
                .doesNotContainKey("gen_ai.agent.name");
        case "execute_tool weather" ->
            assertThat(span.attributes()).containsEntry("gen_ai.agent.name", "editor");
        default -> assertThat(span.name()).doesNotContain("#");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void contentIsOnTheSpansWhenAskedFor(Cell cell, @TempDir Path dir) throws Exception {
    ApplicationRun run =
        run(
            cell,
            cell.plain()
                .agent(Setup.oneJar())
                .env("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "span_only")
                .option("-Dotel.javaagent.experimental.indy=" + cell.indy()),
            dir);

    assertThat(run.complaints()).isEmpty();
    assertThat(run.onlySpan("invoke_agent boss").attributes())
        .containsEntry(
            "gen_ai.input.messages",
            "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"A text about Rome, please\"}]}]")
        .containsEntry(
            "gen_ai.output.messages",
            "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Sunny.\"}]}]");
    assertThat(run.onlySpan("invoke_workflow with-a-future").attributes())
        .containsEntry(
            "gen_ai.output.messages",
            "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"6\"}]}]");
  }
}
