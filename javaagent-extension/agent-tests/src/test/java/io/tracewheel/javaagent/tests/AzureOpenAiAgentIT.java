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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one-jar agent below an application that uses azure-ai-openai in every supported way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AzureOpenAiAgentIT {

  private static final String ROOM = "azure-openai";
  private static final String APPLICATION = "io.tracewheel.javaagent.azureopenai.ScriptedCalls";

  /** Each by a deployment of its own, besides the one that is called twice. */
  private static final int CALLS = 51;

  @AutoClose private final StubModelServer server = new StubModelServer();

  static Stream<Cell> cells() {
    return Cell.of(ROOM);
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
    assertThat(complaints(traced)).isEmpty();
    assertOneSpanPerCall(traced);
    assertWhatTheSpansSay(cell, traced);
  }

  @Test
  void contentIsWrittenWhenAskedFor(@TempDir Path dir) throws Exception {
    Cell cell = Cell.newest(ROOM);
    ApplicationRun run =
        run(
            cell,
            cell.traced().env("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "SPAN_ONLY"),
            dir);
    assertThat(complaints(run)).isEmpty();
    for (String model :
        List.of("chat-plain", "raw-text", "raw-stream", "stream-plain", "async-plain")) {
      assertThat(run.onlyLlmSpan(model).attributes())
          .as(model)
          .contains(
              entry(
                  "gen_ai.input.messages",
                  "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\","
                      + "\"content\":\"What is the weather?\"}]}]"),
              entry(
                  "gen_ai.output.messages",
                  "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Sunny.\"}],"
                      + "\"finish_reason\":\"stop\"}]"));
    }
  }

  @Test
  void aFrameworkAboveTheClientHasTheSpanOfBoth(@TempDir Path dir) throws Exception {
    Cell cell = Cell.newest(ROOM);
    String application = "io.tracewheel.javaagent.azureopenai.StackedCalls";
    server.reset();
    ApplicationRun plain = cell.plain().run(dir, cell.classPath(), application, server.origin());
    ApplicationRun traced = cell.traced().run(dir, cell.classPath(), application, server.origin());

    assertThat(traced.seen()).isEqualTo(plain.seen()).contains("Sunny.");
    assertThat(complaints(traced)).isEmpty();
    assertThat(traced.spans().stream().filter(RecordedSpan::isLlm))
        .extracting(RecordedSpan::name)
        .containsExactlyInAnyOrder(
            "chat stacked-chat", "chat stacked-stream", "embeddings stacked-emb");
    for (String model : List.of("stacked-chat", "stacked-stream", "stacked-emb")) {
      assertThat(traced.onlyLlmSpan(model).attributes())
          .as(model)
          .contains(
              entry("gen_ai.provider.name", "azure.ai.openai"),
              entry("gen_ai.response.model", model + "-2026-01-01"),
              entry("server.port", (long) server.port()));
    }
  }

  /**
   * Without one of upstream's: a part of its instrumentation of azure-core is for applications that
   * bring OpenTelemetry's API along, and it says at debug that this one does not.
   */
  private static List<String> complaints(ApplicationRun run) {
    return run.complaints().stream()
        .filter(
            line ->
                !line.contains("MuzzleMatcher")
                    || !(line.contains("instrumentation.azurecore.v1_36.Azure")
                        || line.contains("instrumentation.azurecore.v1_53.Azure")))
        .toList();
  }

  private static void assertOneSpanPerCall(ApplicationRun run) {
    Map<String, Long> perModel =
        run.spans().stream()
            .filter(RecordedSpan::isLlm)
            .collect(
                Collectors.groupingBy(
                    span -> String.valueOf(span.get("gen_ai.request.model")),
                    TreeMap::new,
                    Collectors.counting()));
    assertThat(perModel.remove("async-again")).isEqualTo(2L);
    assertThat(perModel.values()).as("spans per model %s", perModel).containsOnly(1L);
    assertThat(perModel).hasSize(CALLS);
    for (RecordedSpan span : run.spans()) {
      if (span.isLlm()) {
        assertThat(span.scope()).isEqualTo("io.tracewheel.genai");
        assertThat(span.kind()).isEqualTo(3);
        assertThat(span.parentId()).as("parent of %s", span.name()).isEmpty();
      }
    }
  }

  private void assertWhatTheSpansSay(Cell cell, ApplicationRun run) {
    RecordedSpan plain = run.onlyLlmSpan("chat-plain");
    assertThat(plain.name()).isEqualTo("chat chat-plain");
    assertThat(plain.status()).isZero();
    assertThat(plain.attributes())
        .contains(
            entry("gen_ai.operation.name", "chat"),
            entry("gen_ai.provider.name", "azure.ai.openai"),
            entry("gen_ai.request.temperature", 0.5),
            entry("gen_ai.request.max_tokens", 100L),
            entry("gen_ai.request.stop_sequences", List.of("END")),
            entry("server.address", "127.0.0.1"),
            entry("server.port", (long) server.port()))
        .doesNotContainKeys(
            "gen_ai.request.stream",
            "openai.api.type",
            "openai.response.system_fingerprint",
            "error.type",
            "gen_ai.input.messages",
            "gen_ai.output.messages");
    for (String model :
        List.of(
            "chat-plain",
            "chat-many-0",
            "chat-many-3",
            "chat-retried",
            "raw-text",
            "raw-twice",
            "raw-buffer",
            "raw-usage",
            "raw-flux",
            "raw-once",
            "async-plain",
            "async-first",
            "async-second",
            "async-raw",
            "openai-plain")) {
      assertThat(run.onlyLlmSpan(model).attributes())
          .as(model)
          .contains(
              entry("gen_ai.response.id", "chatcmpl-" + model),
              entry("gen_ai.response.model", model + "-2026-01-01"),
              entry("gen_ai.response.finish_reasons", List.of("stop")),
              entry("gen_ai.usage.input_tokens", 25L),
              entry("gen_ai.usage.output_tokens", 12L))
          .doesNotContainKeys("error.type", "tracewheel.stream.end");
    }
    assertThat(run.onlyLlmSpan("chat-tools").get("gen_ai.response.finish_reasons"))
        .isEqualTo(List.of("tool_call"));
    // The oldest release cannot read such an answer.
    assertThat(run.onlyLlmSpan("chat-bare").status()).isEqualTo(cell.newest() ? 0 : 2);

    for (String model : List.of("chat-429", "raw-429", "async-429", "stream-429", "async-s-429")) {
      assertFailed(run, model, "rate_limit_exceeded");
    }
    assertFailed(run, "chat-401", "invalid_api_key");
    assertFailed(run, "emb-401", "invalid_api_key");
    assertFailed(run, "chat-500", "server_error");
    for (String model :
        List.of(
            "chat-cut",
            "chat-not-json",
            "async-cut",
            "async-not-json",
            "stream-broken",
            "async-s-broken")) {
      assertThat(run.onlyLlmSpan(model).status()).as(model).isEqualTo(2);
      assertThat(String.valueOf(run.onlyLlmSpan(model).get("error.type")))
          .as(model)
          .contains("Exception");
    }
    assertThat(run.onlyLlmSpan("stream-error").get("error.type")).isEqualTo("overloaded");

    for (String model :
        List.of("raw-stream", "stream-plain", "stream-iterated", "async-stream", "async-pushed")) {
      assertThat(run.onlyLlmSpan(model).attributes())
          .as(model)
          .contains(
              entry("gen_ai.request.stream", true),
              entry("gen_ai.response.id", "chatcmpl-" + model),
              entry("gen_ai.response.finish_reasons", List.of("stop")))
          .containsKey("gen_ai.response.time_to_first_chunk")
          .doesNotContainKeys("gen_ai.usage.input_tokens", "tracewheel.stream.end", "error.type");
    }
    if (cell.newest()) {
      for (String model : List.of("stream-left", "async-s-one", "openai-stream")) {
        assertThat(run.onlyLlmSpan(model).attributes())
            .as("the library reads on: %s", model)
            .contains(entry("gen_ai.response.finish_reasons", List.of("stop")))
            .doesNotContainKey("tracewheel.stream.end");
      }
    }
    assertThat(run.onlyLlmSpan("weather-loop").get("gen_ai.response.finish_reasons"))
        .isEqualTo(List.of("tool_call"));
    for (String model : List.of("stream-cancelled", "async-slow")) {
      assertThat(run.onlyLlmSpan(model).get("tracewheel.stream.end"))
          .as(model)
          .isEqualTo("cancelled");
      assertThat(run.onlyLlmSpan(model).status()).as(model).isZero();
    }
    for (String model : List.of("raw-unread", "stream-abandoned")) {
      assertThat(run.onlyLlmSpan(model).get("tracewheel.stream.end"))
          .as(model)
          .isEqualTo("abandoned");
    }

    for (String model : List.of("emb-plain", "emb-async", "openai-emb")) {
      assertThat(run.onlyLlmSpan(model).name()).isEqualTo("embeddings " + model);
      assertThat(run.onlyLlmSpan(model).attributes())
          .contains(
              entry("gen_ai.operation.name", "embeddings"),
              entry("gen_ai.usage.input_tokens", 5L),
              entry("gen_ai.embeddings.dimension.count", 3L),
              entry("gen_ai.response.model", model + "-2026-01-01"));
    }
    for (String model : List.of("openai-plain", "openai-stream", "openai-emb")) {
      assertThat(run.onlyLlmSpan(model).attributes())
          .as(model)
          .contains(
              entry("gen_ai.provider.name", "openai"), entry("server.address", "api.openai.com"));
    }
  }

  private static void assertFailed(ApplicationRun run, String model, String errorType) {
    RecordedSpan span = run.onlyLlmSpan(model);
    assertThat(span.status()).as("status of %s", model).isEqualTo(2);
    assertThat(span.get("error.type")).as("error.type of %s", model).isEqualTo(errorType);
    assertThat(span.events()).as("events of %s", model).contains("exception");
  }
}
