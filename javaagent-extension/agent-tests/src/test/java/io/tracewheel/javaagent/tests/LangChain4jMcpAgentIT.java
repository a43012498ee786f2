// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one-jar agent below an application that uses LangChain4j's own MCP client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LangChain4jMcpAgentIT {

  private static final String APPLICATION = "io.tracewheel.javaagent.langchain4j.ScriptedMcpCalls";
  private static final String CELLS = "io.tracewheel.javaagent.tests.AgenticAgentIT#cells";

  /**
   * The same over pipes and over HTTP; the lone POST is a notification. What an AI service calls
   * has the service's span and no other.
   */
  private static final String TREES =
      """
      POST
      initialize
      initialize
      invoke_agent Assistant.ask (internal)
        chat mcp-weather-loop (client, 1 HTTP)
        chat mcp-weather-loop (client, 1 HTTP)
        execute_tool weather (internal)
      invoke_agent Assistant.ask (internal)
        chat mcp-weather-loop (client, 1 HTTP)
        chat mcp-weather-loop (client, 1 HTTP)
        execute_tool weather (internal, 1 HTTP)
      ping
      ping
      prompts/get greet
      prompts/get greet
      resources/read
      resources/read
      tools/call broken (client) tool_error
      tools/call broken (client, 1 HTTP) tool_error
      tools/call unknown (client) -32602
      tools/call unknown (client, 1 HTTP) -32602
      tools/call weather (client)
      tools/call weather (client, 1 HTTP)
      tools/list
      tools/list
      """;

  @AutoClose private final StubModelServer server = new StubModelServer();

  private ApplicationRun run(Cell cell, ApplicationRun.Command command, Path dir) throws Exception {
    server.reset();
    return command.run(dir, cell.classPath(), APPLICATION, server.baseUrl());
  }

  private static ApplicationRun.Command traced(Cell cell) {
    return cell.traced().option("-Dotel.instrumentation.java-http-server.enabled=false");
  }

  @ParameterizedTest
  @MethodSource(CELLS)
  void eachRequestHasItsSpanAndTakesTheTraceAlong(
      Cell cell, @TempDir Path plainDir, @TempDir Path dir) throws Exception {
    ApplicationRun plain = run(cell, cell.plain(), plainDir);
    ApplicationRun traced = run(cell, traced(cell), dir);

    assertThat(traced.seen()).isEqualTo(plain.seen());
    assertThat(traced.complaints()).isEmpty();
    assertThat(SpanTrees.of(traced)).isEqualTo(TREES);
    assertThat(wire(plainDir)).hasSize(18).allMatch(request -> request.endsWith(" none"));
    for (String request : wire(dir)) {
      assertCarriesItsSpan(request, traced);
    }
    for (RecordedSpan span : traced.spans()) {
      if (span.name().startsWith("tools/call") || span.name().startsWith("execute_tool")) {
        assertThat(span.attributes())
            .containsEntry("mcp.method.name", "tools/call")
            .containsEntry("gen_ai.operation.name", "execute_tool")
            .containsKeys("network.transport", "jsonrpc.request.id", "gen_ai.tool.name")
            .doesNotContainKeys("gen_ai.tool.call.arguments", "gen_ai.tool.call.result");
      }
      if ("http".equals(span.get("network.protocol.name")) && span.get("mcp.method.name") != null) {
        assertThat(span.attributes())
            .containsEntry("server.address", "127.0.0.1")
            .containsEntry("network.transport", "tcp")
            .containsKey("server.port");
      }
      if (span.name().equals("initialize")) {
        assertThat(span.attributes()).containsEntry("mcp.protocol.version", "2025-06-18");
      }
    }
  }

  /** Requests without parameters have no place for it in early releases. */
  private static void assertCarriesItsSpan(String request, ApplicationRun run) {
    String method = request.substring(0, request.indexOf(' '));
    String parent = request.substring(request.indexOf(' ') + 1);
    if (parent.equals("none")) {
      assertThat(method).isIn("initialize", "ping");
      return;
    }
    assertThat(run.spans())
        .filteredOn(span -> parent.contains(span.traceId() + "-" + span.spanId()))
        .singleElement()
        .satisfies(span -> assertThat(span.get("mcp.method.name")).isEqualTo(method));
  }

  @ParameterizedTest
  @MethodSource(CELLS)
  void contentIsOnTheSpansWhenAskedFor(Cell cell, @TempDir Path dir) throws Exception {
    ApplicationRun run =
        run(
            cell,
            traced(cell).env("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "span_only"),
            dir);

    assertThat(run.complaints()).isEmpty();
    assertThat(run.spans())
        .filteredOn(span -> span.name().equals("tools/call weather"))
        .hasSize(2)
        .allSatisfy(
            span ->
                assertThat(span.attributes())
                    .containsEntry("gen_ai.tool.call.arguments", "{\"city\":\"Rome\"}")
                    .containsEntry(
                        "gen_ai.tool.call.result",
                        "{\"content\":[{\"type\":\"text\",\"text\":\"22 degrees\"}]}"));
  }

  private static List<String> wire(Path dir) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(dir)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".wire")).toList()) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return lines;
  }
}
