// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one-jar agent below an application that runs graphs in every supported way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LangGraph4jAgentIT {

  private static final String APPLICATION = "io.tracewheel.javaagent.langgraph4j.ScriptedCalls";

  /** All that the application did with the newest release, whose graphs have names. */
  private static final String TREES =
      """
      invoke_agent helper (internal)
        chat agent-weather-loop (client, 1 HTTP)
        chat agent-weather-loop (client, 1 HTTP)
        execute_tool weather (internal)
      invoke_agent helper (internal) conversation-5 dev.langchain4j.exception.AuthenticationException
        chat agent-401 (client, 1 HTTP) conversation-5 dev.langchain4j.exception.AuthenticationException
      invoke_agent narrator (internal)
        chat agent-stream-weather-loop (client, 1 HTTP)
        chat agent-stream-weather-loop (client, 1 HTTP)
        execute_tool weather (internal)
      invoke_workflow (internal)
        chat chat-unnamed (client, 1 HTTP)
      invoke_workflow after (internal)
        chat chat-first-after (client, 1 HTTP)
        chat chat-second-after (client, 1 HTTP)
      invoke_workflow async (internal)
        chat chat-async (client, 1 HTTP)
      invoke_workflow broken (internal) java.lang.IllegalArgumentException
      invoke_workflow cancelled (internal) cancelled
      invoke_workflow desk (internal) conversation-7
        invoke_agent (internal) conversation-7
          chat agent-inside-weather-loop (client, 1 HTTP) conversation-7
          chat agent-inside-weather-loop (client, 1 HTTP) conversation-7
          execute_tool weather (internal) conversation-7
      invoke_workflow elsewhere (internal)
        chat chat-first-elsewhere (client, 1 HTTP)
        chat chat-second-elsewhere (client, 1 HTTP)
      invoke_workflow endless (internal) java.lang.IllegalStateException
      invoke_workflow failing (internal) java.lang.IllegalStateException
      invoke_workflow future (internal)
        chat chat-first-future (client, 1 HTTP)
        chat chat-second-future (client, 1 HTTP)
      invoke_workflow interrupted (internal) conversation-3
        chat chat-draft (client, 1 HTTP) conversation-3
      invoke_workflow interrupted (internal) conversation-3
        chat chat-publish (client, 1 HTTP) conversation-3
      invoke_workflow invoke (internal) conversation-1
        chat chat-first-invoke (client, 1 HTTP) conversation-1
        chat chat-second-invoke (client, 1 HTTP) conversation-1
      invoke_workflow lazy (internal)
        chat chat-lazy-0 (client, 1 HTTP)
        chat chat-lazy-1 (client, 1 HTTP)
      invoke_workflow left (internal) abandoned
        chat chat-first-left (client, 1 HTTP)
      invoke_workflow limited (internal) dev.langchain4j.exception.RateLimitException
        chat chat-429 (client, 1 HTTP) dev.langchain4j.exception.RateLimitException
      invoke_workflow outer (internal) conversation-4
        chat chat-before (client, 1 HTTP) conversation-4
        invoke_workflow inner (internal) conversation-4
          chat chat-inside (client, 1 HTTP) conversation-4
      invoke_workflow outer-saved (internal) conversation-6
        invoke_workflow inner (internal) conversation-6
          chat chat-inside-saved (client, 1 HTTP) conversation-6
      invoke_workflow parallel (internal)
        chat chat-left (client, 1 HTTP)
        chat chat-right (client, 1 HTTP)
      invoke_workflow shared (internal) shared-0
        chat chat-shared (client, 1 HTTP) shared-0
      invoke_workflow shared (internal) shared-1
        chat chat-shared (client, 1 HTTP) shared-1
      invoke_workflow shared (internal) shared-2
        chat chat-shared (client, 1 HTTP) shared-2
      invoke_workflow shared (internal) shared-3
        chat chat-shared (client, 1 HTTP) shared-3
      invoke_workflow shared (internal) shared-4
        chat chat-shared (client, 1 HTTP) shared-4
      invoke_workflow shared (internal) shared-5
        chat chat-shared (client, 1 HTTP) shared-5
      invoke_workflow shared (internal) shared-6
        chat chat-shared (client, 1 HTTP) shared-6
      invoke_workflow shared (internal) shared-7
        chat chat-shared (client, 1 HTTP) shared-7
      invoke_workflow stream (internal) conversation-2
        chat chat-first-stream (client, 1 HTTP) conversation-2
        chat chat-second-stream (client, 1 HTTP) conversation-2
      invoke_workflow stream-node (internal)
        chat stream-node (client, 1 HTTP)
      invoke_workflow stream-node-429 (internal) dev.langchain4j.exception.RateLimitException
        chat stream-node-429 (client, 1 HTTP) dev.langchain4j.exception.RateLimitException
      """;

  @AutoClose private final StubModelServer server = new StubModelServer();

  static Stream<Cell> cells() {
    return Cell.of("langgraph4j");
  }

  private ApplicationRun run(Cell cell, ApplicationRun.Command command, Path dir) throws Exception {
    server.reset();
    return command.run(dir, cell.classPath(), APPLICATION, server.baseUrl());
  }

  @ParameterizedTest
  @MethodSource("cells")
  void theApplicationSeesTheSameAndTheTraceShowsItsGraphs(Cell cell, @TempDir Path dir)
      throws Exception {
    ApplicationRun plain = run(cell, cell.plain(), dir);
    ApplicationRun traced = run(cell, cell.traced(), dir);

    assertThat(traced.seen()).isEqualTo(plain.seen());
    assertThat(traced.complaints()).isEmpty();
    assertThat(SpanTrees.of(traced)).isEqualTo(cell.newest() ? TREES : inTheOldestRelease(TREES));
    assertWhatTheSpansSay(traced);
  }

  /** Without names of graphs and cancelling; and its iterators are one element ahead. */
  private static String inTheOldestRelease(String trees) {
    String unnamed =
        trees
            .replace(
                "  chat chat-first-left (client, 1 HTTP)\n",
                "  chat chat-first-left (client, 1 HTTP)\n"
                    + "  chat chat-second-left (client, 1 HTTP)\n")
            .replace(" cancelled (internal) cancelled\n", " (internal)\n")
            .replaceAll("(invoke_agent|invoke_workflow) [a-z0-9-]+ ", "$1 ");
    return Arrays.stream(unnamed.split("(?m)^(?! )")).sorted().collect(Collectors.joining());
  }

  private static void assertWhatTheSpansSay(ApplicationRun run) {
    List<RecordedSpan> runs =
        run.spans().stream().filter(span -> span.name().startsWith("invoke_")).toList();
    for (RecordedSpan span : runs) {
      assertThat(span.kind()).as("internal").isEqualTo(1);
      assertThat(span.attributes())
          .doesNotContainKeys("gen_ai.provider.name", "gen_ai.input.messages");
      boolean failed = span.get("error.type") != null;
      assertThat(span.status()).isEqualTo(failed ? 2 : 0);
      assertThat(span.events()).isEqualTo(failed ? List.of("exception") : List.of());
    }
    assertThat(run.llmSpans("agent-weather-loop"))
        .hasSize(2)
        .allSatisfy(
            chat ->
                assertThat(parent(run, chat).attributes())
                    .contains(
                        entry("gen_ai.usage.input_tokens", 50L),
                        entry("gen_ai.usage.output_tokens", 24L)));
    assertThat(parent(run, run.llmSpans("chat-first-invoke").get(0)).attributes())
        .as("a workflow's own span has no usage in the conventions")
        .containsEntry("gen_ai.operation.name", "invoke_workflow")
        .doesNotContainKey("gen_ai.usage.input_tokens");
  }

  private static RecordedSpan parent(ApplicationRun run, RecordedSpan child) {
    return run.spans().stream()
        .filter(span -> span.spanId().equals(child.parentId()))
        .findFirst()
        .orElseThrow();
  }
}
