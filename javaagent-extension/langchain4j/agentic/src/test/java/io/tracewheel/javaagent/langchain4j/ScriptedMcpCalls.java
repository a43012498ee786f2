// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import com.sun.net.httpserver.HttpServer;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.mcp.McpToolProvider;
import dev.langchain4j.mcp.client.DefaultMcpClient;
import dev.langchain4j.mcp.client.McpClient;
import dev.langchain4j.mcp.client.transport.McpTransport;
import dev.langchain4j.mcp.client.transport.http.StreamableHttpMcpTransport;
import dev.langchain4j.mcp.client.transport.stdio.StdioMcpTransport;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.service.AiServices;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An application that uses LangChain4j's MCP client by itself and through an AI service, over pipes
 * and over HTTP, and writes down what it sees.
 */
public final class ScriptedMcpCalls {

  private final String baseUrl;
  private final Path wire;
  private final PrintStream seen;

  private ScriptedMcpCalls(String baseUrl, Path wire, PrintStream seen) {
    this.baseUrl = baseUrl;
    this.wire = wire;
    this.seen = seen;
  }

  /**
   * @param args base URL of the model server, file to write to; the MCP server writes to one of the
   *     same name and {@code .wire}
   */
  public static void main(String[] args) throws Exception {
    Path wire = Path.of(args[1] + ".wire");
    HttpServer server = McpStub.http(wire);
    try (PrintStream seen = new PrintStream(args[1], StandardCharsets.UTF_8)) {
      ScriptedMcpCalls calls = new ScriptedMcpCalls(args[0], wire, seen);
      calls.all("stdio", calls.stdio());
      calls.all("http", http(server));
    }
    server.stop(0);
    System.exit(0); // the library's pools would keep the JVM alive
  }

  /** A service whose tools are the server's. */
  public interface Assistant {
    String ask(String question);
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

  private McpTransport stdio() {
    return new StdioMcpTransport.Builder()
        .command(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                McpStub.class.getName(),
                wire.toString()))
        .build();
  }

  private static McpTransport http(HttpServer server) {
    return new StreamableHttpMcpTransport.Builder()
        .url("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp")
        .build();
  }

  private void all(String name, McpTransport transport) throws Exception {
    try (McpClient client =
        new DefaultMcpClient.Builder()
            .key(name)
            .transport(transport)
            .autoHealthCheck(false)
            .build()) {
      step(name + " tools", () -> client.listTools().get(0).name());
      step(name + " weather", () -> client.executeTool(request("weather")).resultText());
      step(name + " broken", () -> client.executeTool(request("broken")).resultText());
      step(name + " unknown", () -> client.executeTool(request("unknown")).resultText());
      step(name + " prompt", () -> client.getPrompt("greet", Map.of()).messages().size());
      step(name + " resource", () -> client.readResource("memo://one").contents().size());
      step(name + " health", () -> health(client));
      step(name + " service", () -> service(client).ask("Weather?"));
    }
  }

  private static String health(McpClient client) {
    client.checkHealth();
    return "well";
  }

  private static ToolExecutionRequest request(String tool) {
    return ToolExecutionRequest.builder().name(tool).arguments("{\"city\":\"Rome\"}").build();
  }

  private Assistant service(McpClient client) {
    return AiServices.builder(Assistant.class)
        .chatModel(
            OpenAiChatModel.builder()
                .baseUrl(baseUrl)
                .apiKey("sk-test")
                .modelName("mcp-weather-loop")
                .maxRetries(0)
                .build())
        .toolProvider(McpToolProvider.builder().mcpClients(client).build())
        .build();
  }
}
