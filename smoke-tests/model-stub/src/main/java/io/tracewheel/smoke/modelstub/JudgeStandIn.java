// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.modelstub;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A judge of the OpenAI wire format that behaves, or misbehaves, as it is told. Thread-safe. */
public final class JudgeStandIn implements AutoCloseable {

  /** What it does with a call. */
  public enum Conduct {
    /** A verdict, after the time that a small model takes. */
    ANSWERS,
    /** Takes the call and says nothing. */
    HANGS,
    /** After the same time, a verdict that is none of those it may give, and a bill of nothing. */
    LIES,
    /** After the same time, 60 KB of noise. */
    GARBAGE,
    /** Always too many requests. */
    LIMITS,
    /** Cuts the connection in the middle of its answer. */
    DIES
  }

  private static final long THINKS_MILLIS = 300;

  private static final String ANSWER =
      "{\"id\":\"r1\",\"model\":\"judge-1\",\"choices\":[{\"index\":0,\"message\":{\"role\":"
          + "\"assistant\",\"content\":\"{\\\"explanation\\\":\\\"fine\\\",\\\"pass\\\":%s}\"},"
          + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d,"
          + "\"total_tokens\":%d}}";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicLong calls = new AtomicLong();
  private final byte[] noise = new byte[60_000];
  private volatile Conduct conduct = Conduct.ANSWERS;

  /** Starts on a free port of the loopback. */
  public JudgeStandIn() throws IOException {
    new Random(42).nextBytes(noise);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      calls.incrementAndGet();
      exchange.getRequestBody().readAllBytes();
      switch (conduct) {
        case ANSWERS -> {
          pause(THINKS_MILLIS);
          send(
              exchange,
              200,
              String.format(Locale.ROOT, ANSWER, "true", 900, 30, 930).getBytes(UTF_8));
        }
        case HANGS -> pause(120_000);
        case LIES -> {
          pause(THINKS_MILLIS);
          send(
              exchange,
              200,
              String.format(Locale.ROOT, ANSWER, "\\\"high\\\"", 0, 0, 0).getBytes(UTF_8));
        }
        case GARBAGE -> {
          pause(THINKS_MILLIS);
          send(exchange, 200, noise);
        }
        case LIMITS -> {
          exchange.getResponseHeaders().set("Retry-After", "1");
          send(exchange, 429, "{\"error\":{\"message\":\"slow down\"}}".getBytes(UTF_8));
        }
        case DIES -> {
          exchange.sendResponseHeaders(200, 10_000);
          OutputStream out = exchange.getResponseBody();
          out.write("{\"id\":".getBytes(UTF_8));
          out.flush();
        }
      }
    }
  }

  private void pause(long millis) throws IOException {
    try {
      if (closing.await(millis, TimeUnit.MILLISECONDS)) {
        throw new IOException("closing");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /** From now on it does this. */
  public void conduct(Conduct next) {
    conduct = next;
  }

  /** Where it listens; any path will do. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Calls that came in so far. */
  public long calls() {
    return calls.get();
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
