// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The one-jar agent below an application that speaks HTTP to its models by itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpTapAgentIT {

  private static final String APPLICATION = "io.tracewheel.javaagent.httpclient.ScriptedCalls";
  private static final String OFF = "-Dotel.instrumentation.tracewheel-http-client.enabled=false";

  /**
   * By a model of its own: the JDK's client, OkHttp, Apache's two, WebClient on Netty and Apache.
   */
  private static final int MODELS = 29 + 30 + 19 + 6 + 14 + 4;

  @AutoClose private final StubModelServer server = new StubModelServer();

  static Stream<Cell> cells() {
    return Cell.of("http-client");
  }

  private ApplicationRun run(
      ApplicationRun.Command command, Path dir, String classPath, String application)
      throws Exception {
    server.reset();
    return command.run(dir, classPath, application, server.baseUrl());
  }

  @ParameterizedTest
  @MethodSource("cells")
  void theApplicationSeesTheSameWithAndWithoutTheTap(Cell cell, @TempDir Path dir)
      throws Exception {
    ApplicationRun plain = run(cell.plain(), dir, cell.classPath(), APPLICATION);
    ApplicationRun traced =
        run(
            cell.traced().option("-Dotel.instrumentation.genai.capture-message-content=SPAN_ONLY"),
            dir,
            cell.classPath(),
            APPLICATION);

    assertThat(traced.seen()).isEqualTo(plain.seen());
    assertThat(traced.complaints()).isEmpty();
    assertOneSpanPerCall(traced);
    for (String client : List.of("jdk-", "ok-")) {
      assertWhatTheSpansSay(traced, client);
      assertWhatOtherProvidersSay(traced, client);
    }
    assertApache(traced);
    assertWebClient(traced);
  }

  private static void assertOneSpanPerCall(ApplicationRun run) {
    Map<String, Long> perModel = run.llmSpansPerModel();
    assertThat(perModel.remove("wn-twice")).as("spans of a Mono subscribed to twice").isEqualTo(2);
    assertThat(perModel.values()).as("spans per model %s", perModel).containsOnly(1L);
    assertThat(perModel).as("models %s", perModel.keySet()).hasSize(MODELS - 1);
    for (RecordedSpan span : run.spans()) {
      if (span.isLlm()) {
        assertThat(String.valueOf(span.get("gen_ai.request.model"))).doesNotContain("untouched");
        assertThat(span.scope()).isEqualTo("io.tracewheel.genai");
        // Upstream ends its span of a cancelled future late or never.
        int least = span.name().endsWith("cancel-stalled") ? 0 : 1;
        assertThat(run.childrenOf(span))
            .as("HTTP client spans below %s", span.name())
            .hasSizeBetween(least, 1)
            .allSatisfy(child -> assertThat(child.get("http.request.method")).isEqualTo("POST"));
      }
    }
  }

  private void assertWhatTheSpansSay(ApplicationRun run, String client) {
    assertPlain(run, client);
    assertThat(String.valueOf(run.onlyLlmSpan(client + "oneshot").get("gen_ai.input.messages")))
        .contains("Grüße?");
    assertThat(run.onlyLlmSpan(client + "oneshot").name()).isEqualTo("chat " + client + "oneshot");
    assertEmbeddingsAndResponses(run, client);

    assertFailed(run, client + "401", "invalid_api_key");
    assertFailed(run, client + "429", "rate_limit_exceeded");
    assertFailed(run, client + "stream-error", "overloaded");
    assertBroken(run, client, "cut", "stream-broken", "refused");
    assertReadWhole(run, client, "stream-usage", "lines-usage", "async-usage", "long-usage");
    assertCancelled(run, client, "early-stalled", "cancel-stalled");
    if (client.equals("ok-")) {
      assertCancelled(run, client, "unread");
      assertThat(run.onlyLlmSpan("ok-abandoned").get("tracewheel.stream.end"))
          .isEqualTo("abandoned");
      // Decompressed below the tap.
      assertThat(run.onlyLlmSpan("ok-gzipped").get("gen_ai.usage.input_tokens")).isEqualTo(25L);
    } else {
      assertThat(run.onlyLlmSpan("jdk-gzipped").attributes())
          .contains(entry("gen_ai.request.temperature", 0.5))
          .doesNotContainKeys("gen_ai.usage.input_tokens", "gen_ai.output.messages", "error.type");
      assertThat(run.onlyLlmSpan("jdk-resp-stream").get("gen_ai.usage.output_tokens"))
          .isEqualTo(6L);
    }
  }

  private void assertApache(ApplicationRun run) {
    assertPlain(run, "hc-");
    assertPlain(run, "ha-");
    assertEmbeddingsAndResponses(run, "hc-");
    assertThat(run.onlyLlmSpan("ha-emb").get("gen_ai.usage.input_tokens")).isEqualTo(5L);
    for (String model : List.of("hc-response", "hc-host", "hc-gzipped", "ha-entity")) {
      assertThat(run.onlyLlmSpan(model).attributes())
          .as(model)
          .contains(
              entry("gen_ai.request.temperature", 0.5),
              entry("gen_ai.usage.input_tokens", 25L),
              entry("server.port", (long) server.port()));
    }
    assertFailed(run, "hc-401", "invalid_api_key");
    assertFailed(run, "hc-429", "rate_limit_exceeded");
    assertFailed(run, "hc-stream-error", "overloaded");
    assertFailed(run, "ha-401", "invalid_api_key");
    assertBroken(run, "hc-", "cut", "stream-broken", "refused");
    assertReadWhole(run, "hc-", "stream-usage", "lines-usage", "long-usage");
    assertReadWhole(run, "ha-", "stream-usage");
    assertCancelled(run, "hc-", "early-long-usage", "cancel-stalled");
    assertCancelled(run, "ha-", "cancel-stalled");
  }

  private void assertWebClient(ApplicationRun run) {
    for (String connector : List.of("wn-", "wh-")) {
      assertPlain(run, connector);
      assertFailed(run, connector + "401", "invalid_api_key");
      assertReadWhole(run, connector, "stream-usage");
      assertCancelled(run, connector, "early-stalled");
    }
    assertFailed(run, "wn-429", "rate_limit_exceeded");
    assertThat(run.onlyLlmSpan("wn-tools").get("gen_ai.response.finish_reasons"))
        .isEqualTo(List.of("tool_call"));
    assertThat(run.onlyLlmSpan("wn-unread").get("gen_ai.usage.output_tokens")).isEqualTo(12L);
    assertBroken(run, "wn-", "cut", "stream-broken");
    // Refused before its body was written, which would have told the model.
    assertThat(run.spans())
        .filteredOn(span -> span.isLlm() && span.get("gen_ai.request.model") == null)
        .singleElement()
        .satisfies(span -> assertThat(span.status()).isEqualTo(2))
        .satisfies(span -> assertThat(span.name()).isEqualTo("chat"));
    assertReadWhole(run, "wn-", "long-usage");
    assertCancelled(run, "wn-", "cancel-stalled");
  }

  /** Anthropic's and Google's formats. */
  private void assertWhatOtherProvidersSay(ApplicationRun run, String client) {
    for (String model : List.of("claude", "claude-stream")) {
      assertThat(run.onlyLlmSpan(client + model).attributes())
          .as(client + model)
          .contains(
              entry("gen_ai.operation.name", "chat"),
              entry("gen_ai.provider.name", "anthropic"),
              entry("gen_ai.request.max_tokens", 64L),
              entry("gen_ai.response.id", "msg_" + client + model),
              entry("gen_ai.response.finish_reasons", List.of("stop")),
              entry("gen_ai.usage.input_tokens", 330L),
              entry("gen_ai.usage.output_tokens", 12L))
          .doesNotContainKeys("error.type", "tracewheel.stream.end");
      assertThat(String.valueOf(run.onlyLlmSpan(client + model).get("gen_ai.output.messages")))
          .contains("Sunny.");
    }
    assertFailed(run, client + "claude-429", "rate_limit_error");
    for (String model : List.of("gem", "gem-stream")) {
      assertThat(run.onlyLlmSpan(client + model).attributes())
          .as(client + model)
          .contains(
              entry("gen_ai.operation.name", "generate_content"),
              entry("gen_ai.provider.name", "gcp.gemini"),
              entry("gen_ai.response.id", "resp-" + client + model),
              entry("gen_ai.response.finish_reasons", List.of("stop")))
          .containsKeys("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens")
          .doesNotContainKeys("error.type", "tracewheel.stream.end");
      assertThat(String.valueOf(run.onlyLlmSpan(client + model).get("gen_ai.output.messages")))
          .contains("Sunny.");
    }
    assertThat(run.onlyLlmSpan(client + "gem-429").status()).isEqualTo(2);
  }

  private void assertPlain(ApplicationRun run, String client) {
    RecordedSpan plain = run.onlyLlmSpan(client + "plain");
    assertThat(plain.name()).isEqualTo("chat " + client + "plain");
    assertThat(plain.kind()).isEqualTo(3);
    assertThat(plain.status()).isZero();
    assertThat(plain.attributes())
        .contains(
            entry("gen_ai.operation.name", "chat"),
            entry("gen_ai.provider.name", "openai"),
            entry("gen_ai.request.temperature", 0.5),
            entry("gen_ai.response.id", "chatcmpl-" + client + "plain"),
            entry("gen_ai.response.finish_reasons", List.of("stop")),
            entry("gen_ai.usage.input_tokens", 25L),
            entry("gen_ai.usage.output_tokens", 12L),
            entry("server.address", "127.0.0.1"),
            entry("server.port", (long) server.port()))
        .doesNotContainKeys("error.type", "tracewheel.stream.end");
    assertThat(String.valueOf(plain.get("gen_ai.input.messages"))).contains("Grüße?");
    assertThat(String.valueOf(plain.get("gen_ai.output.messages"))).contains("Sunny.");
  }

  private static void assertEmbeddingsAndResponses(ApplicationRun run, String client) {
    assertThat(run.onlyLlmSpan(client + "tools").get("gen_ai.response.finish_reasons"))
        .isEqualTo(List.of("tool_call"));
    assertThat(run.onlyLlmSpan(client + "emb").attributes())
        .contains(
            entry("gen_ai.operation.name", "embeddings"), entry("gen_ai.usage.input_tokens", 5L));
    assertThat(run.onlyLlmSpan(client + "resp").attributes())
        .contains(entry("openai.api.type", "responses"), entry("gen_ai.usage.output_tokens", 6L));
  }

  private static void assertBroken(ApplicationRun run, String client, String... models) {
    for (String broken : models) {
      assertThat(run.onlyLlmSpan(client + broken).status()).as(client + broken).isEqualTo(2);
      assertThat(run.onlyLlmSpan(client + broken).events())
          .as(client + broken)
          .contains("exception");
    }
  }

  private static void assertReadWhole(ApplicationRun run, String client, String... models) {
    for (String model : models) {
      assertThat(run.onlyLlmSpan(client + model).attributes())
          .as(client + model)
          .contains(
              entry("gen_ai.request.stream", true),
              entry("gen_ai.response.id", "chatcmpl-" + client + model),
              entry("gen_ai.usage.input_tokens", 25L),
              entry("gen_ai.usage.output_tokens", 12L),
              entry("gen_ai.response.finish_reasons", List.of("stop")))
          .containsKey("gen_ai.response.time_to_first_chunk")
          .doesNotContainKeys("tracewheel.stream.end", "error.type");
      assertThat(String.valueOf(run.onlyLlmSpan(client + model).get("gen_ai.output.messages")))
          .contains("Sun");
    }
  }

  private static void assertCancelled(ApplicationRun run, String client, String... models) {
    for (String model : models) {
      assertThat(run.onlyLlmSpan(client + model).attributes())
          .as(client + model)
          .contains(entry("tracewheel.stream.end", "cancelled"))
          .doesNotContainKey("error.type");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "langchain4j"})
  void aLibraryAboveTheClientsHasTheSameSpansWithAndWithoutTheTap(String room, @TempDir Path dir)
      throws Exception {
    Cell cell = Cell.newest(room);
    String application = "io.tracewheel.javaagent." + room + ".ScriptedCalls";
    ApplicationRun without = run(cell.traced().option(OFF), dir, cell.classPath(), application);
    ApplicationRun with = run(cell.traced(), dir, cell.classPath(), application);

    assertThat(with.seen()).isEqualTo(without.seen());
    assertThat(with.complaints()).isEmpty();
    assertThat(SpanTrees.of(with)).isEqualTo(SpanTrees.of(without));
  }

  @Test
  void oneSwitchTurnsTheTapsOfAllClientsOff(@TempDir Path dir) throws Exception {
    Cell cell = Cell.newest("http-client");
    ApplicationRun run = run(cell.traced().option(OFF), dir, cell.classPath(), APPLICATION);

    assertThat(run.spans()).isNotEmpty().noneMatch(RecordedSpan::isLlm);
  }

  private static void assertFailed(ApplicationRun run, String model, String errorType) {
    RecordedSpan span = run.onlyLlmSpan(model);
    assertThat(span.status()).as("status of %s", model).isEqualTo(2);
    assertThat(span.get("error.type")).as("error.type of %s", model).isEqualTo(errorType);
  }
}
