// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one-jar agent below an application that calls Bedrock's agents and knowledge bases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BedrockAgentsAgentIT {

  private static final String ROOM = "bedrock/agents";
  private static final String APPLICATION = "io.tracewheel.javaagent.bedrock.ScriptedAgentCalls";
  private static final String QUESTION =
      "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\","
          + "\"content\":\"What is the weather in Paris?\"}]}]";

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
    assertThat(traced.complaints()).isEmpty();
    assertThat(traced.spans().stream().filter(RecordedSpan::isLlm))
        .hasSize(9 + 2 + 8 + 3)
        .allSatisfy(
            span -> {
              assertThat(span.scope()).isEqualTo("io.tracewheel.genai");
              assertThat(span.kind()).isEqualTo(3);
              assertThat(span.parentId()).isEmpty();
              assertThat(traced.childrenOf(span)).as("AWS requests of %s", span).hasSize(1);
              assertThat(span.attributes())
                  .contains(
                      entry("gen_ai.provider.name", "aws.bedrock"),
                      entry("server.address", "127.0.0.1"),
                      entry("server.port", (long) server.port()))
                  .doesNotContainKeys(
                      "gen_ai.input.messages",
                      "gen_ai.output.messages",
                      "gen_ai.retrieval.query.text",
                      "gen_ai.retrieval.documents");
            });
    assertWhatAgentsSay(traced);
    assertWhatKnowledgeBasesSay(traced);
  }

  private static void assertWhatAgentsSay(ApplicationRun run) {
    for (String agent : List.of("agent-plain", "agent-traced", "agent-control")) {
      RecordedSpan span = only(run, "gen_ai.agent.id", agent);
      assertThat(span.name()).isEqualTo("invoke_agent");
      assertThat(span.status()).isZero();
      assertThat(span.attributes())
          .contains(
              entry("gen_ai.operation.name", "invoke_agent"),
              entry("aws.bedrock.agent_alias.id", "alias-1"),
              entry("gen_ai.conversation.id", "session-1"),
              entry("aws.request_id", "req-" + agent))
          .containsKey("gen_ai.response.time_to_first_chunk")
          .doesNotContainKey("tracewheel.stream.end");
    }
    assertThat(only(run, "gen_ai.agent.id", "agent-traced").attributes())
        .as("the sum of what its traces count")
        .contains(
            entry("gen_ai.agent.version", "3"),
            entry("gen_ai.usage.input_tokens", 40L),
            entry("gen_ai.usage.output_tokens", 10L));
    assertThat(only(run, "gen_ai.agent.id", "agent-plain").attributes())
        .doesNotContainKey("gen_ai.usage.input_tokens");
    assertFailed(only(run, "gen_ai.agent.id", "agent-429"), "ThrottlingException");
    assertFailed(only(run, "gen_ai.agent.id", "agent-403"), "AccessDeniedException");
    assertFailed(only(run, "gen_ai.agent.id", "agent-error"), "ThrottlingException");
    assertFailed(
        only(run, "gen_ai.agent.id", "agent-broken"),
        "software.amazon.awssdk.core.exception.SdkClientException");
    for (String agent : List.of("agent-cancelled", "agent-thrown")) {
      assertThat(only(run, "gen_ai.agent.id", agent).get("tracewheel.stream.end"))
          .isEqualTo("cancelled");
      assertThat(only(run, "gen_ai.agent.id", agent).status()).isZero();
    }
    assertThat(only(run, "gen_ai.conversation.id", "session-plain").attributes())
        .contains(entry("gen_ai.request.model", "inline-model"))
        .doesNotContainKey("gen_ai.agent.id");
    assertFailed(only(run, "gen_ai.conversation.id", "session-429"), "ThrottlingException");
  }

  private static void assertWhatKnowledgeBasesSay(ApplicationRun run) {
    for (String base : List.of("base-plain", "base-async", "base-many-0", "base-many-2")) {
      RecordedSpan span = only(run, "gen_ai.data_source.id", base);
      assertThat(span.name()).isEqualTo("retrieval " + base);
      assertThat(span.status()).isZero();
      assertThat(span.attributes())
          .contains(
              entry("gen_ai.operation.name", "retrieval"),
              entry("aws.bedrock.knowledge_base.id", base),
              entry("gen_ai.retrieval.top_k", 4L),
              entry("aws.request_id", "req-" + base));
    }
    for (String base : List.of("generate-plain", "generate-async")) {
      assertThat(only(run, "gen_ai.data_source.id", base).attributes())
          .contains(
              entry("gen_ai.request.model", "arn:aws:bedrock:model-1"),
              entry("gen_ai.conversation.id", "s-" + base));
    }
    assertFailed(only(run, "gen_ai.data_source.id", "base-429"), "ThrottlingException");
    assertFailed(only(run, "gen_ai.data_source.id", "base-async-403"), "AccessDeniedException");
    assertFailed(only(run, "gen_ai.data_source.id", "generate-429"), "ThrottlingException");
    assertFailed(
        only(run, "gen_ai.data_source.id", "base-not-json"),
        "software.amazon.awssdk.core.exception.SdkClientException");
  }

  @Test
  void contentIsWrittenWhenAskedFor(@TempDir Path dir) throws Exception {
    Cell cell = Cell.newest(ROOM);
    ApplicationRun run =
        run(
            cell,
            cell.traced().env("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "SPAN_ONLY"),
            dir);
    assertThat(run.complaints()).isEmpty();
    for (RecordedSpan span :
        List.of(
            only(run, "gen_ai.agent.id", "agent-plain"),
            only(run, "gen_ai.agent.id", "agent-traced"),
            only(run, "gen_ai.conversation.id", "session-plain"))) {
      assertThat(span.attributes())
          .contains(
              entry("gen_ai.input.messages", QUESTION),
              entry(
                  "gen_ai.output.messages",
                  "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Sunny.\"}],"
                      + "\"finish_reason\":\"stop\"}]"));
    }
    assertThat(only(run, "gen_ai.conversation.id", "session-plain").attributes())
        .containsEntry(
            "gen_ai.system_instructions", "[{\"type\":\"text\",\"content\":\"You are terse.\"}]");
    assertThat(
            String.valueOf(
                only(run, "gen_ai.agent.id", "agent-control").get("gen_ai.output.messages")))
        .contains("\"tool_call\"", "\"call_1\"", "\"get_weather\"", "{\"city\":\"Paris\"}");
    assertThat(only(run, "gen_ai.data_source.id", "base-plain").attributes())
        .containsEntry("gen_ai.retrieval.query.text", "weather in Paris");
    for (String base : List.of("base-plain", "base-async", "generate-plain")) {
      assertThat(
              String.valueOf(
                  only(run, "gen_ai.data_source.id", base).get("gen_ai.retrieval.documents")))
          .contains("\"s3://weather/paris.txt\"", "It is always sunny.", "2026");
    }
  }

  private static RecordedSpan only(ApplicationRun run, String attribute, String value) {
    List<RecordedSpan> spans =
        run.spans().stream()
            .filter(RecordedSpan::isLlm)
            .filter(span -> value.equals(span.get(attribute)))
            .toList();
    assertThat(spans).as("spans with %s = %s", attribute, value).hasSize(1);
    return spans.get(0);
  }

  private static void assertFailed(RecordedSpan span, String errorType) {
    assertThat(span.status()).as("status of %s", span).isEqualTo(2);
    assertThat(span.get("error.type")).as("error.type of %s", span).isEqualTo(errorType);
    assertThat(span.events()).as("events of %s", span).contains("exception");
  }
}
