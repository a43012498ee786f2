// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one-jar agent below an application of Google's Agent Development Kit. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdkAgentIT {

  private static final String APPLICATION = "io.tracewheel.javaagent.adk.ScriptedCalls";

  /**
   * All that the application did, whatever thread it did it on: one span per operation, each run a
   * trace of its own. An agent that is a tool has a session of its own, with a random id.
   */
  private static final String TREES =
      """
      invoke_agent far (internal) s-elsewhere
        generate_content agent-far (client, 1 HTTP) s-elsewhere
      invoke_agent last (internal) s-after
        generate_content agent-last (client, 1 HTTP) s-after
      invoke_agent outer (internal) s-nested
        execute_tool inner (internal) s-nested
          invoke_agent inner (internal) (random)
            generate_content agent-inside (client, 1 HTTP) (random)
        generate_content agent-inner-loop (client, 1 HTTP) s-nested
        generate_content agent-inner-loop (client, 1 HTTP) s-nested
      invoke_agent owner (internal) s-own
        execute_tool own (internal) s-own
        generate_content agent-own-loop (client, 1 HTTP) s-own
        generate_content agent-own-loop (client, 1 HTTP) s-own
      invoke_agent patient (internal) s-later
        execute_tool later (internal) s-later
        generate_content agent-later-loop (client, 1 HTTP) s-later
        generate_content agent-later-loop (client, 1 HTTP) s-later
      invoke_agent plain (internal) s-plain
        generate_content agent-plain (client, 1 HTTP) s-plain
      invoke_agent refused (internal) s-401 com.google.genai.errors.ClientException
        generate_content agent-401 (client, 1 HTTP) s-401 401
      invoke_agent second (internal) s-second
        generate_content agent-second (client, 1 HTTP) s-second
      invoke_agent streaming (internal) s-stream
        generate_content agent-stream (client, 1 HTTP) s-stream
      invoke_agent unlucky (internal) s-broken
        execute_tool broken (internal) s-broken java.lang.IllegalStateException
        generate_content agent-broken-loop (client, 1 HTTP) s-broken
        generate_content agent-broken-loop (client, 1 HTTP) s-broken
      invoke_agent worker (internal) s-tool
        execute_tool weather (internal) s-tool
        generate_content agent-weather-loop (client, 1 HTTP) s-tool
        generate_content agent-weather-loop (client, 1 HTTP) s-tool
      invoke_workflow cancelled_flow (internal) s-cancelled cancelled
        invoke_agent cancelled_one (internal) s-cancelled cancelled
          generate_content cancelled-one (client, 1 HTTP) s-cancelled
      invoke_workflow loop_flow (internal) s-loop
        invoke_agent looped (internal) s-loop
          generate_content looped-one (client, 1 HTTP) s-loop
        invoke_agent looped (internal) s-loop
          generate_content looped-one (client, 1 HTTP) s-loop
      invoke_workflow parallel_flow (internal) s-parallel
        invoke_agent parallel_one (internal) s-parallel
          generate_content parallel-one (client, 1 HTTP) s-parallel
        invoke_agent parallel_two (internal) s-parallel
          execute_tool weather (internal) s-parallel
          generate_content parallel-weather-loop (client, 1 HTTP) s-parallel
          generate_content parallel-weather-loop (client, 1 HTTP) s-parallel
      invoke_workflow sequence_flow (internal) s-sequence
        invoke_agent sequence_one (internal) s-sequence
          generate_content sequence-one (client, 1 HTTP) s-sequence
        invoke_agent sequence_two (internal) s-sequence
          generate_content sequence-two (client, 1 HTTP) s-sequence
      """;

  @AutoClose private final StubModelServer server = new StubModelServer();

  static Stream<Cell> cells() {
    return Cell.of("adk");
  }

  private ApplicationRun run(Cell cell, ApplicationRun.Command command, Path dir) throws Exception {
    server.reset();
    return command.run(dir, cell.classPath(), APPLICATION, server.origin());
  }

  private static String trees(ApplicationRun run) {
    return SpanTrees.of(run).replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "(random)");
  }

  @ParameterizedTest
  @MethodSource("cells")
  void theApplicationSeesTheSameAndTheTraceShowsWhatItDid(Cell cell, @TempDir Path dir)
      throws Exception {
    ApplicationRun plain = run(cell, cell.plain(), dir);
    ApplicationRun traced = run(cell, cell.traced(), dir);

    assertThat(traced.seen()).isEqualTo(plain.seen());
    assertThat(traced.complaints()).isEmpty();
    assertThat(trees(traced)).isEqualTo(TREES);
    assertThat(traced.spans())
        .extracting(RecordedSpan::scope)
        .as("the kit's own spans are muted")
        .doesNotContain("gcp.vertex.agent");
    for (RecordedSpan span : traced.spans()) {
      assertThat(span.attributes().keySet())
          .as("content is off unless asked for")
          .doesNotContain(
              "gen_ai.input.messages",
              "gen_ai.output.messages",
              "gen_ai.tool.call.arguments",
              "gen_ai.tool.call.result");
      if (span.name().startsWith("invoke_agent")) {
        assertThat(span.get("gen_ai.agent.description")).isEqualTo(description(span));
        assertThat(span.kind()).isEqualTo(1);
      }
      if (span.name().startsWith("execute_tool")) {
        assertThat(span.attributes())
            .containsEntry("gen_ai.tool.type", "function")
            .containsKeys("gen_ai.tool.call.id", "gen_ai.agent.name");
      }
    }
    assertThat(traced.onlySpan("invoke_agent plain").attributes())
        .containsEntry("gen_ai.usage.input_tokens", 28L)
        .containsEntry("gen_ai.usage.output_tokens", 12L);
  }

  private static String description(RecordedSpan span) {
    return "Agent " + span.get("gen_ai.agent.name");
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
    assertThat(run.onlySpan("invoke_agent plain").attributes())
        .containsEntry(
            "gen_ai.input.messages",
            "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Hello\"}]}]")
        .containsEntry(
            "gen_ai.output.messages",
            "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Sunny.\"}]}]");
    assertThat(run.spans())
        .filteredOn(span -> span.name().equals("execute_tool weather"))
        .hasSize(2)
        .allSatisfy(
            span ->
                assertThat(span.attributes())
                    .containsEntry("gen_ai.tool.call.arguments", "{\"city\":\"Paris\"}")
                    .containsEntry("gen_ai.tool.call.result", "{\"degrees\":22}"));
  }
}
