// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * Speaks OpenAI's and, below {@code /messages}, Anthropic's HTTP interface, Google's below {@code
 * /v1beta} Bedrock's below {@code /model} and Azure's of OpenAI's below {@code /openai}, from a
 * script: the ending of the model's name ({@code chat-429}) says how to answer, so that answers are
 * the same in every run.
 */
final class StubModelServer implements AutoCloseable {

  private static final Pattern MODEL = Pattern.compile("\"model\"\\s*:\\s*\"([^\"]+)\"");

  /** Google names model and method in the path. */
  private static final Pattern GEMINI_MODEL = Pattern.compile("/models/([^/:]+):(\\w+)");

  /** Azure names the deployment in the path, too. */
  private static final Pattern DEPLOYMENT = Pattern.compile("/deployments/([^/]+)/");

  private static final Pattern STREAM = Pattern.compile("\"stream\"\\s*:\\s*true");
  private static final Pattern TOOL_RESULT = Pattern.compile("\"role\"\\s*:\\s*\"tool\"");

  /**
   * {@code agent-weather-loop}: the model wants the tool once and answers when it has the result.
   */
  private static final Pattern LOOP = Pattern.compile("([a-z]+)-loop");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

  StubModelServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/v1/", this::answer);
    server.createContext("/openai/", this::answer);
    server.createContext("/v1beta", this::gemini);
    server.createContext("/model/", new BedrockStub());
    for (String path : BedrockAgentStub.PATHS) {
      server.createContext(path, new BedrockAgentStub());
    }
    server.setExecutor(threads);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  String baseUrl() {
    return origin() + "/v1";
  }

  /** For clients that add the version themselves. */
  String origin() {
    return "http://127.0.0.1:" + port();
  }

  /**
   * Forgets how often each model was called, so that the next application meets the same server.
   */
  void reset() {
    calls.clear();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String path = exchange.getRequestURI().getPath();
    Matcher deployment = DEPLOYMENT.matcher(path);
    Matcher matcher = deployment.find() ? deployment.reset() : MODEL.matcher(body);
    String model = matcher.find() ? matcher.group(1) : "none";
    exchange.getResponseHeaders().set("x-request-id", "req_" + model);
    exchange.getResponseHeaders().set("request-id", "req_" + model);
    int call = calls.computeIfAbsent(model, m -> new AtomicInteger()).incrementAndGet();
    if (model.endsWith("slow")) {
      pause(Duration.ofSeconds(3));
    }
    if (path.contains("/messages")) {
      messages(exchange, model, body, call);
    } else if (model.endsWith("401")) {
      error(exchange, 401, "invalid_api_key", "Incorrect API key provided");
    } else if (model.endsWith("429") || model.endsWith("callback")) {
      error(exchange, 429, "rate_limit_exceeded", "Rate limit reached");
    } else if (model.endsWith("500") || (model.endsWith("retried") && call == 1)) {
      send(
          exchange,
          500,
          "application/json",
          "{\"error\":{\"message\":\"boom\",\"type\":\"server_error\"}}");
    } else if (model.endsWith("not-json")) {
      send(exchange, 200, "application/json", "<html>busy</html>");
    } else if (path.endsWith("/embeddings")) {
      send(exchange, 200, "application/json", Answers.embeddings(model));
    } else if (path.endsWith("/responses")) {
      if (STREAM.matcher(body).find()) {
        stream(exchange, model, Answers.responseEvents(model));
      } else {
        send(exchange, 200, "application/json", Answers.response(model));
      }
    } else if (LOOP.matcher(model).find() && !TOOL_RESULT.matcher(body).find()) {
      Matcher tool = LOOP.matcher(model);
      String name = tool.find() ? tool.group(1) : "none";
      if (STREAM.matcher(body).find()) {
        List<String> chunks = Answers.toolChunks(model, name);
        stream(
            exchange,
            model,
            path.startsWith("/openai/") ? Answers.withUsageMember(chunks) : chunks);
      } else {
        send(exchange, 200, "application/json", Answers.toolCall(model, name));
      }
    } else if (STREAM.matcher(body).find()) {
      List<String> chunks = Answers.chunks(model);
      stream(
          exchange, model, path.startsWith("/openai/") ? Answers.withUsageMember(chunks) : chunks);
    } else if (model.endsWith("gzipped")) {
      gzip(exchange, Answers.chat(model));
    } else if (model.endsWith("cut")) {
      cut(exchange, Answers.chat(model));
    } else {
      send(exchange, 200, "application/json", Answers.chat(model));
    }
  }

