// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

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

/** The one-jar agent below an application that uses anthropic-java in every supported way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnthropicAgentIT {

  private static final String APPLICATION = "io.tracewheel.javaagent.anthropic.ScriptedCalls";

  /** Each by a model of its own. */
  private static final int CALLS = 37;

  private static final List<String> STREAMS_READ_WHOLE =
      List.of(
          "stream-closed",
          "stream-unclosed",
          "stream-iterator",
          "stream-raw",
          "stream-options",
          "stream-tools",
          "async-stream",
          "beta-stream");

  @AutoClose private final StubModelServer server = new StubModelServer();

  static Stream<Cell> cells() {
    return Cell.of("anthropic");
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
            entry("gen_ai.provider.name", "anthropic"),
            entry("gen_ai.request.temperature", 0.5),
            entry("gen_ai.request.top_k", 40L),
            entry("gen_ai.request.max_tokens", 200L),
            entry("gen_ai.response.id", "msg_chat-plain"),
            entry("gen_ai.response.model", "chat-plain-20260101"),
            entry("gen_ai.response.finish_reasons", List.of("stop")),
            entry("gen_ai.usage.input_tokens", 330L),
            entry("gen_ai.usage.output_tokens", 12L),
            entry("gen_ai.usage.cache_read.input_tokens", 300L),
            entry("gen_ai.usage.cache_write.input_tokens", 20L),
            entry("server.address", "127.0.0.1"),
            entry("server.port", (long) server.port()))
        .doesNotContainKeys(
            "gen_ai.request.stream",
            "gen_ai.response.time_to_first_chunk",
            "error.type",
            "gen_ai.system_instructions",
            "gen_ai.input.messages",
            "gen_ai.output.messages",
            "gen_ai.tool.definitions");

    assertThat(run.onlyLlmSpan("chat-tools").get("gen_ai.response.finish_reasons"))
        .isEqualTo(List.of("tool_call"));
    for (String model : List.of("chat-bare", "chat-raw", "chat-options", "chat-raw-body")) {
      assertThat(run.onlyLlmSpan(model).status()).as("status of %s", model).isZero();
    }

    assertFailed(run, "chat-401", "authentication_error");
    assertFailed(run, "chat-500", "500");
    assertFailed(run, "chat-not-json", "com.anthropic.errors.AnthropicInvalidDataException");
    for (String model :
        List.of(
            "chat-429", "stream-429", "async-429", "async-callback", "async-s-429", "beta-429")) {
      assertFailed(run, model, "rate_limit_error");
    }
    assertFailed(run, "stream-error", "overloaded_error");
    assertThat(run.onlyLlmSpan("stream-broken").status()).isEqualTo(2);
    assertThat(run.onlyLlmSpan("chat-cut").status()).isEqualTo(2);
    assertThat(run.onlyLlmSpan("chat-retried").status()).isZero();

    for (String model : STREAMS_READ_WHOLE) {
      RecordedSpan streamed = run.onlyLlmSpan(model);
      assertThat(streamed.status()).isZero();
      assertThat(streamed.attributes())
          .contains(
              entry("gen_ai.request.stream", true),
              entry("gen_ai.response.id", "msg_" + model),
              entry("gen_ai.response.model", model + "-20260101"),
              entry(
                  "gen_ai.response.finish_reasons",
                  List.of(model.endsWith("tools") ? "tool_call" : "stop")),
              entry("gen_ai.usage.input_tokens", 330L),
              entry("gen_ai.usage.output_tokens", 12L),
              entry("gen_ai.usage.cache_read.input_tokens", 300L))
          .containsKey("gen_ai.response.time_to_first_chunk")
          .doesNotContainKey("tracewheel.stream.end");
    }
    for (String model : List.of("stream-early", "async-early")) {
      assertThat(run.onlyLlmSpan(model).attributes())
          .contains(
              entry("tracewheel.stream.end", "cancelled"), entry("gen_ai.usage.input_tokens", 330L))
          .containsKey("gen_ai.response.time_to_first_chunk");
    }
    assertThat(run.onlyLlmSpan("stream-unread").attributes())
        .contains(entry("tracewheel.stream.end", "cancelled"))
        .doesNotContainKey("gen_ai.response.time_to_first_chunk");
    assertThat(run.onlyLlmSpan("stream-abandoned").attributes())
        .contains(entry("tracewheel.stream.end", "abandoned"));
    for (String model : List.of("async-plain", "beta-plain", "beta-async")) {
      assertThat(run.onlyLlmSpan(model).attributes())
          .contains(
              entry("gen_ai.response.id", "msg_" + model),
              entry("gen_ai.response.finish_reasons", List.of("stop")),
              entry("gen_ai.usage.input_tokens", 330L));
    }
  }

  @Test
  void contentGoesToSpansWhenTheUserSaysSo(@TempDir Path dir) throws Exception {
    for (String[] stepAndModel :
        new String[][] {{"tools", "chat-tools"}, {"stream of a tool call", "stream-tools"}}) {
      ApplicationRun run =
          run(
              Cell.newest("anthropic"),
              only(stepAndModel[0])
                  .env("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "SPAN_ONLY"),
              dir);
      RecordedSpan span = run.onlyLlmSpan(stepAndModel[1]);
      assertThat(span.attributes())
          .contains(
              entry(
                  "gen_ai.system_instructions",
                  "[{\"type\":\"text\",\"content\":\"You are terse.\"}]"),
              entry(
                  "gen_ai.input.messages",
                  "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"What is the weather in Paris?\"}]}]"),
              entry(
                  "gen_ai.output.messages",
                  "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"tool_call\",\"id\":\"toolu_1\",\"name\":\"get_weather\",\"arguments\":{\"city\":\"Paris\"}}],\"finish_reason\":\"tool_call\"}]"));
      assertThat(String.valueOf(span.get("gen_ai.tool.definitions")))
          .contains("\"name\":\"get_weather\"");
    }
  }

  /** Otherwise the rest proves nothing: the library's own spans must be on where ours are off. */
  @Test
  void theLibrarysOwnSpansComeBackWhereOursAreSwitchedOff(@TempDir Path dir) throws Exception {
    ApplicationRun run =
        run(
            Cell.newest("anthropic"),
            only("plain").option("-Dotel.instrumentation.tracewheel-anthropic.enabled=false"),
            dir);
    assertThat(run.spans().stream().filter(AnthropicAgentIT::isTheLibrarysOwn))
        .hasSize(1)
        .allSatisfy(span -> assertThat(span.get("gen_ai.operation.name")).isEqualTo("chat"));
  }

  @Test
  void ofCallsThatAreNotOursTheLibrarysOwnSpansStay(@TempDir Path dir) throws Exception {
    ApplicationRun run = run(Cell.newest("anthropic"), only("count of tokens"), dir);
    assertThat(run.spans().stream().filter(AnthropicAgentIT::isTheLibrarysOwn)).hasSize(1);
  }

  @Test
  void ourCallsNestInTheLibrarysOwnSpanOfItsToolRunner(@TempDir Path dir) throws Exception {
    String classPath = Setup.oldest("anthropic/newest");
    String application = "io.tracewheel.javaagent.anthropic.ToolLoop";
    ApplicationRun.Command command = new ApplicationRun.Command(Setup.thisJdk());
    ApplicationRun plain = command.run(dir, classPath, application, server.origin());
    ApplicationRun traced =
        command.agent(Setup.oneJar()).run(dir, classPath, application, server.origin());

    assertThat(traced.seen()).isEqualTo(plain.seen()).contains("Sunny.");
    assertThat(traced.complaints()).isEmpty();
    List<RecordedSpan> runs =
        traced.spans().stream()
            .filter(span -> "invoke_agent".equals(span.get("gen_ai.operation.name")))
            .toList();
    assertThat(runs).hasSize(1).allMatch(AnthropicAgentIT::isTheLibrarysOwn);
    assertThat(traced.childrenOf(runs.get(0)))
        .extracting(RecordedSpan::scope, span -> span.get("gen_ai.operation.name"))
        .containsExactlyInAnyOrder(
            tuple("io.tracewheel.genai", "chat"),
            tuple("io.tracewheel.genai", "chat"),
            tuple("com.anthropic.sdk.java", "execute_tool"));
    assertThat(traced.spans().stream().filter(RecordedSpan::isLlm)).hasSize(4);
  }

  private static ApplicationRun.Command only(String step) {
    return new ApplicationRun.Command(Setup.thisJdk())
        .agent(Setup.oneJar())
        .option("-Dscripted.only=" + step);
  }

  private static boolean isTheLibrarysOwn(RecordedSpan span) {
    return span.scope().startsWith("com.anthropic");
  }

  private static void assertFailed(ApplicationRun run, String model, String errorType) {
    RecordedSpan span = run.onlyLlmSpan(model);
    assertThat(span.status()).as("status of %s", model).isEqualTo(2);
    assertThat(span.get("error.type")).as("error.type of %s", model).isEqualTo(errorType);
    assertThat(span.events()).as("events of %s", model).contains("exception");
  }
}
