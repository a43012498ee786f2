// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcp;

import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncPromptSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceSpecification;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import jakarta.servlet.Servlet;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** An MCP server whose tools answer in every way that a client must cope with. */
public final class ScriptedServer {

  private static final Duration LONGEST = Duration.ofMinutes(3);

  private ScriptedServer() {}

  /**
   * @param args {@code stdio} and where the protocol's output goes, or {@code http} and the file to
   *     write the port to
   */
  public static void main(String[] args) throws Exception {
    if (args[0].equals("stdio")) {
      OutputStream out = new FileOutputStream(args[1]);
      describe(McpServer.sync(Sdk.stdioServer(System.in, out))).build();
    } else {
      HttpServletStreamableServerTransportProvider servlet = Sdk.servlet("/mcp");
      describe(McpServer.sync(servlet)).build();
      Server server = new Server();
      ServerConnector connector = new ServerConnector(server);
      connector.setHost("127.0.0.1");
      server.addConnector(connector);
      ServletContextHandler context = new ServletContextHandler();
      addServlet(context, servlet, "/mcp");
      addServlet(context, stateless(), "/stateless");
      server.setHandler(context);
      server.start();
      Path port = Path.of(args[1]);
      Path written =
          Files.writeString(port.resolveSibling("port.tmp"), "" + connector.getLocalPort());
      Files.move(written, port);
    }
    Thread.sleep(LONGEST.toMillis()); // some releases have daemon threads only; the client ends us
  }

  private static void addServlet(ServletContextHandler context, Servlet servlet, String path) {
    ServletHolder holder = new ServletHolder(servlet);
    holder.setAsyncSupported(true);
    context.addServlet(holder, path);
  }

  private static Servlet stateless() throws ReflectiveOperationException {
    HttpServletStatelessServerTransport servlet = Sdk.statelessServlet("/stateless");
    McpServer.StatelessSyncSpecification server =
        McpServer.sync(servlet)
            .serverInfo("stateless", "1.0")
            .capabilities(McpSchema.ServerCapabilities.builder().tools(true).build());
    Sdk.statelessTool(server, "stateless", call -> text("nothing kept"));
    server.build();
    return servlet;
  }

  private static <S extends McpServer.SyncSpecification<S>> McpServer.SyncSpecification<S> describe(
      McpServer.SyncSpecification<S> server) throws ReflectiveOperationException {
    tool(server, "add", (exchange, call) -> text(sum(call.arguments())));
    tool(
        server,
        "fails",
        (exchange, call) ->
            CallToolResult.builder().addTextContent("no such city").isError(true).build());
    tool(
        server,
        "throws",
        (exchange, call) -> {
          throw new IllegalStateException("out of order");
        });
    tool(server, "slow", (exchange, call) -> slow());
    tool(server, "token", (exchange, call) -> text("token " + call.meta().get("progressToken")));
    tool(server, "asks", (exchange, call) -> asks(exchange));
    return server
        .serverInfo("scripted", "1.0")
        .capabilities(
            McpSchema.ServerCapabilities.builder()
                .tools(true)
                .prompts(false)
                .resources(false, false)
                .build())
        .prompts(
            new SyncPromptSpecification(
                new McpSchema.Prompt("greet", "Greets", List.of()),
                (exchange, request) ->
                    new McpSchema.GetPromptResult(
                        "greeting",
                        List.of(
                            new McpSchema.PromptMessage(
                                McpSchema.Role.USER, new McpSchema.TextContent("Hello"))))))
        .resources(
            new SyncResourceSpecification(
                McpSchema.Resource.builder()
                    .uri("memo://one")
                    .name("one")
                    .mimeType("text/plain")
                    .build(),
                (exchange, request) ->
                    new McpSchema.ReadResourceResult(
                        List.of(
                            new McpSchema.TextResourceContents(
                                "memo://one", "text/plain", "buy milk")))));
  }

  private static void tool(
      McpServer.SyncSpecification<?> server,
      String name,
      BiFunction<McpSyncServerExchange, CallToolRequest, CallToolResult> handler)
      throws ReflectiveOperationException {
    server.toolCall(Sdk.tool(name), handler);
  }

  private static CallToolResult text(String text) {
    return CallToolResult.builder().addTextContent(text).isError(false).build();
  }

  private static String sum(Map<String, Object> arguments) {
    return Integer.toString(number(arguments, "a") + number(arguments, "b"));
  }

  private static int number(Map<String, Object> arguments, String name) {
    return arguments.get(name) instanceof Number number ? number.intValue() : 0;
  }

  private static CallToolResult slow() {
    try {
      Thread.sleep(3000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return text("at last");
  }

  /** The other direction: asks the client's model. */
  private static CallToolResult asks(McpSyncServerExchange exchange) {
    McpSchema.CreateMessageResult answer =
        exchange.createMessage(
            McpSchema.CreateMessageRequest.builder()
                .messages(
                    List.of(
                        new McpSchema.SamplingMessage(
                            McpSchema.Role.USER, new McpSchema.TextContent("What of it?"))))
                .systemPrompt("Be short.")
                .maxTokens(10)
                .build());
    return text("the client says " + ((McpSchema.TextContent) answer.content()).text());
  }
}
