// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcp;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.service.tool.ToolExecutor;
import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * An application that calls an MCP server in another process in every way that the instrumentation
 * must survive and writes down what it sees. It runs in a JVM of its own, with and without the
 * agent; both must see the same.
 */
public final class ScriptedCalls {

  private final Server server;
  private final PrintStream seen;

  private ScriptedCalls(Server server, PrintStream seen) {
    this.server = server;
    this.seen = seen;
  }

  /** Starts the server's process or finds it running. */
  private interface Server {
    McpClientTransport connect() throws Exception;
  }

  /**
   * @param args {@code stdio} or {@code http}; folder for the server's output; JVM options of the
   *     server, one a line; file to write to
   */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[1]);
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    args[2].lines().filter(option -> !option.isBlank()).forEach(java::add);
    java.addAll(
        List.of("-cp", System.getProperty("java.class.path"), ScriptedServer.class.getName()));
    try (PrintStream seen = new PrintStream(args[3], StandardCharsets.UTF_8)) {
      if (args[0].equals("stdio")) {
        new ScriptedCalls(() -> overPipes(java, folder), seen).all();
      } else {
        Process process = startHttp(java, folder);
        try {
          String url = "http://127.0.0.1:" + port(process, folder.resolve("port"));
          new ScriptedCalls(() -> HttpClientStreamableHttpTransport.builder(url).build(), seen)
              .all();
          new ScriptedCalls(
                  () ->
                      HttpClientStreamableHttpTransport.builder(url).endpoint("/stateless").build(),
                  seen)
              .stateless();
        } finally {
          process.destroy();
          process.waitFor();
        }
      }
    }
    System.exit(0); // the library's pools would keep the JVM alive
  }

  /**
   * The agent writes spans to standard output, so the protocol has a descriptor of its own there.
   */
  private static McpClientTransport overPipes(List<String> java, Path folder) throws Exception {
    long started = Objects.requireNonNull(folder.toFile().list()).length;
    List<String> arguments =
        new ArrayList<>(List.of("-c", "exec \"$@\" 3>&1 1>" + folder + "/out" + started, "sh"));
    arguments.addAll(java);
    arguments.addAll(List.of("stdio", "/dev/fd/3"));
    return Sdk.stdioClient(ServerParameters.builder("sh").args(arguments).build());
  }

  private static Process startHttp(List<String> java, Path folder) throws IOException {
    List<String> command = new ArrayList<>(java);
    command.addAll(List.of("http", folder.resolve("port").toString()));
    return new ProcessBuilder(command)
        .redirectOutput(new File(folder.toFile(), "out0"))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String port(Process process, Path file) throws Exception {
    while (!Files.exists(file)) {
      if (!process.isAlive()) {
        throw new IllegalStateException("the server ended with " + process.exitValue());
      }
      Thread.sleep(50);
    }
    return Files.readString(file);
  }

  private interface Step {
    @Nullable Object run() throws Exception;
  }

  private void step(String name, Step step) {
    String line;
    try {
      line = String.valueOf(step.run());
    } catch (Throwable e) {
      line = "threw " + e.getClass().getName() + ": " + e.getMessage();
    }
    seen.println(name + ": " + line);
  }

  private void all() throws Exception {
    McpSyncClient client =
        McpClient.sync(server.connect())
            .requestTimeout(Duration.ofSeconds(60))
            .initializationTimeout(Duration.ofSeconds(60))
            .capabilities(ClientCapabilities.builder().sampling().build())
            .sampling(
                request ->
                    new McpSchema.CreateMessageResult(
                        McpSchema.Role.ASSISTANT,
                        new McpSchema.TextContent("nothing"),
                        "a-model",
                        McpSchema.CreateMessageResult.StopReason.END_TURN))
            .build();
    step("initialize", () -> client.initialize().serverInfo().name());
    step("ping", client::ping);
    step(
        "tools",
        () -> client.listTools().tools().stream().map(McpSchema.Tool::name).sorted().toList());
    step("add", () -> text(client.callTool(add())));
    step("fails", () -> text(client.callTool(new CallToolRequest("fails", Map.of()))));
    step("throws", () -> text(client.callTool(new CallToolRequest("throws", Map.of()))));
    step("unknown", () -> text(client.callTool(new CallToolRequest("unknown", Map.of()))));
    step("asks", () -> text(client.callTool(new CallToolRequest("asks", Map.of()))));
    step("token", () -> token(client));
    step(
        "prompt",
        () -> client.getPrompt(new McpSchema.GetPromptRequest("greet", Map.of())).description());
    step(
        "resource",
        () ->
            client.readResource(new McpSchema.ReadResourceRequest("memo://one")).contents().size());
    step("framework-same", () -> throughFramework("add", client));
    step("framework-prefixed", () -> throughFramework("scripted_add", client));
    step("framework-other", () -> throughFramework("research", client));
    step(
        "framework-fails",
        () ->
            framework(
                "fails", () -> text(client.callTool(new CallToolRequest("fails", Map.of())))));
    step("close", client::closeGracefully);
    impatient();
  }

  private void stateless() throws Exception {
    McpSyncClient client = McpClient.sync(server.connect()).build();
    step("stateless-initialize", () -> client.initialize().serverInfo().name());
    step("stateless", () -> text(client.callTool(new CallToolRequest("stateless", Map.of()))));
    step("stateless-close", client::closeGracefully);
  }

  private static CallToolRequest add() {
    return new CallToolRequest("add", Map.of("a", 1, "b", 2));
  }

  private static String text(CallToolResult result) {
    List<String> texts = new ArrayList<>();
    result
        .content()
        .forEach(
            part ->
                texts.add(part instanceof McpSchema.TextContent text ? text.text() : part.type()));
    return result.isError() + " " + texts;
  }

  private static String token(McpSyncClient client) {
    CallToolRequest request =
        new CallToolRequest("token", Map.of(), Map.of("progressToken", "mine"));
    return text(client.callTool(request)) + " given " + new TreeMap<>(request.meta());
  }

  /** A tool of a framework, which has a span for it already, that is a call of the server's. */
  private static String throughFramework(String tool, McpSyncClient client) {
    return framework(tool, () -> text(client.callTool(add())));
  }

  private static String framework(String tool, java.util.function.Supplier<String> work) {
    ToolExecutor executor = (request, memory) -> work.get();
    return executor.execute(
        ToolExecutionRequest.builder().id("call_1").name(tool).arguments("{}").build(), "memory");
  }

  /** Lost interest, no interest at all, and interest twice. */
  private void impatient() throws Exception {
    McpAsyncClient client =
        McpClient.async(server.connect())
            .requestTimeout(Duration.ofSeconds(60))
            .initializationTimeout(Duration.ofSeconds(60))
            .build();
    CallToolRequest slow = new CallToolRequest("slow", Map.of());
    step("async-initialize", () -> client.initialize().block().serverInfo().name());
    step(
        "cancelled",
        () -> client.callTool(slow).timeout(Duration.ofMillis(500), Mono.empty()).block());
    step("lazy", () -> client.callTool(add()) != null);
    Mono<String> twice = client.callTool(add()).map(ScriptedCalls::text);
    step("twice", () -> twice.block() + twice.block());
    step(
        "one after the other",
        () ->
            client
                .callTool(add())
                .flatMap(first -> client.callTool(add()))
                .map(ScriptedCalls::text)
                .block());
    step("async-close", () -> client.closeGracefully().block());
  }
}
