// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.kafka;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/** A destination, by OTLP/HTTP, that knows which evaluator sent what and when. */
final class Backend implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Arrival> arrivals = new ArrayList<>();

  /**
   * A span that arrived.
   *
   * @param from the evaluator
   * @param begin when its request began, System.nanoTime
   * @param end when it was answered
   */
  record Arrival(String from, String trace, String span, long begin, long end) {}

  Backend(long answerMillis) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          long begin = System.nanoTime();
          byte[] body = exchange.getRequestBody().readAllBytes();
          if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
              body = in.readAllBytes();
            }
          }
          String from = exchange.getRequestURI().getPath().split("/")[1];
          List<Arrival> spans = new ArrayList<>();
          try {
            TimeUnit.MILLISECONDS.sleep(answerMillis);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          long end = System.nanoTime();
          if (exchange.getRequestURI().getPath().endsWith("/v1/traces")) {
            ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(body);
            request.getResourceSpansList().stream()
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .map(span -> new Arrival(from, trace(span), span.getName(), begin, end))
                .forEach(spans::add);
          }
          synchronized (arrivals) {
            arrivals.addAll(spans);
          }
          exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  private static String trace(Span span) {
    return span.getTraceId().toStringUtf8().strip();
  }

  /** Where one evaluator sends to. */
  String endpoint(String evaluator) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + evaluator;
  }

  List<Arrival> arrivals() {
    synchronized (arrivals) {
      return List.copyOf(arrivals);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
