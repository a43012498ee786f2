// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.sink;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/** The sink's HTTP side: protobuf only. */
final class HttpSink {

  private static final String PROTOBUF = "application/x-protobuf";

  private final Exports exports;
  private final HttpServer server;
  private final ExecutorService workers = Executors.newCachedThreadPool();

  private HttpSink(int port, Exports exports) throws IOException {
    this.exports = exports;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
    server.setExecutor(workers);
    route("/v1/traces", ExportTraceServiceRequest.parser(), Replies::traces);
    route("/v1/metrics", ExportMetricsServiceRequest.parser(), Replies::metrics);
    route("/v1/logs", ExportLogsServiceRequest.parser(), Replies::logs);
    server.start();
  }

  static HttpSink start(int port, Exports exports) throws IOException {
    return new HttpSink(port, exports);
  }

  int port() {
    return server.getAddress().getPort();
  }

  void close() {
    server.stop(0);
    workers.shutdownNow();
  }

  private void route(
      String path,
      Parser<? extends Message> parser,
      Function<Answer.PartialSuccess, Message> partial) {
    server.createContext(
        path,
        exchange -> {
          // Closing an exchange that was not answered closes its connection.
          try (exchange) {
            export(exchange, parser, partial);
          }
        });
  }

  private void export(
      HttpExchange exchange,
      Parser<? extends Message> parser,
      Function<Answer.PartialSuccess, Message> partial)
      throws IOException {
    if (!exchange.getRequestMethod().equals("POST")) {
      refuse(exchange, 405, "only POST");
      return;
    }
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type == null || !type.startsWith(PROTOBUF)) {
      refuse(exchange, 415, "this sink reads " + PROTOBUF + " only");
      return;
    }
    boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    Message request;
    try (InputStream raw = exchange.getRequestBody();
        InputStream body = gzip ? new GZIPInputStream(raw) : raw) {
      request = parser.parseFrom(body.readAllBytes());
    } catch (InvalidProtocolBufferException e) {
      refuse(exchange, 400, "no OTLP: " + e.getMessage());
      return;
    }
    Answer answer =
        exports.take(new Export(Export.Transport.HTTP, gzip, request, System.nanoTime()));
    if (answer instanceof Answer.Refuse refuse) {
      Duration retryAfter = refuse.retryAfter();
      if (retryAfter != null) {
        long seconds = retryAfter.plusNanos(999_999_999).toSeconds();
        exchange.getResponseHeaders().set("Retry-After", Long.toString(seconds));
      }
      refuse(exchange, refuse.httpStatus(), "refused by the sink");
    } else if (answer instanceof Answer.Raw raw) {
      exchange.getResponseHeaders().set("Content-Type", raw.contentType());
      exchange.sendResponseHeaders(raw.httpStatus(), raw.promised());
      exchange.getResponseBody().write(raw.body().getBytes(StandardCharsets.UTF_8));
    } else if (!(answer instanceof Answer.Drop)) {
      byte[] full = new byte[0];
      reply(
          exchange,
          200,
          answer instanceof Answer.PartialSuccess some ? partial.apply(some).toByteArray() : full);
    }
  }

  private static void refuse(HttpExchange exchange, int status, String message) throws IOException {
    reply(
        exchange,
        status,
        com.google.rpc.Status.newBuilder().setMessage(message).build().toByteArray());
  }

  private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", PROTOBUF);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }
}
