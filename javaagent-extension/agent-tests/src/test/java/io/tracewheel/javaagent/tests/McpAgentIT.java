// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The one-jar agent below an MCP client and, in a process of its own, below the server: one trace
 * goes through both.
 */
class McpAgentIT {

  private static final String APPLICATION = "io.tracewheel.javaagent.mcp.ScriptedCalls";

  /**
   * Each root with all below it, without the HTTP requests between: kind and error of each span; in
   * this order where {@code ping}, which has no place for a context of its own, ends up at the
   * server, what else is called over HTTP, and what {@code unknown} answers.
   */
  private static final String TREES =
      """
      execute_tool add (internal)
        tools/call add (server)
      execute_tool fails (internal) tool_error
        tools/call fails (server) tool_error
      execute_tool research (internal)
        tools/call add (client)
          tools/call add (server)
      execute_tool scripted_add (internal)
        tools/call add (server)
      initialize (client)
        initialize (server)
      initialize (client)
        initialize (server)
      %1$sprompts/get greet (client)
        prompts/get greet (server)
      resources/read (client)
        resources/read (server)
      tools/call add (client)
        tools/call add (server)
      tools/call add (client)
        tools/call add (server)
      tools/call add (client)
        tools/call add (server)
      tools/call add (client)
        tools/call add (server)
      tools/call add (client)
        tools/call add (server)
      tools/call asks (client)
        tools/call asks (server)
          sampling/createMessage (client)
            sampling/createMessage (server)
      tools/call fails (client) tool_error
        tools/call fails (server) tool_error
      tools/call slow (client) cancelled
      %2$stools/call throws (client) -32603
        tools/call throws (server) -32603
      tools/call token (client)
        tools/call token (server)
      tools/call unknown (client) %3$s
        tools/call unknown (server)%4$s
      tools/list (client)
        tools/list (server)
      """;

  /** One way to run the application. */
  record Way(Cell cell, String transport) {
    @Override
    public String toString() {
      return cell + ", " + transport;
    }

    boolean http() {
      return transport.equals("http");
    }
  }

  static Stream<Way> ways() {
    if (!Setup.wholeMatrix()) {
      return Stream.concat(
          Cell.of("mcp").map(cell -> new Way(cell, cell.newest() ? "stdio" : "http")),
          Stream.of(new Way(Cell.newest("mcp"), "http")));
    }
    return Cell.of("mcp").flatMap(cell -> Stream.of("stdio", "http").map(by -> new Way(cell, by)));
  }

  /** What client and server reported, and who of them reported what. */
  private record BothSides(ApplicationRun client, List<RecordedSpan> ofServer) {
    List<RecordedSpan> all() {
      return Stream.concat(client.spans().stream(), ofServer.stream()).toList();
    }

    List<RecordedSpan> named(String name, int kind) {
      return all().stream().filter(s -> s.name().equals(name) && s.kind() == kind).toList();
    }

    @Nullable RecordedSpan byId(String spanId) {
      return all().stream().filter(s -> s.spanId().equals(spanId)).findFirst().orElse(null);
    }
  }

