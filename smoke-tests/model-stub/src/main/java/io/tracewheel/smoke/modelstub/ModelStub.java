// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.modelstub;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tracewheel.smoke.modelstub.Scenario.Then;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The server: {@code POST /v1/chat/completions} (one document or a stream) and {@code POST
 * /v1/embeddings}, on the loopback address. Answers are functions of the request and the scenario
 * alone. Thread-safe.
 */
public final class ModelStub implements AutoCloseable {
  /** Longest request body in bytes. */
  private static final int MAX_BODY = 16 << 20;

  private static final JsonMapper MAPPER = new JsonMapper();

  private final HttpServer server;
  private final ExecutorService threads;
  private final Scenario scenario;
  private final AtomicInteger chats = new AtomicInteger();
  private final AtomicInteger embeddings = new AtomicInteger();

  private ModelStub(HttpServer server, ExecutorService threads, Scenario scenario) {
    this.server = server;
    this.threads = threads;
    this.scenario = scenario;
  }

  /**
   * Starts a server.
   *
   * @param port TCP port; 0 for a free one
   * @throws IOException if the port cannot be listened on
   */
  public static ModelStub start(int port, Scenario scenario) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    ExecutorService threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "model-stub");
              thread.setDaemon(true);
              return thread;
            });
    ModelStub stub = new ModelStub(server, threads, scenario);
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", stub.safely(stub::chat));
    server.createContext("/v1/embeddings", stub.safely(stub::embeddings));
    server.createContext(
        "/",
        exchange ->
            send(
                exchange,
                404,
                error("invalid_request_error", "unknown path: " + exchange.getRequestURI())));
    server.start();
    return stub;
  }

  /** What clients take for {@code https://api.openai.com/v1}. */
  public String baseUrl() {
    return "http://127.0.0.1:" + port() + "/v1";
  }

  /** The port that is listened on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /**
   * Requests answered with success.
   *
   * @param chats chat completions, streamed or not
   * @param embeddings requests for embeddings
   */
  public record Served(int chats, int embeddings) {}

  /** What was served so far. */
  public Served served() {
    return new Served(chats.get(), embeddings.get());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private interface Answerer {
    void answer(HttpExchange exchange, JsonNode request) throws IOException;
  }

  private com.sun.net.httpserver.HttpHandler safely(Answerer answerer) {
    return exchange -> {
      try (exchange) {
        if (!exchange.getRequestMethod().equals("POST")) {
          send(exchange, 405, error("invalid_request_error", "use POST"));
          return;
        }
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
          send(exchange, 413, error("invalid_request_error", "body over " + MAX_BODY + " bytes"));
          return;
        }
        JsonNode request;
        try {
          request = MAPPER.readTree(body);
        } catch (JacksonException e) {
          send(exchange, 400, error("invalid_request_error", "the body is no JSON"));
          return;
        }
        answerer.answer(exchange, request);
      }
    };
  }

  private void embeddings(HttpExchange exchange, JsonNode request) throws IOException {
    embeddings.incrementAndGet();
    send(exchange, 200, Embeddings.answer(request));
  }

  private void chat(HttpExchange exchange, JsonNode request) throws IOException {
    Conversation conversation = Conversation.of(request);
    Optional<Then> scripted = scenario.answerTo(conversation);
    if (scripted.isEmpty()) {
      send(exchange, 400, error("invalid_request_error", "no scripted turn for " + conversation));
      return;
    }
    Then then = scripted.get();
    if (then.delayMillis() != null) {
      try {
        TimeUnit.MILLISECONDS.sleep(then.delayMillis());
      } catch (InterruptedException e) {
        // The stub is closing: the client sees a closed connection.
        Thread.currentThread().interrupt();
        return;
      }
    }
    if (then.error() != null) {
      send(exchange, then.error().status(), error(then.error().type(), then.error().message()));
      return;
    }
    chats.incrementAndGet();
    ChatAnswer answer = new ChatAnswer(request, then);
    if (!request.path("stream").asBoolean(false)) {
      send(exchange, 200, answer.document());
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      for (ObjectNode chunk : answer.chunks()) {
        out.write(("data: " + chunk + "\n\n").getBytes(UTF_8));
        out.flush();
      }
      out.write("data: [DONE]\n\n".getBytes(UTF_8));
    }
  }

  private static void send(HttpExchange exchange, int status, ObjectNode body) throws IOException {
    byte[] bytes = MAPPER.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static ObjectNode error(String type, String message) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putObject("error")
        .put("message", message)
        .put("type", type)
        .putNull("param")
        .putNull("code");
    return body;
  }
}
