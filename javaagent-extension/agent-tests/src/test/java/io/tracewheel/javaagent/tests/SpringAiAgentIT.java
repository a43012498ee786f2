// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one-jar agent below an application that uses Spring AI in every supported way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpringAiAgentIT {

  private static final String APPLICATION = "io.tracewheel.javaagent.springai.ScriptedCalls";

  /**
   * All that the application did: one span per operation, in its place. {@code %s}: how the release
   * calls a refusal (429, the same of a stream, 401, the same of a stream) and a stream that
   * breaks.
   */
  private static final String TREES =
      """
      chat chat-429 (client, 1 HTTP) %1$s
      chat chat-plain (client, 1 HTTP)
      chat client-plain (client, 1 HTTP)
      chat stream-429 (client, 1 HTTP) %2$s
      chat stream-broken (client, 1 HTTP) %5$s
      chat stream-client (client, 1 HTTP)
      chat stream-plain (client, 1 HTTP)
      chat stream-stalled (client, 1 HTTP) cancelled
      chat stream-twice (client, 1 HTTP)
      chat stream-twice (client, 1 HTTP)
      embeddings embed-plain (client, 1 HTTP)
      embeddings embed-retrieval (client, 1 HTTP)
      embeddings embed-retrieval (client, 1 HTTP)
      execute_tool broken (internal) java.lang.IllegalStateException
      execute_tool forecast (internal)
      invoke_agent (internal)
        chat agent-broken-loop (client, 1 HTTP)
        chat agent-broken-loop (client, 1 HTTP)
        execute_tool broken (internal) java.lang.IllegalStateException
      invoke_agent (internal)
        chat agent-consult-loop (client, 1 HTTP)
        chat agent-consult-loop (client, 1 HTTP)
        execute_tool consult (internal)
          chat chat-inside-a-tool (client, 1 HTTP)
      invoke_agent (internal)
        chat agent-weather-loop (client, 1 HTTP)
        chat agent-weather-loop (client, 1 HTTP)
        execute_tool weather (internal)
      invoke_agent (internal)
        chat stream-weather-loop (client, 1 HTTP)
        chat stream-weather-loop (client, 1 HTTP)
        execute_tool weather (internal)
      invoke_agent (internal) cancelled
        chat stream-agent-stalled (client, 1 HTTP) cancelled
      invoke_agent (internal) case-9
        chat agent-memory (client, 1 HTTP) case-9
      invoke_agent (internal) %3$s
        chat agent-401 (client, 1 HTTP) %3$s
      invoke_agent (internal) %4$s
        chat stream-agent-401 (client, 1 HTTP) %4$s
      retrieval in-memory-map (client)
        embeddings embed-retrieval (client, 1 HTTP)
      """;

  private static final String OPENAI = "com.openai.errors.";
  private static final String WEB =
      "org.springframework.web.reactive.function.client.WebClientResponseException";
  private static final String REFUSED = "org.springframework.ai.retry.NonTransientAiException";

  @AutoClose private final StubModelServer server = new StubModelServer();

  /**
   * One way to run the application.
   *
   * @param registry {@code noop}: Micrometer does nothing; {@code observed}: the application has a
   *     handler of its own; {@code propagated}: and Reactor hands observations on to threads
   */
  record Way(Cell cell, String registry) {
    @Override
    public String toString() {
      return cell + ", " + registry;
    }

    String trees() {
      return cell.newest()
          ? TREES.formatted(
              OPENAI + "RateLimitException",
              OPENAI + "RateLimitException",
              OPENAI + "UnauthorizedException",
              OPENAI + "UnauthorizedException",
              OPENAI + "OpenAIIoException")
          : TREES.formatted(REFUSED, WEB + "$TooManyRequests", REFUSED, WEB + "$Unauthorized", WEB);
    }
  }

  static Stream<Way> ways() {
    List<Way> ways = new ArrayList<>();
    Cell.of("spring-ai").forEach(cell -> ways.add(new Way(cell, "observed")));
    ways.add(new Way(Cell.newest("spring-ai"), "noop"));
    if (Setup.wholeMatrix()) {
      Cell.of("spring-ai").skip(1).forEach(cell -> ways.add(new Way(cell, "noop")));
      Cell.of("spring-ai").forEach(cell -> ways.add(new Way(cell, "propagated")));
    }
    return ways.stream();
  }

  private ApplicationRun run(Way way, ApplicationRun.Command command, Path dir) throws Exception {
    server.reset();
    return command.run(dir, way.cell().classPath(), APPLICATION, server.baseUrl(), way.registry());
  }

  @ParameterizedTest
  @MethodSource("ways")
  void theApplicationSeesTheSameAndTheTraceShowsWhatItDid(Way way, @TempDir Path dir)
      throws Exception {
    ApplicationRun plain = run(way, way.cell().plain(), dir);
    ApplicationRun traced = run(way, way.cell().traced(), dir);

    assertThat(traced.seen()).isEqualTo(plain.seen());
    assertThat(traced.complaints()).isEmpty();
    assertThat(SpanTrees.of(traced)).isEqualTo(way.trees());
    assertWhatTheSpansSay(traced, way);
  }

  private void assertWhatTheSpansSay(ApplicationRun run, Way way) {
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
    if (way.cell().newest()) {
      assertThat(run.onlyLlmSpan("chat-plain").attributes())
          .as("what only the vendor's SDK below knows")
          .contains(
              entry("openai.response.service_tier", "default"),
              entry("server.address", "127.0.0.1"));
    }
    assertThat(run.llmSpans("agent-weather-loop"))
        .hasSize(2)
        .allSatisfy(
            span ->
                assertThat(span.attributes())
                    .as("the tokens of one call, also where the library adds up a loop's")
                    .contains(
                        entry("gen_ai.usage.input_tokens", 25L),
                        entry("gen_ai.usage.output_tokens", 12L)))
        .extracting(span -> span.get("gen_ai.response.finish_reasons"))
        .containsExactlyInAnyOrder(List.of("tool_call"), List.of("stop"));
    assertThat(run.llmSpans("stream-weather-loop"))
        .hasSize(2)
        .extracting(span -> span.get("gen_ai.response.finish_reasons"))
        .containsExactlyInAnyOrder(List.of("tool_call"), List.of("stop"));
    assertThat(run.onlyLlmSpan("stream-plain").attributes())
        .containsEntry("gen_ai.request.stream", true)
        .containsEntry("gen_ai.response.id", "chatcmpl-stream-plain")
        .containsEntry("gen_ai.response.finish_reasons", List.of("stop"))
        .containsKey("gen_ai.response.time_to_first_chunk")
        .doesNotContainKeys("gen_ai.usage.input_tokens");
    assertThat(run.onlyLlmSpan("embed-plain").attributes())
        .contains(
            entry("gen_ai.usage.input_tokens", 5L), entry("gen_ai.embeddings.dimension.count", 3L));
    assertThat(run.spans())
        .filteredOn(span -> span.name().startsWith("execute_tool") && !span.parentId().isEmpty())
        .hasSize(4)
        .allSatisfy(tool -> assertThat(tool.get("gen_ai.tool.call.id")).isEqualTo("call_1"));
    for (RecordedSpan span : run.spans()) {
      switch (String.valueOf(span.get("gen_ai.operation.name"))) {
        case "execute_tool" ->
            assertThat(span.attributes())
                .containsEntry("gen_ai.tool.type", "function")
                .doesNotContainKeys("gen_ai.tool.call.arguments", "gen_ai.tool.call.result");
        case "retrieval" ->
            assertThat(span.attributes())
                .containsEntry("gen_ai.retrieval.top_k", 3L)
                .doesNotContainKeys("gen_ai.retrieval.query.text", "gen_ai.retrieval.documents");
        default ->
            assertThat(span.attributes().keySet())
                .as("content is off unless asked for")
                .doesNotContain(
                    "gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.tool.definitions");
      }
    }
  }

  /** Upstream's instrumentations of Reactor and of thread pools carry no context then. */
  @ParameterizedTest
  @MethodSource("ways")
  void allIsInItsPlaceWithoutUpstreamsInstrumentations(Way way, @TempDir Path dir)
      throws Exception {
    ApplicationRun run =
        run(
            way,
            way.cell()
                .traced()
                .option("-Dotel.instrumentation.common.default-enabled=false")
                .option("-Dotel.instrumentation.tracewheel.enabled=true"),
            dir);

    assertThat(run.complaints()).isEmpty();
    assertThat(SpanTrees.of(run)).isEqualTo(way.trees().replace(", 1 HTTP", ""));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void contentIsOnTheSpansWhenAskedFor(Way way, @TempDir Path dir) throws Exception {
    ApplicationRun run =
        run(
            way,
            way.cell()
                .traced()
                .env("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "span_only"),
            dir);

    assertThat(run.complaints()).isEmpty();
    String question = "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Hello\"}]}]";
    String answer =
        "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Sunny.\"}],\"finish_reason\":\"stop\"}]";
    for (String model : List.of("chat-plain", "stream-plain")) {
      assertThat(run.onlyLlmSpan(model).attributes())
          .containsEntry("gen_ai.input.messages", question)
          .containsEntry("gen_ai.output.messages", answer);
    }
    assertThat(run.onlyLlmSpan("stream-stalled").attributes())
        .as("what had come by then")
        .containsKey("gen_ai.input.messages");
    assertThat(named(run, "execute_tool weather"))
        .hasSize(2)
        .allSatisfy(
            tool ->
                assertThat(tool.attributes())
                    .containsEntry("gen_ai.tool.call.arguments", "{\"city\":\"Paris\"}")
                    .hasEntrySatisfying(
                        "gen_ai.tool.call.result",
                        // as the model gets it: JSON in 1.x, plain text in 2.x
                        result -> assertThat(result.toString()).contains("22 degrees")));
    assertThat(run.llmSpans("agent-weather-loop"))
        .hasSize(2)
        .allSatisfy(
            span ->
                assertThat(String.valueOf(span.get("gen_ai.tool.definitions")))
                    .contains("\"name\":\"weather\"")
                    .contains("\"description\":\"The weather of a city\"")
                    .contains("\"properties\""));
    assertThat(named(run, "retrieval in-memory-map").get(0).attributes())
        .containsEntry("gen_ai.retrieval.query.text", "Which?")
        .hasEntrySatisfying(
            "gen_ai.retrieval.documents",
            documents -> assertThat(documents.toString()).contains("a document"));
    assertThat(named(run, "invoke_agent"))
        .allSatisfy(
            agent -> assertThat(agent.attributes().keySet()).contains("gen_ai.input.messages"))
        .filteredOn(agent -> agent.get("error.type") == null)
        .filteredOn(agent -> agent.get("tracewheel.stream.end") == null)
        .hasSize(5)
        .allSatisfy(
            agent ->
                assertThat(String.valueOf(agent.get("gen_ai.output.messages"))).contains("Sunny."));
  }

  private static List<RecordedSpan> named(ApplicationRun run, String name) {
    return run.spans().stream().filter(span -> span.name().equals(name)).toList();
  }
}
