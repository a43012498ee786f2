// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import io.grpc.Status;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.tracewheel.smoke.evaluator.Ledger.Verdict;
import io.tracewheel.smoke.sink.OtlpSink;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bad input on the wire: the status that the OTLP specification asks for, and nothing else comes to
 * harm. Around each test, requests are acknowledged, and after it they must have been delivered.
 */
@Timeout(120)
class WireIT {

  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MIB = 1 << 20;

  @TempDir private Path directory;
  private final OtlpSink sink = OtlpSink.start();
  private final Ledger ledger = new Ledger();
  private EvaluatorProcess evaluator;
  private OtlpClient client;

  @SuppressWarnings("NullAway.Init") // start() sets the fields
  WireIT() {}

  @BeforeEach
  void start() throws Exception {
    evaluator =
        EvaluatorProcess.up(
            "--data", directory.toString(), "--to", "grpc://127.0.0.1:" + sink.grpcPort());
    client = new OtlpClient(evaluator);
    acknowledgeSome();
  }

  @AfterEach
  void everythingAcknowledgedIsDeliveredAllTheSame() throws Exception {
    try {
      acknowledgeSome();
      assertThat(evaluator.terminate(PATIENCE)).as(evaluator.said()).isZero();
      List<Span> received =
          sink.spans().stream().filter(span -> span.getName().equals("before or after")).toList();
      Verdict verdict = ledger.judge(received);
      assertThat(verdict).isEqualTo(new Verdict(200, 0, 0, 0, 0));
    } finally {
      client.close();
      evaluator.close();
      sink.close();
    }
  }

  @Test
  void garbageIsRefusedAsInvalid() throws Exception {
    byte[] garbage = "GET me out of here".getBytes(StandardCharsets.UTF_8);
    assertInvalid(garbage);
    assertThat(client.http(garbage, JSON, false).statusCode()).isEqualTo(400);
    assertThat(
            client.http("{\"resourceSpans\": [[]]}".getBytes(StandardCharsets.UTF_8), JSON, false))
        .satisfies(
            response -> {
              assertThat(response.statusCode()).isEqualTo(400);
              assertThat(response.body()).contains("resourceSpans");
            });
    assertThat(client.http(garbage, PROTOBUF, true).statusCode()).as("no gzip").isEqualTo(400);
    assertThat(client.http(garbage, "text/plain", false).statusCode()).isEqualTo(415);
  }

  @Test
  void aTruncatedRequestIsRefusedAsInvalidWhereverItIsCut() throws Exception {
    byte[] whole = LibraryDesk.requests().get(0).toByteArray();
    for (int length : new int[] {1, 2, whole.length / 3, whole.length / 2, whole.length - 1}) {
      assertInvalid(Arrays.copyOf(whole, length));
    }
    byte[] compressed = OtlpClient.gzip(whole);
    byte[] cut = Arrays.copyOf(compressed, compressed.length / 2);
    assertThat(client.http(cut, PROTOBUF, true).statusCode()).isEqualTo(400);
  }

  @Test
  void aLengthPrefixOfAGibibyteInASmallBodyIsRefusedAsInvalidAtEveryLevel() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeTag(ExportTraceServiceRequest.RESOURCE_SPANS_FIELD_NUMBER, 2);
    out.writeUInt32NoTag(1 << 30);
    out.write((byte) 0x12);
    out.flush();
    assertInvalid(bytes.toByteArray());
    byte[] inner = bytes.toByteArray();
    for (int level = 0; level < 3; level++) {
      ByteArrayOutputStream outer = new ByteArrayOutputStream();
      CodedOutputStream wrapped = CodedOutputStream.newInstance(outer);
      wrapped.writeByteArray(level < 2 ? 2 : 1, inner);
      wrapped.flush();
      inner = outer.toByteArray();
    }
    assertInvalid(inner);
  }

  @Test
  void aGzipBombIsRefusedAsTooLarge() throws Exception {
    byte[] bomb = zerosCompressed(512);
    assertThat(bomb.length).isLessThan(MIB);
    HttpResponse<String> response = client.http(bomb, PROTOBUF, true);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(413);
    byte[] tooLarge = new byte[65 * MIB];
    Status status = client.grpcRaw(tooLarge, true);
    assertThat(status.getCode()).as(status.toString()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(client.http(tooLarge, PROTOBUF, false).statusCode()).isEqualTo(413);
  }

  @Test
  void aBodyThatSaysItHasAGibibyteIsRefusedBeforeItComes() throws Exception {
    assertThat(
            statusLine(
                "POST /v1/traces HTTP/1.1\r\nHost: test\r\nContent-Type: "
                    + PROTOBUF
                    + "\r\nContent-Length: 1073741824\r\n\r\nabc"))
        .startsWith("HTTP/1.1 413");
  }

  @Test
  void whatIsNotHttpAtAllIsAnsweredAndTheConnectionClosed() throws Exception {
    assertThat(statusLine("\u0016\u0003\u0001 hello\r\n\r\n")).startsWith("HTTP/1.1 400");
    assertThat(statusLine("GET /v1/traces HTTP/1.1\r\nHost: test\r\n\r\n"))
        .startsWith("HTTP/1.1 405");
    assertThat(statusLine("POST /v2/traces HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 404");
  }

  @Test
  void aToolSchemaThatIsNoJsonCostsOnlyTheScoresThatNeedIt() throws Exception {
    ExportTraceServiceRequest request = LibraryDesk.requests().get(3);
    assertThat(client.grpc(request)).isEqualTo(Status.Code.OK);
    boolean arrived =
        sink.await(
            PATIENCE,
            s ->
                s.spans().stream()
                    .anyMatch(span -> span.getName().equals("chat tools are no json")));
    assertThat(arrived).isTrue();
    for (Span span : sink.spans()) {
      if (span.getName().equals("chat tools are no json")) {
        assertThat(Scores.of(span).keySet())
            .isEqualTo(Set.of("answer_complete", "answer_not_empty", "tool_call_not_repeated"));
      }
    }
  }

  private void acknowledgeSome() {
    for (int i = 0; i < 10; i++) {
      ExportTraceServiceRequest request = ledger.request(10, "before or after");
      assertThat(client.grpc(request)).isEqualTo(Status.Code.OK);
      ledger.acknowledged(request);
    }
  }

  private void assertInvalid(byte[] body) throws IOException, InterruptedException {
    Status status = client.grpcRaw(body, false);
    assertThat(status.getCode()).as(status.toString()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).isNotBlank();
    HttpResponse<String> response = client.http(body, PROTOBUF, false);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type")).hasValue(PROTOBUF);
    assertThat(response.body()).as("a google.rpc.Status").isNotBlank();
  }

  private String statusLine(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), evaluator.httpPort())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      String line =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
              .readLine();
      return line == null ? "(closed without an answer)" : line;
    }
  }

  private static byte[] zerosCompressed(int mebibytes) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    byte[] zeros = new byte[MIB];
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      for (int i = 0; i < mebibytes; i++) {
        gzip.write(zeros);
      }
    }
    return compressed.toByteArray();
  }
}
