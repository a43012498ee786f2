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

/** The one-jar agent below an application that calls Amazon Bedrock in every supported way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BedrockAgentIT {

  private static final String APPLICATION = "io.tracewheel.javaagent.bedrock.ScriptedCalls";

  private static final String PROFILE =
      "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/chat-arn";

  /** Each by a model of its own, besides those without one and the loop of two. */
  private static final int CALLS = 45;

  /** Calls that ask for the weather with at most 100 tokens and are told that it is sunny. */
  private static final List<String> ANSWERED =
      List.of(
          "chat-plain",
          PROFILE,
          "async-plain",
          "anthropic.claude-1",
          "amazon.titan-1",
          "amazon.nova-1",
          "meta.llama-1",
          "mistral.text-1",
          "mistral.chat-1",
          "cohere.command-1",
          "ai21.jamba-1",
          "openai.gpt-1",
          "deepseek.r1-1",
          "meta.llama-async",
          "stream-plain",
          "stream-publisher",
          "anthropic.claude-stream",
          "amazon.titan-stream",
          "meta.llama-stream",
          "mistral.chat-stream",
          "cohere.command-stream");

  @AutoClose private final StubModelServer server = new StubModelServer();

  Stream<Cell> cells() {
    return Cell.of("bedrock");
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

  @Test
  void contentIsWrittenWhenAskedFor(@TempDir Path dir) throws Exception {
    Cell cell = Cell.newest("bedrock");
    ApplicationRun run =
        run(
            cell,
            cell.traced().env("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "SPAN_ONLY"),
            dir);
    assertThat(run.complaints()).isEmpty();
    for (String model : ANSWERED) {
      assertThat(run.onlyLlmSpan(model).attributes())
          .as(model)
          .contains(
              entry(
                  "gen_ai.input.messages",
                  "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\","
                      + "\"content\":\"What is the weather in Paris?\"}]}]"),
              entry(
                  "gen_ai.output.messages",
                  "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Sunny.\"}],"
                      + "\"finish_reason\":\"stop\"}]"));
    }
    assertThat(run.onlyLlmSpan("chat-plain").get("gen_ai.system_instructions"))
        .isEqualTo("[{\"type\":\"text\",\"content\":\"You are terse.\"}]");
    List<RecordedSpan> loop = run.llmSpans("chat-loop");
    assertThat(loop)
        .allSatisfy(
            span ->
                assertThat(String.valueOf(span.get("gen_ai.tool.definitions")))
                    .contains("\"name\":\"weather\"", "{\"type\":\"object\",\"maxProperties\":2}"))
        .anySatisfy(
            span ->
                assertThat(String.valueOf(span.get("gen_ai.output.messages")))
                    .contains("\"arguments\":{\"city\":\"Paris\",\"days\":2}"))
        .anySatisfy(
            span ->
                assertThat(String.valueOf(span.get("gen_ai.input.messages")))
                    .contains("\"role\":\"tool\"", "\"response\":{\"sky\":\"blue\"}"));
    assertThat(String.valueOf(run.onlyLlmSpan("stream-tools").get("gen_ai.output.messages")))
        .contains("\"content\":\"Sunny.\"", "\"arguments\":{\"city\":\"Paris\"}");
    assertThat(String.valueOf(run.onlyLlmSpan("stream-error").get("gen_ai.output.messages")))
        .contains("\"content\":\"Sunny\"");
  }

  private static void assertOneSpanPerCall(ApplicationRun run) {
    Map<String, Long> perModel = run.llmSpansPerModel();
    assertThat(perModel.remove("null")).as("calls without a model").isEqualTo(2);
    assertThat(perModel.remove("chat-loop")).isEqualTo(2);
    perModel.forEach((model, spans) -> assertThat(spans).as("spans of %s", model).isEqualTo(1));
    assertThat(perModel).hasSize(CALLS);
    for (RecordedSpan span : run.spans()) {
      if (span.isLlm()) {
        assertThat(span.scope()).isEqualTo("io.tracewheel.genai");
        assertThat(span.kind()).isEqualTo(3);
        assertThat(span.parentId()).isEmpty();
        Object model = span.get("gen_ai.request.model");
        // Upstream never ends its span of a request whose future the application cancels.
        if (model != null && !model.equals("stream-dropped")) {
          // Upstream's span of the request, as every AWS service has it, and nothing else.
          assertThat(run.childrenOf(span))
              .as("spans below %s", span.name())
              .singleElement()
              .satisfies(child -> assertThat(child.get("rpc.service")).isEqualTo("BedrockRuntime"));
        }
      }
    }
    assertThat(run.spans())
        .filteredOn(span -> span.parentId().isEmpty() && !span.isLlm())
        .as("requests that are no text model's keep upstream's span alone")
        .extracting(RecordedSpan::name)
        .containsExactly(
            "BedrockRuntime.InvokeModel", "BedrockRuntime.InvokeModelWithResponseStream");
  }

  private void assertWhatTheSpansSay(Cell cell, ApplicationRun run) {
    boolean newest = cell.newest(); // the oldest does not know Bedrock's cache
    RecordedSpan plain = run.onlyLlmSpan("chat-plain");
    assertThat(plain.name()).isEqualTo("chat chat-plain");
    assertThat(plain.status()).isZero();
    assertThat(plain.attributes())
        .contains(
            entry("gen_ai.operation.name", "chat"),
            entry("gen_ai.provider.name", "aws.bedrock"),
            entry("gen_ai.request.temperature", 0.7),
            entry("gen_ai.request.top_p", 0.75),
            entry("gen_ai.request.top_k", 40L),
            entry("gen_ai.request.max_tokens", 100L),
            entry("gen_ai.request.stop_sequences", List.of("END")),
            entry("gen_ai.response.finish_reasons", List.of("stop")),
            entry("gen_ai.usage.input_tokens", newest ? 29L : 20L),
            entry("gen_ai.usage.output_tokens", 12L),
            entry("aws.request_id", "req-chat-plain"),
            entry("server.address", "127.0.0.1"),
            entry("server.port", (long) server.port()))
        .doesNotContainKeys(
            "gen_ai.request.stream",
            "gen_ai.response.time_to_first_chunk",
            "error.type",
            "gen_ai.system_instructions",
            "gen_ai.input.messages",
            "gen_ai.output.messages");
    assertThat(plain.get("gen_ai.usage.cache_read.input_tokens")).isEqualTo(newest ? 6L : null);
    assertReasons(run, "chat-guarded", "content_filter");
    assertReasons(run, PROFILE, "stop");
    assertReasons(run, "stream-tools", "tool_call");
    assertThat(run.llmSpans("chat-loop"))
        .extracting(span -> span.get("gen_ai.response.finish_reasons"))
        .containsExactlyInAnyOrder(List.of("tool_call"), List.of("stop"));
    assertThat(run.onlyLlmSpan("meta.llama-guarded").get("aws.bedrock.guardrail.id"))
        .isEqualTo("gr1");

    for (String model : ANSWERED) {
      RecordedSpan span = run.onlyLlmSpan(model);
      assertThat(span.status()).as(model).isZero();
      assertThat(span.attributes())
          .as(model)
          .containsEntry("gen_ai.request.max_tokens", 100L)
          .containsEntry("gen_ai.response.finish_reasons", List.of("stop"))
          .containsEntry("gen_ai.provider.name", "aws.bedrock")
          .containsEntry("server.port", (long) server.port())
          .containsKeys("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "aws.request_id")
          .doesNotContainKeys("tracewheel.stream.end", "error.type");
      boolean streamed = model.contains("stream");
      assertThat(span.get("gen_ai.request.stream")).as(model).isEqualTo(streamed ? true : null);
      assertThat(span.attributes().containsKey("gen_ai.response.time_to_first_chunk"))
          .as(model)
          .isEqualTo(streamed);
    }
    assertThat(run.onlyLlmSpan("mistral.text-1").attributes())
        .as("counts of the headers")
        .containsEntry("gen_ai.usage.input_tokens", 31L)
        .containsEntry("gen_ai.usage.output_tokens", 32L);
    assertThat(run.onlyLlmSpan("anthropic.claude-1").attributes())
        .containsEntry("gen_ai.response.id", "msg_1")
        .containsEntry("gen_ai.response.model", "claude-x");
    assertThat(run.onlyLlmSpan("meta.llama-1").name()).isEqualTo("text_completion meta.llama-1");
    assertThat(run.onlyLlmSpan("amazon.titan-embed").attributes())
        .containsEntry("gen_ai.operation.name", "embeddings")
        .containsEntry("gen_ai.embeddings.dimension.count", 3L)
        .containsEntry("gen_ai.usage.input_tokens", 5L)
        .containsEntry("server.address", "127.0.0.1");

    assertFailed(run, "chat-403", "AccessDeniedException");
    for (String model :
        List.of(
            "chat-429",
            "async-429",
            "async-callback-429",
            "stream-429",
            "anthropic.claude-429",
            "anthropic.claude-stream-429")) {
      assertFailed(run, model, "ThrottlingException");
    }
    assertFailed(run, "chat-500", "500");
    String client = "software.amazon.awssdk.core.exception.SdkClientException";
    for (String model : List.of("chat-not-json", "chat-cut", "async-cut", "stream-broken")) {
      assertFailed(run, model, client);
    }
    assertFailed(run, "stream-error", "ModelStreamErrorException");
    assertFailed(run, "anthropic.claude-stream-error", "ModelStreamErrorException");
    assertThat(run.onlyLlmSpan("anthropic.claude-stream-error").get("gen_ai.response.id"))
        .as("what had come before the error")
        .isEqualTo("msg_1");
    for (String model : List.of("stream-cancelled", "stream-dropped", "stream-thrown")) {
      assertThat(run.onlyLlmSpan(model).get("tracewheel.stream.end"))
          .as(model)
          .isEqualTo("cancelled");
      assertThat(run.onlyLlmSpan(model).status()).as(model).isZero();
    }
    assertThat(run.llmSpans("stream-abandoned")).as("never asked for, never ended").isEmpty();
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
