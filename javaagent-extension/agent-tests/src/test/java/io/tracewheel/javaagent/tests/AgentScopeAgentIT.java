// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one-jar agent below an application that uses AgentScope in every supported way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentScopeAgentIT {

  private static final String APPLICATION = "io.tracewheel.javaagent.agentscope.ScriptedCalls";

  /** All that the application did with the newest release, which knows sessions. */
  private static final String TREES =
      """
      chat chat-401 (client, 1 HTTP) io.agentscope.core.model.ModelException
      chat chat-plain (client, 1 HTTP)
      chat own-model (client)
      chat stream-left (client, 1 HTTP) cancelled
      chat stream-usage (client, 1 HTTP)
      execute_tool weather (internal)
      invoke_agent again (internal)
        chat chat-again (client, 1 HTTP)
      invoke_agent again (internal)
        chat chat-again (client, 1 HTTP)
      invoke_agent clumsy (internal)
        chat agent-broken-loop (client, 1 HTTP)
        chat agent-broken-loop (client, 1 HTTP)
        execute_tool broken (internal) tool_error
      invoke_agent helper (internal)
        chat agent-weather-loop (client, 1 HTTP)
        chat agent-weather-loop (client, 1 HTTP)
        execute_tool weather (internal)
      invoke_agent keeper (internal) conversation-1
        chat agent-session-weather-loop (client, 1 HTTP) conversation-1
        chat agent-session-weather-loop (client, 1 HTTP) conversation-1
        execute_tool weather (internal) conversation-1
      invoke_agent manager (internal)
        chat agent-consult-loop (client, 1 HTTP)
        chat agent-consult-loop (client, 1 HTTP)
        execute_tool consult (internal)
          invoke_agent adviser (internal)
            chat chat-inside-a-tool (client, 1 HTTP)
      invoke_agent stranger (internal) io.agentscope.core.model.ModelException
        chat agent-401 (client, 1 HTTP) io.agentscope.core.model.ModelException
      invoke_agent streamer (internal)
        chat agent-stream-weather-loop (client, 1 HTTP)
        chat agent-stream-weather-loop (client, 1 HTTP)
        execute_tool weather (internal)
      invoke_agent teller (internal)
        chat agent-events-weather-loop (client, 1 HTTP)
        chat agent-events-weather-loop (client, 1 HTTP)
        execute_tool weather (internal)
      invoke_agent traced (internal)
        chat agent-traced-weather-loop (client, 1 HTTP)
        chat agent-traced-weather-loop (client, 1 HTTP)
        execute_tool weather (internal)
      invoke_agent worker-0 (internal)
        chat agent-shared-weather-loop (client, 1 HTTP)
        chat agent-shared-weather-loop (client, 1 HTTP)
        execute_tool weather (internal)
      invoke_agent worker-1 (internal)
        chat agent-shared-weather-loop (client, 1 HTTP)
        chat agent-shared-weather-loop (client, 1 HTTP)
        execute_tool weather (internal)
      invoke_agent worker-2 (internal)
        chat agent-shared-weather-loop (client, 1 HTTP)
        chat agent-shared-weather-loop (client, 1 HTTP)
        execute_tool weather (internal)
      invoke_agent worker-3 (internal)
        chat agent-shared-weather-loop (client, 1 HTTP)
        chat agent-shared-weather-loop (client, 1 HTTP)
        execute_tool weather (internal)
      invoke_agent worker-4 (internal)
        chat agent-shared-weather-loop (client, 1 HTTP)
        chat agent-shared-weather-loop (client, 1 HTTP)
        execute_tool weather (internal)
      invoke_agent worker-5 (internal)
        chat agent-shared-weather-loop (client, 1 HTTP)
        chat agent-shared-weather-loop (client, 1 HTTP)
        execute_tool weather (internal)
      """;

  @AutoClose private final StubModelServer server = new StubModelServer();

  static Stream<Cell> cells() {
    return Cell.of("agentscope");
  }

  private ApplicationRun run(Cell cell, ApplicationRun.Command command, Path dir) throws Exception {
    server.reset();
    return command.run(dir, cell.classPath(), APPLICATION, server.baseUrl());
  }

  @ParameterizedTest
  @MethodSource("cells")
  void theApplicationSeesTheSameAndTheTraceShowsItsAgents(Cell cell, @TempDir Path dir)
      throws Exception {
    ApplicationRun plain = run(cell, cell.plain(), dir);
    ApplicationRun traced = run(cell, cell.traced(), dir);

    assertThat(traced.seen()).isEqualTo(plain.seen());
    assertThat(traced.complaints()).isEmpty();
    assertThat(SpanTrees.of(traced))
        .isEqualTo(cell.newest() ? TREES : TREES.replace(" conversation-1", ""));
    assertWhatTheSpansSay(traced);
  }

  private static void assertWhatTheSpansSay(ApplicationRun run) {
    assertThat(run.onlyLlmSpan("chat-plain").attributes())
        .contains(
            entry("gen_ai.provider.name", "openai"),
            entry("gen_ai.request.temperature", 0.5),
            entry("gen_ai.response.id", "chatcmpl-chat-plain"),
            entry("gen_ai.response.finish_reasons", List.of("stop")),
            entry("gen_ai.usage.input_tokens", 25L),
            entry("gen_ai.usage.output_tokens", 12L),
            entry("gen_ai.usage.cache_read.input_tokens", 8L),
            entry("server.address", "127.0.0.1"))
        .doesNotContainKeys("gen_ai.request.stream", "gen_ai.response.time_to_first_chunk");
    assertThat(run.onlyLlmSpan("stream-usage").attributes())
        .contains(
            entry("gen_ai.request.stream", true),
            entry("gen_ai.usage.output_tokens", 12L),
            entry("gen_ai.response.finish_reasons", List.of("stop")))
        .containsKey("gen_ai.response.time_to_first_chunk");
    assertThat(run.onlyLlmSpan("own-model").get("gen_ai.provider.name")).isEqualTo("Own");
    for (RecordedSpan span : run.spans()) {
      assertThat(span.attributes())
          .as("content is off unless asked for")
          .doesNotContainKeys(
              "gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.tool.call.arguments");
    }
    assertThat(named(run, "invoke_agent helper").attributes())
        .contains(entry("gen_ai.usage.input_tokens", 50L), entry("gen_ai.agent.name", "helper"));
    assertThat(named(run, "execute_tool broken").attributes())
        .contains(entry("gen_ai.tool.call.id", "call_1"), entry("gen_ai.agent.name", "clumsy"));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void contentIsOnTheSpansWhenAskedFor(Cell cell, @TempDir Path dir) throws Exception {
    ApplicationRun run =
        run(
            cell,
            cell.traced().env("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "span_only"),
            dir);

    assertThat(run.complaints()).isEmpty();
    assertThat(run.onlyLlmSpan("stream-usage").attributes())
        .contains(
            entry(
                "gen_ai.input.messages",
                "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Weather in"
                    + " Paris?\"}]}]"),
            entry(
                "gen_ai.output.messages",
                "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Sunny.\"}]}]"));
    assertThat(named(run, "invoke_agent helper").attributes())
        .hasEntrySatisfying(
            "gen_ai.output.messages", said -> assertThat(said.toString()).contains("Sunny."));
    assertThat(named(run, "execute_tool broken").attributes())
        .containsEntry("gen_ai.tool.call.arguments", "{\"city\":\"Paris\"}")
        .hasEntrySatisfying(
            "gen_ai.tool.call.result", said -> assertThat(said.toString()).startsWith("Error: "));
    assertThat(run.llmSpans("agent-stream-weather-loop"))
        .extracting(span -> String.valueOf(span.get("gen_ai.output.messages")))
        .anySatisfy(
            said ->
                assertThat(said)
                    .contains("\"name\":\"weather\"", "\"arguments\":{\"city\":\"Paris\"}"));
  }

  private static RecordedSpan named(ApplicationRun run, String name) {
    List<RecordedSpan> spans = run.spans().stream().filter(s -> s.name().equals(name)).toList();
    assertThat(spans).as(name).hasSize(1);
    return spans.get(0);
  }
}
