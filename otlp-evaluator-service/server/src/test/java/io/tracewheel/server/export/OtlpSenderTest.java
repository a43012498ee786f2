// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.grpc.Metadata;
import io.grpc.Status;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.config.ExporterConfig.Compression;
import io.tracewheel.server.export.Sink.Answer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpSenderTest {
  private static final Set<Status.Code> RETRYABLE =
      EnumSet.of(
          Status.Code.CANCELLED,
          Status.Code.DEADLINE_EXCEEDED,
          Status.Code.RESOURCE_EXHAUSTED,
          Status.Code.ABORTED,
          Status.Code.OUT_OF_RANGE,
          Status.Code.UNAVAILABLE,
          Status.Code.DATA_LOSS);
  private static final ByteSlice BODY =
      ByteSlice.of("no protobuf, and nobody minds".getBytes(StandardCharsets.UTF_8));

  private static Delivery send(OtlpSender sender, ByteSlice body) throws Exception {
    return sender.send(Signal.TRACES, body).get(30, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource(Status.Code.class)
  void each_grpc_code_is_retried_exactly_if_otlp_says_so(Status.Code code) throws Exception {
    try (Sink sink = Sink.grpc();
        OtlpSender sender = OtlpSender.open(Settings.grpc("g", sink.port()))) {
      sink.script = (call, request) -> Answer.grpc(code);
      Delivery delivery = send(sender, BODY);
      if (code == Status.Code.OK) {
        assertThat(delivery).isEqualTo(new Delivery.Accepted(0, ""));
      } else if (RETRYABLE.contains(code)) {
        assertThat(delivery)
            .isEqualTo(
                new Delivery.Retry(
                    code + ": told so", code == Status.Code.DEADLINE_EXCEEDED, null));
      } else {
        assertThat(delivery).isEqualTo(new Delivery.Refused(code + ": told so"));
      }
    }
  }

  @Test
  void the_wait_of_a_grpc_retry_info_is_heeded_and_too_large_is_for_good() throws Exception {
    try (Sink sink = Sink.grpc();
        OtlpSender sender = OtlpSender.open(Settings.grpc("g", sink.port()))) {
      int exhausted = Status.Code.RESOURCE_EXHAUSTED.value();
      sink.script = (call, request) -> new Answer(exhausted, "busy", "PT1.5S", new byte[0]);
      assertThat(send(sender, BODY))
          .isEqualTo(
              new Delivery.Retry("RESOURCE_EXHAUSTED: busy", false, Duration.ofMillis(1500)));
      sink.script =
          (call, request) ->
              new Answer(
                  exhausted,
                  "grpc: received message larger than max (5000000 vs. 4194304)",
                  null,
                  new byte[0]);
      assertThat(send(sender, BODY)).isInstanceOf(Delivery.Refused.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200, accepted",
    "202, accepted",
    "301, refused",
    "400, refused",
    "401, refused",
    "403, refused",
    "404, refused",
    "408, refused",
    "413, refused",
    "429, retry",
    "500, refused",
    "501, refused",
    "502, retry",
    "503, retry",
    "504, retry"
  })
  void each_http_status_is_retried_exactly_if_otlp_says_so(int status, String expected)
      throws Exception {
    try (Sink sink = Sink.http();
        OtlpSender sender = OtlpSender.open(Settings.http("h", sink.port()))) {
      sink.script = (call, request) -> Answer.http(status);
      Delivery delivery = send(sender, BODY);
      switch (expected) {
        case "accepted" -> assertThat(delivery).isEqualTo(new Delivery.Accepted(0, ""));
        case "retry" ->
            assertThat(delivery).isEqualTo(new Delivery.Retry("HTTP " + status, false, null));
        default -> assertThat(delivery).isEqualTo(new Delivery.Refused("HTTP " + status));
      }
    }
  }

  @Test
  void retry_after_is_read_as_seconds_and_as_a_date() throws Exception {
    Instant now = Instant.parse("2026-01-02T03:04:05Z");
    assertThat(HttpSender.retryAfter("7", () -> now)).isEqualTo(Duration.ofSeconds(7));
    assertThat(HttpSender.retryAfter("Fri, 2 Jan 2026 03:04:15 GMT", () -> now))
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(HttpSender.retryAfter("Fri, 2 Jan 2026 03:00:00 GMT", () -> now))
        .isEqualTo(Duration.ZERO);
    assertThat(HttpSender.retryAfter("soon", () -> now)).isNull();
    assertThat(HttpSender.retryAfter("99999999999999999999", () -> now)).isNull();
    try (Sink sink = Sink.http();
        OtlpSender sender = OtlpSender.open(Settings.http("h", sink.port()))) {
      sink.script = (call, request) -> new Answer(503, "", "3", new byte[0]);
      assertThat(send(sender, BODY))
          .isEqualTo(new Delivery.Retry("HTTP 503", false, Duration.ofSeconds(3)));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void the_bytes_arrive_as_they_are_with_headers_plain_and_compressed(boolean grpc)
      throws Exception {
    byte[] body = new byte[300_000];
    new Random(1).nextBytes(body);
    for (Compression compression : Compression.values()) {
      Duration timeout = Duration.ofSeconds(10);
      try (Sink sink = grpc ? Sink.grpc() : Sink.http();
          OtlpSender sender =
              grpc
                  ? OtlpSender.open(Settings.grpc("d", sink.port(), compression, timeout))
                  : OtlpSender.open(Settings.http("d", sink.port(), compression, timeout))) {
        for (Signal signal : Signal.values()) {
          assertThat(
                  sender.send(signal, new ByteSlice(body, 17, 200_000)).get(30, TimeUnit.SECONDS))
              .isEqualTo(new Delivery.Accepted(0, ""));
        }
        assertThat(sink.taken()).extracting(Sink.Taken::signal).containsExactly(Signal.values());
        for (Sink.Taken taken : sink.taken()) {
          assertThat(ByteSlice.of(taken.request()).contentEquals(new ByteSlice(body, 17, 200_000)))
              .isTrue();
        }
        assertThat(sink.headers).containsEntry("x-api-key", "k1");
        String encoding = sink.headers.get(grpc ? "grpc-encoding" : "content-encoding");
        assertThat("gzip".equals(encoding)).isEqualTo(compression == Compression.GZIP);
        assertThat("zstd".equals(encoding)).isEqualTo(compression == Compression.ZSTD);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void partial_success_is_accepted_and_counted(boolean grpc) throws Exception {
    byte[] response =
        ExportTraceServiceResponse.newBuilder()
            .setPartialSuccess(
                ExportTracePartialSuccess.newBuilder()
                    .setRejectedSpans(3)
                    .setErrorMessage("too\nold"))
            .build()
            .toByteArray();
    try (Sink sink = grpc ? Sink.grpc() : Sink.http();
        OtlpSender sender = open(grpc, sink.port(), Duration.ofSeconds(10))) {
      sink.script = (call, request) -> new Answer(0, "", null, response);
      assertThat(send(sender, BODY)).isEqualTo(new Delivery.Accepted(3, "too old"));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_response_beyond_the_limit_is_not_read(boolean grpc) throws Exception {
    try (Sink sink = grpc ? Sink.grpc() : Sink.http();
        OtlpSender sender = open(grpc, sink.port(), Duration.ofSeconds(20))) {
      sink.script =
          (call, request) ->
              new Answer(0, "", null, new byte[OtlpSender.MAX_RESPONSE_BYTES + 1_000]);
      assertThat(send(sender, BODY)).isInstanceOf(Delivery.Refused.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_server_that_does_not_answer_is_a_retry_when_the_timeout_is_over(boolean grpc)
      throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (Sink sink = grpc ? Sink.grpc() : Sink.http();
        OtlpSender sender = open(grpc, sink.port(), Duration.ofMillis(300))) {
      sink.script =
          (call, request) -> {
            release.await();
            return Answer.OK;
          };
      assertThat(send(sender, BODY)).isInstanceOf(Delivery.Retry.class);
      release.countDown();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nobody_listening_is_a_retry_that_says_so(boolean grpc) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (OtlpSender sender = open(grpc, port, Duration.ofSeconds(10))) {
      Delivery delivery = send(sender, BODY);
      assertThat(delivery).isInstanceOf(Delivery.Retry.class);
      assertThat(delivery.toString()).containsIgnoringCase("connect");
    }
  }

  @Test
  void a_page_that_says_200_has_taken_nothing_whereas_other_types_are_believed() throws Exception {
    AtomicReference<String> type = new AtomicReference<>("");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", type.get());
            exchange.sendResponseHeaders(200, -1);
          }
        });
    server.start();
    try (OtlpSender sender = open(false, server.getAddress().getPort(), Duration.ofSeconds(20))) {
      for (String page : List.of("text/html", "Text/HTML; charset=utf-8")) {
        type.set(page);
        assertThat(send(sender, BODY))
            .isInstanceOfSatisfying(
                Delivery.Retry.class, retry -> assertThat(retry.reason()).contains("text/html"));
      }
      for (String answer : List.of("application/json", "text/plain", "application/x-protobuf")) {
        type.set(answer);
        assertThat(send(sender, BODY)).isEqualTo(new Delivery.Accepted(0, ""));
      }
    } finally {
      server.stop(0);
    }
  }

  private static OtlpSender open(boolean grpc, int port, Duration timeout) {
    return grpc
        ? OtlpSender.open(Settings.grpc("d", port, Compression.NONE, timeout))
        : OtlpSender.open(Settings.http("d", port, Compression.NONE, timeout));
  }

  @Test
  void aBrokenConnectionIsNoAnswerOfTheDestinationWhateverGrpcCallsIt() {
    for (Status status : List.of(Status.UNKNOWN, Status.INTERNAL)) {
      Status broken = status.withCause(new ClosedChannelException());
      assertThat(GrpcSender.failure(broken, new Metadata())).isInstanceOf(Delivery.Retry.class);
      assertThat(GrpcSender.failure(status, new Metadata())).isInstanceOf(Delivery.Refused.class);
    }
  }
}
