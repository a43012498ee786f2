// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one-jar agent below an application that uses openai-java in every supported way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenAiAgentIT {

  private static final String APPLICATION = "io.tracewheel.javaagent.openai.ScriptedCalls";

  /** Each by a model of its own. */
  private static final int CALLS = 35;

  @AutoClose private final StubModelServer server = new StubModelServer();

  static Stream<Cell> cells() {
    return Cell.of("openai");
  }

  private ApplicationRun run(Cell cell, ApplicationRun.Command command, Path dir) throws Exception {
    server.reset();
    return command.run(dir, cell.classPath(), APPLICATION, server.baseUrl());
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
    assertWhatTheSpansSay(traced);
  }

  private static void assertOneSpanPerCall(ApplicationRun run) {
    Map<String, Long> perModel = run.llmSpansPerModel();
    assertThat(perModel.values()).as("spans per model %s", perModel).containsOnly(1L);
    assertThat(perModel).hasSize(CALLS);
    for (RecordedSpan span : run.spans()) {
      if (span.isLlm()) {
        assertThat(span.scope()).isEqualTo("io.tracewheel.genai");
        assertThat(span.kind()).isEqualTo(3);
        String model = String.valueOf(span.get("gen_ai.request.model"));
        assertThat(run.childrenOf(span))
            .as("HTTP client spans below %s", span.name())
            .hasSize(model.endsWith("retried") ? 2 : 1)
            .allSatisfy(child -> assertThat(child.get("http.request.method")).isEqualTo("POST"));
      }
    }
  }

  private void assertWhatTheSpansSay(ApplicationRun run) {
    RecordedSpan plain = run.onlyLlmSpan("chat-plain");
    assertThat(plain.name()).isEqualTo("chat chat-plain");
    assertThat(plain.status()).isZero();
    assertThat(plain.attributes())
        .contains(
            entry("gen_ai.operation.name", "chat"),
            entry("gen_ai.provider.name", "openai"),
            entry("gen_ai.request.temperature", 0.5),
            entry("gen_ai.request.seed", 7L),
            entry("gen_ai.response.id", "chatcmpl-chat-plain"),
            entry("gen_ai.response.model", "chat-plain-2026-01-01"),
            entry("gen_ai.response.finish_reasons", List.of("stop")),
            entry("gen_ai.usage.input_tokens", 25L),
            entry("gen_ai.usage.output_tokens", 12L),
            entry("gen_ai.usage.cache_read.input_tokens", 8L),
            entry("gen_ai.usage.reasoning.output_tokens", 4L),
            entry("server.address", "127.0.0.1"),
            entry("server.port", (long) server.port()),
            entry("openai.response.system_fingerprint", "fp_1"))
        .doesNotContainKeys(
            "gen_ai.request.stream",
            "gen_ai.response.time_to_first_chunk",
            "error.type",
            "gen_ai.input.messages",
            "gen_ai.output.messages");
    assertThat(plain.resource())
        .contains(entry("telemetry.distro.name", "tracewheel"))
        .containsKey("telemetry.distro.version");

    assertThat(run.onlyLlmSpan("chat-tools").get("gen_ai.response.finish_reasons"))
        .isEqualTo(List.of("tool_call"));
    assertThat(run.onlyLlmSpan("chat-bare").status()).isZero();

    assertFailed(run, "chat-401", "invalid_api_key");
    assertFailed(run, "chat-429", "rate_limit_exceeded");
    assertFailed(run, "chat-500", "500");
    assertFailed(run, "chat-not-json", "com.openai.errors.OpenAIInvalidDataException");
    assertFailed(run, "stream-429", "rate_limit_exceeded");
    assertFailed(run, "async-429", "rate_limit_exceeded");
    assertFailed(run, "async-callback", "rate_limit_exceeded");
    assertFailed(run, "async-s-429", "rate_limit_exceeded");
    assertFailed(run, "stream-error", "overloaded");
    assertThat(run.onlyLlmSpan("stream-broken").status()).isEqualTo(2);
    assertThat(run.onlyLlmSpan("chat-cut").status()).isEqualTo(2);
    assertThat(run.onlyLlmSpan("chat-retried").status()).isZero();
    assertThat(run.onlyLlmSpan("chat-raw-body").status()).isZero();

    for (String model :
        List.of("stream-closed", "stream-unclosed", "stream-iterator", "async-stream")) {
      RecordedSpan streamed = run.onlyLlmSpan(model);
      assertThat(streamed.status()).isZero();
      assertThat(streamed.attributes())
          .contains(
              entry("gen_ai.request.stream", true),
              entry("gen_ai.response.id", "chatcmpl-" + model),
              entry("gen_ai.response.finish_reasons", List.of("stop")))
          .containsKey("gen_ai.response.time_to_first_chunk")
          .doesNotContainKeys("gen_ai.usage.input_tokens", "tracewheel.stream.end");
    }
    assertThat(run.onlyLlmSpan("stream-usage").attributes())
        .contains(
            entry("gen_ai.usage.input_tokens", 25L), entry("gen_ai.usage.output_tokens", 12L));
    assertThat(run.onlyLlmSpan("stream-early").attributes())
        .contains(entry("tracewheel.stream.end", "cancelled"))
        .containsKey("gen_ai.response.time_to_first_chunk");
    assertThat(run.onlyLlmSpan("stream-unread").attributes())
        .contains(entry("tracewheel.stream.end", "cancelled"))
        .doesNotContainKey("gen_ai.response.time_to_first_chunk");
    assertThat(run.onlyLlmSpan("stream-abandoned").attributes())
        .contains(entry("tracewheel.stream.end", "abandoned"));

    for (String model : List.of("resp-plain", "resp-stream", "resp-async")) {
      assertThat(run.onlyLlmSpan(model).attributes())
          .contains(
              entry("openai.api.type", "responses"),
              entry("gen_ai.response.id", "resp_" + model),
              entry("gen_ai.usage.input_tokens", 11L),
              entry("gen_ai.usage.cache_read.input_tokens", 3L),
              entry("gen_ai.usage.reasoning.output_tokens", 2L),
              entry("gen_ai.response.finish_reasons", List.of("stop")));
    }
    for (String model : List.of("emb-plain", "emb-async")) {
      RecordedSpan embeddings = run.onlyLlmSpan(model);
      assertThat(embeddings.name()).isEqualTo("embeddings " + model);
      assertThat(embeddings.attributes())
          .contains(
              entry("gen_ai.operation.name", "embeddings"),
              entry("gen_ai.usage.input_tokens", 5L),
              entry("gen_ai.response.model", model + "-2026-01-01"));
    }
  }

  private static void assertFailed(ApplicationRun run, String model, String errorType) {
    RecordedSpan span = run.onlyLlmSpan(model);
    assertThat(span.status()).as("status of %s", model).isEqualTo(2);
    assertThat(span.get("error.type")).as("error.type of %s", model).isEqualTo(errorType);
    assertThat(span.events()).as("events of %s", model).contains("exception");
  }
}
