// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * An MCP server that answers from a script, over standard input and output in a process of its own
 * or over HTTP in this one. It writes down each request's method and {@code traceparent}.
 */
public final class McpStub {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path wire;

  private McpStub(Path wire) {
    this.wire = wire;
  }

  /**
   * @param args file to write to
   */
  public static void main(String[] args) throws IOException {
    McpStub stub = new McpStub(Path.of(args[0]));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String answer = stub.answer(line);
      if (answer != null) {
        out.println(answer);
      }
    }
  }

  /** Starts a streamable HTTP server without streams; the caller stops it. */
  static HttpServer http(Path wire) throws IOException {
    McpStub stub = new McpStub(wire);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/mcp", stub::answer);
    server.start();
    return server;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String answer = exchange.getRequestMethod().equals("POST") ? answer(body) : null;
    if (answer == null) {
      exchange.sendResponseHeaders(202, -1);
    } else {
      byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.getResponseHeaders().set("Mcp-Session-Id", "session-1");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  private synchronized @Nullable String answer(String message) throws IOException {
    JsonNode request = JSON.readTree(message);
    String method = request.path("method").asText();
    JsonNode params = request.path("params");
    if (!request.has("id")) {
      return null;
    }
    Files.writeString(
        wire,
        method + ' ' + params.path("_meta").path("traceparent").asText("none") + '\n',
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    return "{\"jsonrpc\":\"2.0\",\"id\":" + request.get("id") + "," + answer(method, params) + "}";
  }

  private static String answer(String method, JsonNode params) {
    return switch (method) {
      case "initialize" ->
          "\"result\":{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"tools\":{},"
              + "\"prompts\":{},\"resources\":{}},\"serverInfo\":{\"name\":\"stub\",\"version\":\"1\"}}";
      case "tools/list" ->
          "\"result\":{\"tools\":[{\"name\":\"weather\",\"description\":\"The weather of a city\","
              + "\"inputSchema\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}}]}";
      case "tools/call" -> call(params.path("name").asText());
      case "prompts/get" ->
          "\"result\":{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":\"Hi\"}}]}";
      case "resources/read" ->
          "\"result\":{\"contents\":[{\"uri\":\"memo://one\",\"text\":\"a memo\"}]}";
      default -> "\"result\":{}";
    };
  }

  private static String call(String tool) {
    return switch (tool) {
      case "weather" -> "\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"22 degrees\"}]}";
      case "broken" ->
          "\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"no such city\"}],\"isError\":true}";
      default -> "\"error\":{\"code\":-32602,\"message\":\"Unknown tool: " + tool + "\"}";
    };
  }
}
