// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one-jar agent below an application that uses google-genai in every supported way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GoogleGenAiAgentIT {

  private static final String APPLICATION = "io.tracewheel.javaagent.googlegenai.ScriptedCalls";

  /** Each by a model of its own. */
  private static final int CALLS = 42;

  @AutoClose private final StubModelServer server = new StubModelServer();

  static Stream<Cell> cells() {
    return Cell.of("google-genai");
  }

  private ApplicationRun run(Cell cell, ApplicationRun.Command command, Path dir) throws Exception {
    server.reset();
    return command.run(dir, cell.classPath(), APPLICATION, server.origin());
  }

  @ParameterizedTest
  @MethodSource("cells")
  void theApplicationSeesTheSameWithAndWithoutTheAgent(Cell cell, @TempDir Path dir)
      throws Exception {
    ApplicationRun plain = run(cell, cell.plain(), dir);
    ApplicationRun traced = run(cell, cell.traced(), dir);

    assertThat(traced.seen()).isEqualTo(plain.seen());
    assertThat(traced.complaints()).isEmpty();
    assertOneSpanPerCall(traced);
    assertWhatTheSpansSay(cell, traced);
  }

  @ParameterizedTest
  @MethodSource("ends")
  void contentIsWrittenWhenAskedFor(Cell cell, @TempDir Path dir) throws Exception {
    ApplicationRun run =
        run(
            cell,
            cell.plain()
                .agent(Setup.oneJar())
                .env("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "SPAN_ONLY"),
            dir);
    assertThat(run.complaints()).isEmpty();
    for (String model : List.of("chat-plain", "stream-closed", "async-plain", "async-stream")) {
      assertThat(run.onlyLlmSpan(model).attributes())
          .contains(
              entry(
                  "gen_ai.system_instructions",
                  "[{\"type\":\"text\",\"content\":\"You are terse.\"}]"),
              entry(
                  "gen_ai.input.messages",
                  "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\","
                      + "\"content\":\"What is the weather in Paris?\"}]}]"),
              entry(
                  "gen_ai.output.messages",
                  "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Sunny.\"}],"
                      + "\"finish_reason\":\"stop\"}]"));
    }
    assertThat(String.valueOf(run.onlyLlmSpan("chat-answered").get("gen_ai.input.messages")))
        .contains("\"role\":\"tool\"", "\"tool_call_response\"", "{\"result\":\"sunny\"}");
    assertThat(run.llmSpans("agent-weather-loop"))
        .allSatisfy(
            span ->
                assertThat(String.valueOf(span.get("gen_ai.tool.definitions")))
                    .contains("\"type\":\"function\",\"name\":\"weather\""));
    assertThat(tools(run, "weather"))
        .hasSize(2)
        .allSatisfy(
            tool ->
                assertThat(tool.attributes())
                    .contains(
                        entry("gen_ai.tool.call.arguments", "{\"city\":\"Paris\"}"),
                        entry("gen_ai.tool.call.result", "sunny in Paris")));
  }

  static Stream<Cell> ends() {
    return cells().filter(cell -> cell.indy() != cell.newest());
  }

  private static void assertOneSpanPerCall(ApplicationRun run) {
    Map<Object, Long> perModel =
        run.spans().stream()
            .filter(span -> span.get("gen_ai.request.model") != null)
            .collect(
                Collectors.groupingBy(
                    span -> String.valueOf(span.get("gen_ai.request.model")),
                    TreeMap::new,
                    Collectors.counting()));
    perModel.forEach(
        (model, spans) ->
            assertThat(spans)
                .as("spans of %s", model)
                .isEqualTo(model.toString().endsWith("loop") ? 2 : 1));
    assertThat(perModel).hasSize(CALLS);
    for (RecordedSpan span : run.spans()) {
      if (span.get("gen_ai.request.model") != null) {
        assertThat(span.scope()).isEqualTo("io.tracewheel.genai");
        assertThat(span.kind()).isEqualTo(3);
        assertThat(run.spans())
            .as("%s has no parent that is a model call", span.name())
            .noneMatch(other -> other.isLlm() && other.spanId().equals(span.parentId()));
        assertThat(run.childrenOf(span))
            .as("HTTP client spans below %s", span.name())
            .isNotEmpty()
            .allSatisfy(child -> assertThat(child.get("http.request.method")).isEqualTo("POST"));
      }
    }
  }

  private void assertWhatTheSpansSay(Cell cell, ApplicationRun run) {
    RecordedSpan plain = run.onlyLlmSpan("chat-plain");
    assertThat(plain.name()).isEqualTo("generate_content chat-plain");
    assertThat(plain.status()).isZero();
    assertThat(plain.attributes())
        .contains(
            entry("gen_ai.operation.name", "generate_content"),
            entry("gen_ai.provider.name", "gcp.gemini"),
            entry("gen_ai.request.temperature", 0.5),
            entry("gen_ai.request.top_p", 0.75),
            entry("gen_ai.request.top_k", 40L),
            entry("gen_ai.request.max_tokens", 100L),
            entry("gen_ai.request.seed", 7L),
            entry("gen_ai.request.stop_sequences", List.of("END")),
            entry("gen_ai.response.finish_reasons", List.of("stop")),
            entry("gen_ai.response.model", "chat-plain-001"),
            entry("gen_ai.usage.input_tokens", 28L),
            entry("gen_ai.usage.output_tokens", 12L),
            entry("gen_ai.usage.cache_read.input_tokens", 6L),
            entry("gen_ai.usage.reasoning.output_tokens", 4L),
            entry("server.address", "127.0.0.1"),
            entry("server.port", (long) server.port()))
        .doesNotContainKeys(
            "gen_ai.request.stream",
            "gen_ai.response.time_to_first_chunk",
            "error.type",
            "gen_ai.system_instructions",
            "gen_ai.input.messages",
            "gen_ai.output.messages");
    assertThat(run.onlyLlmSpan("chat-elsewhere").get("server.address")).isEqualTo("localhost");
    assertReasons(run, "chat-tools", "tool_call");
    assertReasons(run, "chat-thoughts", "length");
    assertReasons(run, "chat-blocked", "content_filter");

    assertThat(run.onlyLlmSpan("vertex-plain").get("gen_ai.response.id"))
        .isEqualTo("resp-vertex-plain");

    boolean newest = cell.newest();
    // The oldest release drops the id on its way from the Gemini API, and the status of errors.
    assertThat(plain.get("gen_ai.response.id")).isEqualTo(newest ? "resp-chat-plain" : null);
    assertFailed(run, "chat-401", newest ? "UNAUTHENTICATED" : "401");
    for (String model :
        List.of("chat-429", "stream-429", "async-429", "async-callback", "async-s-429")) {
      assertFailed(run, model, newest ? "RESOURCE_EXHAUSTED" : "429");
    }
    assertFailed(run, "emb-429", newest ? "RESOURCE_EXHAUSTED" : "429");
    assertFailed(run, "chat-500", "500");
    assertThat(run.onlyLlmSpan("chat-not-json").status()).isEqualTo(2);
    assertThat(run.onlyLlmSpan("chat-cut").status()).isEqualTo(2);
    assertThat(run.onlyLlmSpan("stream-broken").status()).isEqualTo(2);
    if (newest) {
      assertFailed(run, "stream-error", "UNAVAILABLE");
    }

    for (String model :
        List.of(
            "stream-closed", "stream-unclosed", "stream-asked", "async-stream", "stream-session")) {
      RecordedSpan streamed = run.onlyLlmSpan(model);
      assertThat(streamed.status()).isZero();
      assertThat(streamed.attributes())
          .contains(
              entry("gen_ai.request.stream", true),
              entry("gen_ai.response.finish_reasons", List.of("stop")),
              entry("gen_ai.response.model", model + "-001"),
              entry("gen_ai.usage.input_tokens", 28L))
          .containsKey("gen_ai.response.time_to_first_chunk")
          .doesNotContainKey("tracewheel.stream.end");
    }
    for (String model : List.of("stream-early", "stream-unread", "stream-thrown", "async-early")) {
      assertThat(run.onlyLlmSpan(model).get("tracewheel.stream.end")).isEqualTo("cancelled");
      assertThat(run.onlyLlmSpan(model).status()).isZero();
    }
    assertThat(run.onlyLlmSpan("stream-abandoned").get("tracewheel.stream.end"))
        .isEqualTo("abandoned");

    assertTools(run);
    for (String model : List.of("emb-plain", "emb-many", "emb-async", "emb-vertex")) {
      RecordedSpan embeddings = run.onlyLlmSpan(model);
      assertThat(embeddings.name()).isEqualTo("embeddings " + model);
      assertThat(embeddings.get("gen_ai.embeddings.dimension.count")).isEqualTo(3L);
    }
    assertThat(run.onlyLlmSpan("emb-vertex").get("gen_ai.usage.input_tokens")).isEqualTo(5L);
    for (String model : List.of("vertex-plain", "emb-vertex")) {
      assertThat(run.onlyLlmSpan(model).get("gen_ai.provider.name")).isEqualTo("gcp.vertex_ai");
    }
  }

  /** Model, tool, model: one after the other, none inside another. */
  private static void assertTools(ApplicationRun run) {
    for (String model : List.of("agent-weather-loop", "agent-broken-loop", "async-weather-loop")) {
      assertThat(run.llmSpans(model))
          .extracting(span -> span.get("gen_ai.response.finish_reasons"))
          .containsExactlyInAnyOrder(List.of("tool_call"), List.of("stop"));
    }
    assertThat(tools(run, "weather"))
        .hasSize(2)
        .allSatisfy(
            tool -> {
              assertThat(tool.name()).isEqualTo("execute_tool weather");
              assertThat(tool.status()).isZero();
              assertThat(tool.parentId()).isEmpty();
            });
    assertThat(tools(run, "broken"))
        .singleElement()
        .satisfies(
            tool ->
                assertThat(tool.get("error.type")).isEqualTo("java.lang.IllegalStateException"));
  }

  private static List<RecordedSpan> tools(ApplicationRun run, String name) {
    return run.spans().stream().filter(span -> name.equals(span.get("gen_ai.tool.name"))).toList();
  }

  private static void assertReasons(ApplicationRun run, String model, String reason) {
    assertThat(run.onlyLlmSpan(model).get("gen_ai.response.finish_reasons"))
        .isEqualTo(List.of(reason));
  }

  private static void assertFailed(ApplicationRun run, String model, String errorType) {
    RecordedSpan span = run.onlyLlmSpan(model);
    assertThat(span.status()).as("status of %s", model).isEqualTo(2);
    assertThat(span.get("error.type")).as("error.type of %s", model).isEqualTo(errorType);
    assertThat(span.events()).as("events of %s", model).contains("exception");
  }
}
