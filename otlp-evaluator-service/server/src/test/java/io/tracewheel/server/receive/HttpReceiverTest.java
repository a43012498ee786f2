// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.config.EvaluatorConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@org.junit.jupiter.api.Timeout(60)
class HttpReceiverTest {
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";

  /** One span, in the JSON that the OTLP specification shows. */
  private static final String JSON_TRACES =
      """
      {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5B8EFFF798038103D269B633813FC60C",
      "spanId":"EEE19B7EC3C1B174","name":"I'm a span","kind":2,"startTimeUnixNano":"1544712660000000000",
      "endTimeUnixNano":"1544712661000000000","unknown":{"x":[1]}}]}]}]}""";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private ReceiversUnderTest server;

  @BeforeEach
  void start() throws Exception {
    server = new ReceiversUnderTest();
  }

  @AfterEach
  void stop() throws InterruptedException {
    server.close();
  }

  private void restart(UnaryOperator<EvaluatorConfig.Receivers> change) throws Exception {
    server.close();
    server = new ReceiversUnderTest(change, TestProcessors::checking);
  }

  @Test
  void acceptsProtobufWithPartialSuccessUnset() throws Exception {
    byte[] request = Requests.traces(0, 3).toByteArray();

    HttpResponse<byte[]> response = post("/v1/traces", PROTOBUF, request);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains(PROTOBUF);
    assertThat(ExportTraceServiceResponse.parseFrom(response.body()).hasPartialSuccess()).isFalse();
    assertThat(server.log.logged().get(0).request()).isEqualTo(request);
  }

  @Test
  void acceptsJsonWithParametersInTheContentTypeAndLogsProtobuf() throws Exception {
    HttpResponse<byte[]> response =
        post("/v1/traces", "Application/JSON; charset=utf-8", JSON_TRACES.getBytes(UTF_8));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains(JSON);
    assertThat(response.body()).asString(UTF_8).isEqualTo("{}");
    ExportTraceServiceRequest logged =
        ExportTraceServiceRequest.parseFrom(server.log.logged().get(0).request());
    assertThat(logged.getResourceSpans(0).getScopeSpans(0).getSpans(0).getName())
        .isEqualTo("I'm a span");
  }

  @Test
  void acceptsEverySignalAtItsPathAlsoWhenEmpty() throws Exception {
    for (Signal signal : Signal.values()) {
      assertThat(post(signal.httpPath(), PROTOBUF, new byte[0]).statusCode()).isEqualTo(200);
      assertThat(post(signal.httpPath() + "?x=1", JSON, "{}".getBytes(UTF_8)).statusCode())
          .isEqualTo(200);
      byte[] one = {10, 0};
      assertThat(post(signal.httpPath(), PROTOBUF, one).statusCode()).isEqualTo(200);
    }
    assertThat(server.log.logged()).hasSize(Signal.values().length);
  }

  @Test
  void acceptsGzipAndIdentityInBothEncodings() throws Exception {
    byte[] large = Requests.large(500_000).toByteArray();

    assertThat(
            post("/v1/traces", PROTOBUF, Requests.gzip(large), "Content-Encoding", "gzip")
                .statusCode())
        .isEqualTo(200);
    assertThat(post("/v1/traces", PROTOBUF, large, "Content-Encoding", "identity").statusCode())
        .isEqualTo(200);
    assertThat(
            post(
                    "/v1/traces",
                    JSON,
                    Requests.gzip(JSON_TRACES.getBytes(UTF_8)),
                    "Content-Encoding",
                    "GZIP")
                .statusCode())
        .isEqualTo(200);
    assertThat(server.log.logged().get(0).request()).isEqualTo(large);
    assertThat(server.log.logged().get(1).request()).isEqualTo(large);
    assertThat(server.log.logged()).hasSize(3);
  }

