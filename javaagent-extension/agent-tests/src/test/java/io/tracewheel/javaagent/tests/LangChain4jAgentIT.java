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

/** The one-jar agent below an application that uses LangChain4j in every supported way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LangChain4jAgentIT {

  private static final String APPLICATION = "io.tracewheel.javaagent.langchain4j.ScriptedCalls";

  /**
   * All that the application did: one span per operation, in its place. {@code %s}: how a stream
   * ends that the application cancels, in releases where it can.
   */
  private static final String TREES =
      """
      chat (client)
      chat chat-429 (client, 1 HTTP) dev.langchain4j.exception.RateLimitException
      chat chat-decorated (client, 1 HTTP)
      chat chat-plain (client, 1 HTTP)
      chat chat-retried (client, 2 HTTP)
      chat stream-429 (client, 1 HTTP) dev.langchain4j.exception.RateLimitException
      chat stream-cancelled (client, 1 HTTP)%s
      chat stream-plain (client, 1 HTTP)
      chat stream-throwing (client, 1 HTTP)
      embeddings embed-plain (client, 1 HTTP)
      invoke_agent Assistant.ask (internal)
        chat agent-consult-loop (client, 1 HTTP)
        chat agent-consult-loop (client, 1 HTTP)
        execute_tool consult (internal)
          chat chat-inside-a-tool (client, 1 HTTP)
      invoke_agent Assistant.ask (internal) conversation-6
        chat agent-lambda-loop (client, 1 HTTP) conversation-6
        chat agent-lambda-loop (client, 1 HTTP) conversation-6
        execute_tool lambda (internal) conversation-6
      invoke_agent Assistant.ask (internal) conversation-7 dev.langchain4j.exception.AuthenticationException
        chat agent-401 (client, 1 HTTP) conversation-7 dev.langchain4j.exception.AuthenticationException
      invoke_agent Assistant.ask (internal) conversation-8
        chat agent-broken-loop (client, 1 HTTP) conversation-8
        chat agent-broken-loop (client, 1 HTTP) conversation-8
        execute_tool broken (internal) conversation-8 java.lang.IllegalStateException
      invoke_agent Assistant.ask (internal) conversation-9
        chat agent-weather-loop (client, 1 HTTP) conversation-9
        chat agent-weather-loop (client, 1 HTTP) conversation-9
        execute_tool weather (internal) conversation-9
      invoke_agent Narrator.tell (internal)
        chat agent-stream-weather-loop (client, 1 HTTP)
        chat agent-stream-weather-loop (client, 1 HTTP)
        execute_tool weather (internal)
        retrieval (client)
          embeddings embed-narrator (client, 1 HTTP)
      invoke_agent Narrator.tell (internal) dev.langchain4j.exception.RateLimitException
        chat agent-stream-429 (client, 1 HTTP) dev.langchain4j.exception.RateLimitException
        retrieval (client)
          embeddings embed-narrator (client, 1 HTTP)
      retrieval (client)
        embeddings embed-retrieval (client, 1 HTTP)
      """;

  @AutoClose private final StubModelServer server = new StubModelServer();

  static Stream<Cell> cells() {
    return Cell.of("langchain4j");
  }

  private ApplicationRun run(Cell cell, ApplicationRun.Command command, Path dir) throws Exception {
    server.reset();
    return command.run(dir, cell.classPath(), APPLICATION, server.baseUrl());
  }

  @ParameterizedTest
  @MethodSource("cells")
  void theApplicationSeesTheSameAndTheTraceShowsWhatItDid(Cell cell, @TempDir Path dir)
      throws Exception {
    ApplicationRun plain = run(cell, cell.plain(), dir);
    ApplicationRun traced = run(cell, cell.traced(), dir);

    assertThat(traced.seen()).isEqualTo(plain.seen());
    assertThat(traced.complaints()).isEmpty();
    assertThat(SpanTrees.of(traced)).isEqualTo(TREES.formatted(cell.newest() ? " cancelled" : ""));
    assertWhatTheSpansSay(traced);
  }

  private void assertWhatTheSpansSay(ApplicationRun run) {
    assertThat(run.onlyLlmSpan("chat-plain").attributes())
        .contains(
            entry("gen_ai.operation.name", "chat"),
            entry("gen_ai.provider.name", "openai"),
            entry("gen_ai.request.temperature", 0.5),
            entry("gen_ai.response.id", "chatcmpl-chat-plain"),
            entry("gen_ai.response.model", "chat-plain-2026-01-01"),
            entry("gen_ai.response.finish_reasons", List.of("stop")),
            entry("gen_ai.usage.input_tokens", 25L),
            entry("gen_ai.usage.output_tokens", 12L),
            entry("gen_ai.usage.cache_read.input_tokens", 8L),
            entry("gen_ai.usage.reasoning.output_tokens", 4L))
        .doesNotContainKeys("gen_ai.request.stream", "gen_ai.response.time_to_first_chunk");
    assertThat(run.onlyLlmSpan("stream-plain").attributes())
        .containsEntry("gen_ai.request.stream", true)
        .containsEntry("gen_ai.response.finish_reasons", List.of("stop"))
        .containsKey("gen_ai.response.time_to_first_chunk");
    assertThat(run.onlyLlmSpan("embed-plain").attributes())
        .contains(
            entry("gen_ai.usage.input_tokens", 5L), entry("gen_ai.embeddings.dimension.count", 3L));
    for (String model : List.of("chat-plain", "stream-plain", "embed-plain")) {
      assertThat(run.onlyLlmSpan(model).attributes())
          .as(model)
          .containsEntry("server.address", "127.0.0.1")
          .containsKey("server.port");
    }
    for (RecordedSpan span : run.spans()) {
      switch (String.valueOf(span.get("gen_ai.operation.name"))) {
        case "execute_tool" ->
            assertThat(span.attributes())
                .containsEntry("gen_ai.tool.type", "function")
                .containsEntry("gen_ai.tool.call.id", "call_1")
                .containsKey("gen_ai.agent.name");
        case "retrieval" -> assertThat(span.get("gen_ai.retrieval.top_k")).isEqualTo(3L);
        default ->
            assertThat(span.attributes().keySet())
                .as("content is off unless asked for")
                .doesNotContain("gen_ai.input.messages", "gen_ai.output.messages");
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
    assertThat(run.onlyLlmSpan("chat-plain").attributes())
        .containsEntry(
            "gen_ai.input.messages",
            "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Hello\"}]}]")
        .containsEntry(
            "gen_ai.output.messages",
            "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Sunny.\"}],\"finish_reason\":\"stop\"}]");
    RecordedSpan tool = named(run, "execute_tool weather").get(0);
    assertThat(tool.attributes())
        .containsEntry("gen_ai.tool.call.arguments", "{\"city\":\"Paris\"}")
        .containsEntry("gen_ai.tool.call.result", "22 degrees");
    assertThat(run.llmSpans("agent-weather-loop"))
        .hasSize(2)
        .allSatisfy(
            span ->
                assertThat(String.valueOf(span.get("gen_ai.tool.definitions")))
                    .contains("\"name\":\"weather\"")
                    .contains("\"description\":\"The weather of a city\"")
                    .contains("\"properties\""));
    assertThat(named(run, "retrieval"))
        .extracting(span -> String.valueOf(span.get("gen_ai.retrieval.query.text")))
        .contains("Which?", "Rome");
    assertThat(named(run, "retrieval").get(0).attributes())
        .hasEntrySatisfying(
            "gen_ai.retrieval.documents",
            documents -> assertThat(documents.toString()).contains("a document"));
    assertThat(named(run, "invoke_agent Narrator.tell").get(0).attributes().keySet())
        .contains("gen_ai.input.messages");
  }

  private static List<RecordedSpan> named(ApplicationRun run, String name) {
    return run.spans().stream().filter(span -> span.name().equals(name)).toList();
  }
}
