// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.tracewheel.server.RunningEvaluator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where all destinations take gzip, the log keeps it, and nothing is deflated twice. */
class CompressedForwardTest {
  private final HttpClient client = HttpClient.newHttpClient();
  @TempDir Path temp;

  /** A request as it came over the wire. */
  private record Arrived(String path, String encoding, byte[] body) {
    byte[] plain() throws IOException {
      return encoding.equals("gzip")
          ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes()
          : body;
    }
  }

  /** A destination that keeps the bodies' very bytes. */
  private static final class RawSink implements AutoCloseable {
    final LinkedBlockingQueue<Arrived> arrived = new LinkedBlockingQueue<>();
    volatile int status = 200;
    private final HttpServer server;

    RawSink() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
            if (status == 200) {
              arrived.add(
                  new Arrived(
                      exchange.getRequestURI().getPath(), encoding == null ? "" : encoding, body));
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
          });
      server.start();
    }

    /** The next traces request. */
    Arrived next() throws InterruptedException {
      while (true) {
        Arrived next = arrived.poll(30, TimeUnit.SECONDS);
        assertThat(next).as("nothing arrived").isNotNull();
        if (next.path().equals("/v1/traces")) {
          return next;
        }
      }
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  @Test
  void aRequestThatNothingChangesLeavesInTheVeryBytesInWhichItCame() throws Exception {
    try (RawSink sink = new RawSink();
        RunningEvaluator evaluator = evaluator("a", sink, "gzip")) {
      for (int spans : new int[] {1, 7, 400}) {
        byte[] sent = gzip(request(spans, 0));
        send(evaluator, sent);
        Arrived arrived = sink.next();
        assertThat(arrived.encoding()).isEqualTo("gzip");
        assertThat(arrived.body()).isEqualTo(sent);
      }
    }
  }

  @Test
  void whatIsChangedOrOddlyCompressedArrivesAsWithoutCompression() throws Exception {
    byte[] plain = request(40, 0);
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    members.write(gzip(plain));
    members.write(gzip(request(3, 0)));
    ByteArrayOutputStream named = new ByteArrayOutputStream();
    named.write(new byte[] {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, 0, 'n', 0});
    byte[] ordinary = gzip(plain);
    named.write(ordinary, 10, ordinary.length - 10);
    try (RawSink sink = new RawSink();
        RawSink bareSink = new RawSink();
        RunningEvaluator evaluator = evaluator("a", sink, "gzip");
        RunningEvaluator bare = evaluator("b", bareSink, "none")) {
      for (byte[] sent :
          new byte[][] {
            gzip(request(40, 8)), gzip(request(1, 1)), members.toByteArray(), named.toByteArray()
          }) {
        send(evaluator, sent);
        send(bare, sent);
        Arrived arrived = sink.next();
        assertThat(arrived.encoding()).isEqualTo("gzip");
        assertThat(arrived.body()[3]).as("optional header fields").isZero();
        assertThat(ExportTraceServiceRequest.parseFrom(arrived.plain()))
            .isEqualTo(ExportTraceServiceRequest.parseFrom(bareSink.next().plain()));
      }
    }
  }

  @Test
  void whatTheLogKeepsCompressedIsReadByADestinationThatTakesNoGzipAnyMore() throws Exception {
    byte[] request = request(40, 0);
    try (RawSink sink = new RawSink()) {
      sink.status = 503;
      try (RunningEvaluator evaluator = evaluator("a", sink, "gzip")) {
        send(evaluator, gzip(request));
        evaluator.stop(Duration.ofMillis(100));
      }
      sink.status = 200;
      try (RunningEvaluator again = evaluator("a", sink, "none")) {
        assertThat(again.httpPort()).isPositive();
        Arrived arrived = sink.next();
        assertThat(arrived.encoding()).isEmpty();
        assertThat(arrived.body()).isEqualTo(request);
      }
    }
  }

  private RunningEvaluator evaluator(String data, RawSink sink, String compression)
      throws Exception {
    return RunningEvaluator.start(
        Files.createDirectories(temp.resolve(data)),
        """
        exporters:
          otlphttp/raw:
            endpoint: http://127.0.0.1:%d
            compression: %s
            retry_on_failure: {initial_interval: 100ms}
        """
            .formatted(sink.server.getAddress().getPort(), compression));
  }

  private void send(RunningEvaluator evaluator, byte[] gzip) throws Exception {
    HttpRequest post =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + evaluator.httpPort() + "/v1/traces"))
            .header("Content-Type", "application/x-protobuf")
            .header("Content-Encoding", "gzip")
            .POST(HttpRequest.BodyPublishers.ofByteArray(gzip))
            .build();
    assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  private static byte[] request(int spans, int genAi) {
    Random random = new Random(spans);
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (int i = 0; i < spans; i++) {
      byte[] id = new byte[16];
      random.nextBytes(id);
      Span.Builder span =
          Span.newBuilder()
              .setTraceId(ByteString.copyFrom(id))
              .setSpanId(ByteString.copyFrom(id, 3, 8))
              .setName("GET /orders/" + i)
              .setStartTimeUnixNano(1_780_000_000_000_000_000L)
              .setEndTimeUnixNano(1_780_000_000_500_000_000L);
      if (i < genAi) {
        span.addAttributes(text("gen_ai.operation.name", "chat"))
            .addAttributes(
                text(
                    "gen_ai.output.messages",
                    "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Hello\"}]}]"));
      }
      request.addResourceSpansBuilder().addScopeSpansBuilder().addSpans(span);
    }
    return request.build().toByteArray();
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