  /**
   * @param options of both JVMs
   */
  private static BothSides run(Way way, List<String> options, Path dir) throws Exception {
    Path folder = Files.createTempDirectory(dir, "server");
    ApplicationRun.Command command = new ApplicationRun.Command(way.cell().jdk());
    options.forEach(command::option);
    ApplicationRun client =
        command.run(
            dir,
            way.cell().classPath(),
            APPLICATION,
            way.transport(),
            folder.toString(),
            String.join("\n", options));
    List<RecordedSpan> ofServer = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.getFileName().toString().startsWith("out")).toList()) {
        read(file, ofServer);
      }
    }
    return new BothSides(client, ofServer);
  }

  private static void read(Path file, List<RecordedSpan> spans) throws IOException {
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("{\"resourceSpans\"")) {
        spans.addAll(RecordedSpan.read(line));
      }
    }
  }

  private static List<String> traced(Way way) {
    return List.of(
        "-javaagent:" + Setup.oneJar(),
        "-Dotel.traces.exporter=experimental-otlp/stdout",
        "-Dotel.metrics.exporter=none",
        "-Dotel.logs.exporter=none",
        "-Dotel.javaagent.debug=true",
        "-Dotel.bsp.schedule.delay=50",
        "-Dotel.javaagent.experimental.indy=" + way.cell().indy());
  }

  @ParameterizedTest
  @MethodSource("ways")
  void bothProgramsSeeTheSameAndShareOneTrace(Way way, @TempDir Path dir) throws Exception {
    BothSides plain = run(way, List.of(), dir);
    BothSides traced = run(way, traced(way), dir);

    assertThat(traced.client().seen()).isEqualTo(plain.client().seen());
    assertThat(traced.client().complaints()).isEmpty();
    assertThat(trees(traced)).isEqualTo(expectedTrees(way));
    assertOneTracePerCall(traced);
    assertWhatTheSpansSay(way, traced);
  }

  private static String expectedTrees(Way way) {
    String initializeAndPing =
        way.http()
            ? "initialize (client)\n  initialize (server)\nping (client)\n  ping (server)\n"
            : "ping (client)\nping (server)\n";
    String stateless =
        way.http() ? "tools/call stateless (client)\n  tools/call stateless (server)\n" : "";
    return way.cell().newest()
        ? TREES.formatted(initializeAndPing, stateless, "-32602", "")
        : TREES.formatted(initializeAndPing, stateless, "-32603", " -32603");
  }

  private static void assertOneTracePerCall(BothSides run) {
    for (RecordedSpan server : run.ofServer()) {
      if (server.kind() == 2 && server.name().startsWith("tools/call")) {
        RecordedSpan client = run.byId(server.parentId());
        assertThat(client).as("parent of %s in the other process", server).isNotNull();
        assertThat(run.client().spans()).contains(client);
        assertThat(server.traceId()).isEqualTo(client.traceId());
        assertThat(server.get("jsonrpc.request.id"))
            .isNotNull()
            .isEqualTo(client.get("jsonrpc.request.id"));
      }
    }
  }

  private static void assertWhatTheSpansSay(Way way, BothSides run) {
    for (RecordedSpan span : run.all()) {
      if (!isMcp(span)) {
        continue;
      }
      assertThat(span.attributes())
          .as("%s", span)
          .containsEntry("network.transport", way.http() ? "tcp" : "pipe")
          .doesNotContainKeys("gen_ai.tool.call.arguments", "gen_ai.tool.call.result");
      if (!span.name().equals("tools/call stateless")) {
        assertThat(span.attributes()).as("%s", span).containsKey("mcp.protocol.version");
      }
      if (!way.http()) {
        assertThat(span.attributes()).doesNotContainKey("mcp.session.id");
      }
    }
    RecordedSpan read = run.named("resources/read", 2).get(0);
    assertThat(read.get("mcp.resource.uri")).isEqualTo("memo://one");
    RecordedSpan prompt = run.named("prompts/get greet", 3).get(0);
    assertThat(prompt.get("gen_ai.prompt.name")).isEqualTo("greet");
    assertThat(prompt.attributes()).doesNotContainKey("gen_ai.operation.name");
    RecordedSpan failed = run.named("tools/call throws", 3).get(0);
    assertThat(failed.attributes())
        .contains(
            entry("gen_ai.operation.name", "execute_tool"),
            entry("gen_ai.tool.name", "throws"),
            entry("mcp.method.name", "tools/call"),
            entry("rpc.response.status_code", "-32603"));
    assertThat(failed.status()).isEqualTo(2);
    RecordedSpan enriched = run.named("execute_tool add", 1).get(0);
    assertThat(run.named("execute_tool fails", 1).get(0).status()).isEqualTo(2);
    assertThat(enriched.attributes())
        .containsEntry("mcp.method.name", "tools/call")
        .containsEntry("gen_ai.tool.call.id", "call_1")
        .containsKey("jsonrpc.request.id");
    if (way.http()) {
      assertThat(prompt.attributes())
          .containsEntry("server.address", "127.0.0.1")
          .containsKeys("server.port", "mcp.session.id");
      RecordedSpan asks = run.named("tools/call asks", 2).get(0);
      assertThat(asks.get("mcp.session.id")).isEqualTo(prompt.get("mcp.session.id"));
      assertThat(sessions(run)).as("sessions of two clients").hasSize(2);
    }
  }

  private static Set<Object> sessions(BothSides run) {
    Set<Object> sessions = new LinkedHashSet<>();
    for (RecordedSpan span : run.all()) {
      Object session = span.get("mcp.session.id");
      if (session != null) {
        sessions.add(session);
      }
    }
    return sessions;
  }

  @Test
  void contentOfToolsIsOnTheSpansOfBothSidesWhenAskedFor(@TempDir Path dir) throws Exception {
    Way way = new Way(Cell.newest("mcp"), "stdio");
    List<String> options = new ArrayList<>(traced(way));
    options.add("-Dotel.instrumentation.genai.capture-message-content=span_only");

    BothSides run = run(way, options, dir);

    assertThat(run.client().complaints()).isEmpty();
    for (int kind : new int[] {2, 3}) {
      assertThat(run.named("tools/call add", kind))
          .isNotEmpty()
          .allSatisfy(
              span ->
                  assertThat(span.attributes())
                      .hasEntrySatisfying(
                          "gen_ai.tool.call.arguments",
                          arguments ->
                              assertThat(arguments.toString()).contains("\"a\":1", "\"b\":2"))
                      .containsEntry(
                          "gen_ai.tool.call.result",
                          "{\"content\":[{\"type\":\"text\",\"text\":\"3\"}]}"));
    }
  }

  @Test
  void switchedOffNothingIsTracedAndNothingIsSent(@TempDir Path dir) throws Exception {
    Way way = new Way(Cell.newest("mcp"), "stdio");
    List<String> options = new ArrayList<>(traced(way));
    options.add("-Dotel.instrumentation.mcp.enabled=false");

    BothSides run = run(way, options, dir);

    assertThat(run.all()).noneMatch(McpAgentIT::isMcp);
  }

  private static boolean isMcp(RecordedSpan span) {
    return span.attributes().containsKey("mcp.method.name");
  }

  /** Nobody waits for the end of this one at the server, which may be gone before. */
  private static boolean told(RecordedSpan span) {
    boolean ours = isMcp(span) || span.isLlm();
    return ours && !(span.name().equals("tools/call slow") && span.kind() == 2);
  }

  private static String trees(BothSides run) {
    StringBuilder out = new StringBuilder();
    run.all().stream()
        .filter(McpAgentIT::told)
        .filter(span -> above(run, span) == null)
        .map(root -> tree(run, root, ""))
        .sorted()
        .forEach(out::append);
    return out.toString();
  }

  private static String tree(BothSides run, RecordedSpan span, String indent) {
    String kind = span.kind() == 1 ? "internal" : span.kind() == 2 ? "server" : "client";
    StringBuilder out = new StringBuilder(indent + span.name() + " (" + kind + ")");
    for (String told : List.of("tracewheel.stream.end", "error.type")) {
      if (span.get(told) != null) {
        out.append(' ').append(span.get(told));
      }
    }
    out.append('\n');
    run.all().stream()
        .filter(McpAgentIT::told)
        .filter(other -> span.equals(above(run, other)))
        .map(child -> tree(run, child, indent + "  "))
        .sorted()
        .forEach(out::append);
    return out.toString();
  }

  /** The nearest span above that is not one of HTTP. */
  private static @Nullable RecordedSpan above(BothSides run, RecordedSpan span) {
    RecordedSpan parent = run.byId(span.parentId());
    while (parent != null && !told(parent)) {
      parent = run.byId(parent.parentId());
    }
    return parent;
  }
}