  @Test
  void acceptsAChunkedBody() throws Exception {
    byte[] request = Requests.large(300_000).toByteArray();
    HttpRequest chunked =
        HttpRequest.newBuilder(uri("/v1/traces"))
            .header("Content-Type", PROTOBUF)
            .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(request)))
            .build();

    assertThat(client.send(chunked, BodyHandlers.ofByteArray()).statusCode()).isEqualTo(200);
    assertThat(server.log.logged().get(0).request()).isEqualTo(request);
  }

  @Test
  void refusesWhatIsNoOtlpAs400WithBadRequestInTheEncodingOfTheRequest() throws Exception {
    byte[] whole = Requests.traces(0, 1).toByteArray();
    for (byte[] body :
        List.of(
            Arrays.copyOf(whole, whole.length - 3),
            new byte[] {-1, -1, 3, 9},
            new byte[] {0x0a, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x04})) {
      HttpResponse<byte[]> refused = post("/v1/traces", PROTOBUF, body);

      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.headers().firstValue("content-type")).contains(PROTOBUF);
      Status status = Status.parseFrom(refused.body());
      assertThat(status.getCode()).isEqualTo(Code.INVALID_ARGUMENT_VALUE);
      assertThat(status.getDetails(0).unpack(BadRequest.class).getFieldViolationsCount())
          .isEqualTo(1);
    }
    for (String body :
        List.of("", "hello", "[]", "{\"resourceSpans\":3}", "{\"resourceSpans\":[")) {
      HttpResponse<byte[]> refused = post("/v1/traces", JSON, body.getBytes(UTF_8));

      assertThat(refused.statusCode()).as(body).isEqualTo(400);
      assertThat(refused.headers().firstValue("content-type")).contains(JSON);
      assertThat(refused.body())
          .asString(UTF_8)
          .startsWith("{\"code\":3,\"message\":\"")
          .contains("type.googleapis.com/google.rpc.BadRequest");
    }
    assertThat(server.log.logged()).isEmpty();
  }

  @Test
  void refusesWhatIsMarkedAsGzipAndIsNotAs400() throws Exception {
    byte[] gzip = Requests.gzip(Requests.traces(0, 9).toByteArray());
    for (byte[] body : List.of(new byte[] {1, 2}, Arrays.copyOf(gzip, gzip.length - 4))) {
      assertThat(post("/v1/traces", PROTOBUF, body, "Content-Encoding", "gzip").statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void answersUnknownPathsMethodsAndTypes() throws Exception {
    HttpResponse<byte[]> path = post("/v1/nothing", JSON, new byte[0]);
    assertThat(path.statusCode()).isEqualTo(404);
    assertThat(path.body()).asString(UTF_8).contains("/v1/traces");

    HttpResponse<byte[]> method =
        client.send(
            HttpRequest.newBuilder(uri("/v1/traces")).GET().build(), BodyHandlers.ofByteArray());
    assertThat(method.statusCode()).isEqualTo(405);
    assertThat(method.headers().firstValue("allow")).contains("POST");
    assertThat(method.headers().firstValue("content-type")).contains(JSON);

    HttpResponse<byte[]> type = post("/v1/traces", "text/plain", new byte[] {1});
    assertThat(type.statusCode()).isEqualTo(415);
    assertThat(type.headers().firstValue("accept"))
        .contains("application/x-protobuf, application/json");

    HttpResponse<byte[]> coding =
        post("/v1/traces", PROTOBUF, new byte[] {1}, "Content-Encoding", "br");
    assertThat(coding.statusCode()).isEqualTo(415);
    assertThat(coding.headers().firstValue("accept-encoding")).contains("gzip, zstd, identity");
    assertThat(Status.parseFrom(coding.body()).getMessage()).contains("gzip");
  }

  @Test
  void refusesABodyAboveTheLimitAs413WithoutRetryInfo() throws Exception {
    HttpResponse<byte[]> refused =
        post("/v1/traces", PROTOBUF, Requests.large(ReceiversUnderTest.LIMIT).toByteArray());

    assertThat(refused.statusCode()).isEqualTo(413);
    Status status = Status.parseFrom(refused.body());
    assertThat(status.getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED_VALUE);
    assertThat(status.getMessage()).contains("8388608").contains("max_request_bytes");
    assertThat(status.getDetailsCount()).isZero();
    assertThat(refused.headers().firstValue("retry-after")).isEmpty();
  }

  @Test
  void refusesAGzipBombAs413() throws Exception {
    HttpResponse<byte[]> refused =
        post("/v1/traces", PROTOBUF, Requests.bomb(512L << 20), "Content-Encoding", "gzip");

    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(server.intake.reservedBytes()).isZero();
  }

  @Test
  void refusesAContentLengthOfOneGibibyteFromTheHeadersAlone() throws Exception {
    try (Socket socket = connect()) {
      write(socket, head("Content-Length: " + (1L << 30)));
      assertThat(readAll(socket)).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void refusesAChunkedBodyAtTheFirstByteAboveTheLimit() throws Exception {
    try (Socket socket = connect()) {
      write(socket, head("Transfer-Encoding: chunked") + "7fffffff\r\n");
      OutputStream out = socket.getOutputStream();
      byte[] block = new byte[1 << 16];
      try {
        for (int sent = 0; sent < 2 * ReceiversUnderTest.LIMIT; sent += block.length) {
          out.write(block);
        }
      } catch (IOException e) {
        // The server may stop reading at any time after its answer.
      }
      assertThat(readAll(socket)).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void refusesOverloadAs503WithRetryAfterFromTheHeadersAlone() throws Exception {
    restart(
        config ->
            new EvaluatorConfig.Receivers(
                config.grpc(), config.http(), 1 << 20, config.security(), config.invalidSpans()));
    server.log.hold();
    CompletableFuture<HttpResponse<byte[]>> first =
        client.sendAsync(
            request("/v1/traces", PROTOBUF, Requests.large(700_000).toByteArray()),
            BodyHandlers.ofByteArray());
    server.log.awaitEntries(1);

    HttpResponse<byte[]> refused =
        post("/v1/traces", PROTOBUF, Requests.large(700_000).toByteArray());

    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("retry-after")).contains("2");
    Status status = Status.parseFrom(refused.body());
    assertThat(status.getCode()).isEqualTo(Code.UNAVAILABLE_VALUE);
    assertThat(status.getDetails(0).unpack(RetryInfo.class).getRetryDelay().getSeconds())
        .isEqualTo(2);
    server.log.release();
    assertThat(first.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  @Test
  void refusesAFailingLogAs503InJson() throws Exception {
    server.log.failWith(new IllegalStateException("disk"));

    HttpResponse<byte[]> refused = post("/v1/traces", JSON, JSON_TRACES.getBytes(UTF_8));

    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("retry-after")).contains("2");
    assertThat(refused.body())
        .asString(UTF_8)
        .contains("google.rpc.RetryInfo\",\"retryDelay\":\"2.0s\"");
  }

  @Test
  void acknowledgesOnlyWhenTheAppendHasCompleted() throws Exception {
    server.log.hold();
    CompletableFuture<HttpResponse<byte[]>> response =
        client.sendAsync(
            request("/v1/traces", PROTOBUF, Requests.traces(0, 1).toByteArray()),
            BodyHandlers.ofByteArray());
    server.log.awaitEntries(1);
    Thread.sleep(100);
    assertThat(response).isNotDone();

    server.log.release();

    assertThat(response.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  @Test
  void refusesWhileDrainingAs503AndFinishesWhatIsInFlight() throws Exception {
    server.log.hold();
    CompletableFuture<HttpResponse<byte[]>> before =
        client.sendAsync(
            request("/v1/traces", PROTOBUF, Requests.traces(0, 1).toByteArray()),
            BodyHandlers.ofByteArray());
    server.log.awaitEntries(1);
    server.intake.drain();

    assertThat(post("/v1/traces", PROTOBUF, new byte[] {10, 0}).statusCode()).isEqualTo(503);
    assertThat(health().statusCode()).isEqualTo(503);
    server.log.release();
    assertThat(before.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(server.receivers.drain(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void tellsThatItIsReady() throws Exception {
    assertThat(health().statusCode()).isEqualTo(200);
  }

  @Test
  void answersRequestsOfOneConnectionInOrderAlsoWhenPipelined() throws Exception {
    try (Socket socket = connect()) {
      String ok = head("Content-Length: 2") + "\n\0";
      String bad = head("Content-Length: 2") + "\n\7";
      write(socket, ok + ok + bad);
      String answers = readAll(socket, 3);
      assertThat(answers.split("HTTP/1\\.1 ", -1))
          .satisfiesExactly(
              none -> assertThat(none).isEmpty(),
              one -> assertThat(one).startsWith("200 "),
              two -> assertThat(two).startsWith("200 "),
              three -> assertThat(three).startsWith("400 "));
    }
  }

  @Test
  void answersExpectContinueBeforeTheBody() throws Exception {
    try (Socket socket = connect()) {
      write(socket, head("Expect: 100-continue\r\nContent-Length: 2"));
      byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 100 Continue\r\n\r\n".length());
      assertThat(new String(line, UTF_8)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      write(socket, "\n\0");
      assertThat(readAll(socket, 1)).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void answersWhatIsNoHttpAs400AndLongHeadersAs431() throws Exception {
    try (Socket socket = connect()) {
      write(socket, "\u0016\u0003\u0001\u0002 hello\r\n\r\n");
      assertThat(readAll(socket)).startsWith("HTTP/1.1 400 ");
    }
    try (Socket socket = connect()) {
      write(socket, head("X-Long: " + "x".repeat(20_000)));
      assertThat(readAll(socket)).startsWith("HTTP/1.1 431 ");
    }
  }

  @Test
  void closesConnectionsThatSendTooSlowly() throws Exception {
    restart(config -> ReceiversUnderTest.impatient(config, Duration.ofMillis(300)));
    try (Socket idle = connect();
        Socket header = connect();
        Socket body = connect()) {
      write(header, "POST /v1/tra");
      write(body, head("Content-Length: 100") + "abc");

      assertThat(readAll(body)).startsWith("HTTP/1.1 503 ").contains("read_timeout");
      assertThat(readAll(header)).isEmpty();
      assertThat(readAll(idle)).isEmpty();
    }
    assertThat(server.receivers.drain(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void refusesABodyThatArrivesTooSlowlyAs503() throws Exception {
    try (Socket body = connect()) {
      write(body, head("Content-Length: 100000") + "abc");
      assertThat(readAll(body)).startsWith("HTTP/1.1 503 ").contains("min_body_rate");
    }
  }

  @Test
  void closesConnectionsBeyondTheCap() throws Exception {
    restart(config -> taking(config, new EvaluatorConfig.Connections(2, 2)));
    try (Socket one = connect();
        Socket two = connect()) {
      for (Socket open : List.of(one, two)) {
        write(open, head("Content-Length: 2") + "\n\0");
        assertThat(readAll(open, 1)).startsWith("HTTP/1.1 200 ");
      }
      try (Socket three = connect()) {
        assertThat(readAll(three)).isEmpty();
      }
    }
  }

  @Test
  void oneAddressCannotTakeTheConnectionsOfOthers() throws Exception {
    restart(config -> taking(config, new EvaluatorConfig.Connections(10, 1)));
    try (Socket one = connect()) {
      write(one, head("Content-Length: 2") + "\n\0");
      assertThat(readAll(one, 1)).startsWith("HTTP/1.1 200 ");
      try (Socket again = connect()) {
        assertThat(readAll(again)).isEmpty();
      }
      try (Socket other =
          new Socket(
              InetAddress.getLoopbackAddress(),
              server.httpPort(),
              InetAddress.getByName("127.0.0.2"),
              0)) {
        other.setSoTimeout(15_000);
        write(other, head("Content-Length: 2") + "\n\0");
        assertThat(readAll(other, 1)).startsWith("HTTP/1.1 200 ");
      }
    }
  }

  private static EvaluatorConfig.Receivers taking(
      EvaluatorConfig.Receivers config, EvaluatorConfig.Connections connections) {
    return new EvaluatorConfig.Receivers(
        config.grpc(),
        new EvaluatorConfig.HttpReceiver(
            config.http().endpoint(),
            config.http().maxRequestBytes(),
            connections,
            config.http().readHeaderTimeout(),
            config.http().readTimeout(),
            config.http().idleTimeout(),
            config.http().minBodyRate(),
            config.http().tls()),
        config.maxInFlightBytes(),
        config.security(),
        config.invalidSpans());
  }

  @Test
  void acceptsManyRequestsAtOnce() throws Exception {
    List<CompletableFuture<HttpResponse<byte[]>>> responses = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      responses.add(
          client.sendAsync(
              request("/v1/traces", PROTOBUF, Requests.traces(i, 20).toByteArray()),
              BodyHandlers.ofByteArray()));
    }
    for (CompletableFuture<HttpResponse<byte[]>> response : responses) {
      assertThat(response.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
    assertThat(server.log.logged()).hasSize(200);
    assertThat(server.receivers.drain(Duration.ofSeconds(10))).isTrue();
    assertThat(server.intake.reservedBytes()).isZero();
  }

  private HttpResponse<byte[]> health() throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri("/healthz")).GET().build(), BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> post(String path, String type, byte[] body, String... headers)
      throws Exception {
    return client.send(request(path, type, body, headers), BodyHandlers.ofByteArray());
  }

  private HttpRequest request(String path, String type, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request.build();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.httpPort() + path);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.httpPort());
    socket.setSoTimeout(15_000);
    return socket;
  }

  private static String head(String more) {
    return "POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-protobuf\r\n"
        + more
        + "\r\n\r\n";
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  /** Until the server closes. */
  private static String readAll(Socket socket) throws IOException {
    return readAll(socket, Integer.MAX_VALUE);
  }

  /** Until so many answers with their bodies are there, or the server closes. */
  private static String readAll(Socket socket, int answers) throws IOException {
    StringBuilder text = new StringBuilder();
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[4096];
    while (text.toString().split("HTTP/1\\.1 ", -1).length - 1 < answers
        || !text.toString().contains("\r\n\r\n")) {
      int count;
      try {
        count = in.read(buffer);
      } catch (java.net.SocketException e) {
        break; // A reset also closes.
      }
      if (count < 0) {
        break;
      }
      text.append(new String(buffer, 0, count, UTF_8));
    }
    return text.toString();
  }
}
