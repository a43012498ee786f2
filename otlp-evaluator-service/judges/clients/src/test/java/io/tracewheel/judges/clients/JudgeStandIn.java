// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Stands in for judges of all four wire formats, and for all that can go wrong with them. */
final class JudgeStandIn implements AutoCloseable {

  /** What it does with a call. */
  @FunctionalInterface
  interface Behaviour {
    /** Answers, or does not. */
    void handle(JudgeStandIn standIn, HttpExchange exchange, Call call) throws IOException;
  }

  /** A call that came in. */
  record Call(int number, String path, Map<String, List<String>> headers, String body, long at) {
    JsonNode json() {
      return JsonMapper.shared().readTree(body);
    }

    String header(String name) {
      return headers.entrySet().stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .map(header -> header.getValue().get(0))
          .findFirst()
          .orElse("");
    }
  }

  static final String PASS = "{\"explanation\":\"fine\",\"pass\":true}";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicInteger numbers = new AtomicInteger();
  private volatile Behaviour behaviour = says(PASS);
  final List<Call> calls = new CopyOnWriteArrayList<>();

  JudgeStandIn() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          Call call =
              new Call(
                  numbers.incrementAndGet(),
                  exchange.getRequestURI().getPath(),
                  Map.copyOf(exchange.getRequestHeaders()),
                  body,
                  System.nanoTime());
          calls.add(call);
          try (exchange) {
            behaviour.handle(this, exchange, call);
          }
        });
    server.start();
  }

  String uri() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  JudgeStandIn does(Behaviour next) {
    behaviour = next;
    return this;
  }

  static Behaviour says(String text) {
    return (standIn, exchange, call) -> send(exchange, 200, wire(call.path(), text));
  }

  static Behaviour inTurn(Behaviour... each) {
    return (standIn, exchange, call) ->
        each[Math.min(call.number(), each.length) - 1].handle(standIn, exchange, call);
  }

  static Behaviour raw(int status, String body) {
    return (standIn, exchange, call) -> send(exchange, status, body);
  }

  static Behaviour tooMany(String retryAfter) {
    return (standIn, exchange, call) -> {
      exchange.getResponseHeaders().set("Retry-After", retryAfter);
      send(exchange, 429, "{\"error\":{\"message\":\"slow down\",\"type\":\"rate_limit\"}}");
    };
  }

  static Behaviour hangs() {
    return (standIn, exchange, call) -> standIn.waitFor(60_000);
  }

  /** One byte now and then. */
  static Behaviour trickles() {
    return (standIn, exchange, call) -> {
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      while (!standIn.waitFor(20)) {
        out.write(' ');
        out.flush();
      }
    };
  }

  static Behaviour neverEnds() {
    return (standIn, exchange, call) -> {
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      while (!standIn.waitFor(0)) {
        out.write(new byte[8192]);
      }
    };
  }

  static Behaviour diesMidway() {
    return (standIn, exchange, call) -> {
      byte[] whole = wire(call.path(), PASS).getBytes(UTF_8);
      exchange.sendResponseHeaders(200, whole.length);
      exchange.getResponseBody().write(whole, 0, whole.length / 2);
      exchange.getResponseBody().flush();
    };
  }

  private boolean waitFor(long millis) {
    try {
      return closing.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** An answer of 100 tokens in and 10 out. */
  static String wire(String path, String text) {
    String quoted = JsonMapper.shared().writeValueAsString(text);
    String format;
    if (path.endsWith("/chat/completions")) {
      format =
          "{'id':'r1','object':'chat.completion','created':1,'model':'judge-1','choices':[{'index':0,"
              + "'message':{'role':'assistant','content':%s},'finish_reason':'stop'}],"
              + "'usage':{'prompt_tokens':100,'completion_tokens':10,'total_tokens':110}}";
    } else if (path.endsWith("/messages")) {
      format =
          "{'id':'r1','type':'message','role':'assistant','model':'judge-1','content':[{'type':'text',"
              + "'text':%s}],'stop_reason':'end_turn','usage':{'input_tokens':100,'output_tokens':10}}";
    } else if (path.endsWith(":generateContent")) {
      format =
          "{'responseId':'r1','modelVersion':'judge-1','candidates':[{'index':0,'content':{'role':'model',"
              + "'parts':[{'text':%s}]},'finishReason':'STOP'}],"
              + "'usageMetadata':{'promptTokenCount':100,'candidatesTokenCount':10,'totalTokenCount':110}}";
    } else {
      format =
          "{'output':{'message':{'role':'assistant','content':[{'text':%s}]}},'stopReason':'end_turn',"
              + "'usage':{'inputTokens':100,'outputTokens':10,'totalTokens':110},'metrics':{'latencyMs':1}}";
    }
    return String.format(java.util.Locale.ROOT, format.replace('\'', '"'), quoted);
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