  private static void messages(HttpExchange exchange, String model, String body, int call)
      throws IOException {
    String json = "application/json";
    if (model.startsWith("count")) {
      send(exchange, 200, json, "{\"input_tokens\":5}");
    } else if (model.endsWith("401")) {
      send(
          exchange, 401, json, AnthropicAnswers.error("authentication_error", "invalid x-api-key"));
    } else if (model.endsWith("429") || model.endsWith("callback")) {
      send(exchange, 429, json, AnthropicAnswers.error("rate_limit_error", "Rate limit reached"));
    } else if (model.endsWith("500") || (model.endsWith("retried") && call == 1)) {
      send(exchange, 500, json, "{\"oops\":\"boom\"}");
    } else if (model.endsWith("not-json")) {
      send(exchange, 200, json, "<html>busy</html>");
    } else if (LOOP.matcher(model).find()) {
      send(exchange, 200, json, AnthropicAnswers.message(model, !body.contains("\"tool_result\"")));
    } else if (STREAM.matcher(body).find()) {
      stream(exchange, model, AnthropicAnswers.events(model));
    } else if (model.endsWith("cut")) {
      cut(exchange, AnthropicAnswers.message(model));
    } else {
      send(exchange, 200, json, AnthropicAnswers.message(model));
    }
  }

  private void gemini(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Matcher path = GEMINI_MODEL.matcher(exchange.getRequestURI().getPath());
    String model = path.find() ? path.group(1) : "none";
    String method = model.equals("none") ? "none" : path.group(2);
    Matcher loop = LOOP.matcher(model);
    String json = "application/json";
    if (model.endsWith("401")) {
      send(exchange, 401, json, GeminiAnswers.error(401, "UNAUTHENTICATED", "API key not valid"));
    } else if (model.endsWith("429") || model.endsWith("callback")) {
      send(exchange, 429, json, GeminiAnswers.error(429, "RESOURCE_EXHAUSTED", "Quota exceeded"));
    } else if (model.endsWith("500")) {
      send(exchange, 500, json, "{\"oops\":\"boom\"}");
    } else if (model.endsWith("not-json")) {
      send(exchange, 200, json, "<html>busy</html>");
    } else if (method.equals("batchEmbedContents")) {
      send(exchange, 200, json, GeminiAnswers.embeddings(model.endsWith("many") ? 2 : 1));
    } else if (method.equals("predict")) {
      send(exchange, 200, json, GeminiAnswers.predictions());
    } else if (loop.find() && !body.contains("functionResponse")) {
      send(exchange, 200, json, GeminiAnswers.toolCall(model, loop.group(1)));
    } else if (method.equals("streamGenerateContent")) {
      stream(exchange, model, GeminiAnswers.chunks(model));
    } else if (model.endsWith("cut")) {
      cut(exchange, GeminiAnswers.content(model));
    } else {
      send(exchange, 200, json, GeminiAnswers.content(model));
    }
  }

  private static void error(HttpExchange exchange, int status, String code, String message)
      throws IOException {
    send(
        exchange,
        status,
        "application/json",
        "{\"error\":{\"message\":\"%s\",\"type\":\"request_error\",\"param\":null,\"code\":\"%s\"}}"
            .formatted(message, code));
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private static void gzip(HttpExchange exchange, String body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = new GZIPOutputStream(exchange.getResponseBody())) {
      out.write(body.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void pause(Duration time) throws IOException {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException closed) {
      throw new InterruptedIOException("The server is closed");
    }
  }

  /** Promises the whole body and sends half of it. */
  private static void cut(HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
    exchange.getResponseBody().flush();
    exchange.close();
  }

  private static void stream(HttpExchange exchange, String model, List<String> events)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    boolean breaks = model.endsWith("broken");
    exchange.sendResponseHeaders(200, breaks ? 1_000_000 : 0); // a promise that is not kept
    OutputStream out = exchange.getResponseBody();
    int sent = 0;
    for (String event : events) {
      if (breaks && sent == 2) {
        exchange.close();
        return;
      }
      if (sent == 3 && model.endsWith("stalled")) {
        waitForTheClientToLeave(out);
      }
      out.write((event + "\n\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
      sent++;
    }
    exchange.close();
  }

  /** Sends comments, which no client shows, until they arrive nowhere or it takes too long. */
  private static void waitForTheClientToLeave(OutputStream out) throws IOException {
    for (int i = 0; i < 1500; i++) {
      out.write(": wait\n\n".getBytes(StandardCharsets.UTF_8));
      out.flush();
      pause(Duration.ofMillis(20));
    }
  }
}
