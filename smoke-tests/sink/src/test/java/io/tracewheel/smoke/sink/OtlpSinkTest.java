// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import com.google.rpc.RetryInfo;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OtlpSinkTest {

  private final OtlpSink sink = OtlpSink.start();
  private final HttpClient http = HttpClient.newHttpClient();
  private final ManagedChannel channel = channel();

  @AfterEach
  void stop() {
    channel.shutdownNow();
    sink.close();
  }

  @Test
  void keepsWhatComesOverGrpcPlainAndCompressed() {
    traces().export(request("a"));
    traces().withCompression("gzip").export(request("b"));
    MetricsServiceGrpc.newBlockingStub(channel)
        .export(ExportMetricsServiceRequest.getDefaultInstance());
    LogsServiceGrpc.newBlockingStub(channel).export(ExportLogsServiceRequest.getDefaultInstance());

    assertThat(sink.traces()).containsExactly(request("a"), request("b"));
    assertThat(sink.spans()).extracting(Span::getName).containsExactly("a", "b");
    assertThat(sink.kept()).extracting(Export::gzip).containsExactly(false, true, false, false);
    assertThat(sink.metrics()).hasSize(1);
    assertThat(sink.logs()).hasSize(1);
  }

  @Test
  void keepsWhatComesOverHttpPlainAndCompressed() throws Exception {
    assertThat(post("/v1/traces", request("a").toByteArray(), false).statusCode()).isEqualTo(200);
    assertThat(post("/v1/traces", gzip(request("b").toByteArray()), true).statusCode())
        .isEqualTo(200);
    assertThat(post("/v1/logs", new byte[0], false).statusCode()).isEqualTo(200);
    assertThat(post("/v1/metrics", new byte[0], false).statusCode()).isEqualTo(200);

    assertThat(sink.traces()).containsExactly(request("a"), request("b"));
    assertThat(sink.kept()).extracting(Export::gzip).containsExactly(false, true, false, false);
    assertThat(sink.kept()).extracting(Export::transport).containsOnly(Export.Transport.HTTP);
  }

  @Test
  void refusesWithTheCodeAndTheTimeItWasTold() throws Exception {
    sink.answer(Answer.unavailable(Duration.ofSeconds(2)));

    StatusRuntimeException refused = refusal();
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    com.google.rpc.Status status = StatusProto.fromThrowable(refused);
    assertThat(status).isNotNull();
    assertThat(status.getDetails(0).unpack(RetryInfo.class).getRetryDelay().getSeconds())
        .isEqualTo(2);
    HttpResponse<byte[]> response = post("/v1/traces", request("a").toByteArray(), false);
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).hasValue("2");
    assertThat(sink.kept()).isEmpty();
    assertThat(sink.seen()).hasSize(2);
  }

  @Test
  void answersPartialSuccessAndKeepsTheRequest() throws Exception {
    sink.answer(new Answer.PartialSuccess(1, "no such tenant"));

    ExportTraceServiceResponse overGrpc = traces().export(request("a"));
    ExportTraceServiceResponse overHttp =
        ExportTraceServiceResponse.parseFrom(
            post("/v1/traces", request("a").toByteArray(), false).body());

    assertThat(overGrpc.getPartialSuccess().getRejectedSpans()).isEqualTo(1);
    assertThat(overHttp).isEqualTo(overGrpc);
    assertThat(sink.spans()).hasSize(2);
  }

  @Test
  void cutsTheConnectionKeepingTheRequestOrNot() {
    sink.answer(new Answer.Drop(true));
    assertThat(refusal().getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(
            catchThrowableOfType(IOException.class, () -> post("/v1/traces", new byte[0], false)))
        .isNotNull();
    assertThat(sink.kept()).hasSizeGreaterThanOrEqualTo(2);

    int before = sink.kept().size();
    sink.answer(new Answer.Drop(false));
    assertThat(refusal().getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(sink.kept()).hasSize(before);

    sink.answer(Answer.accept());
    traces().withWaitForReady().export(request("after"));
    assertThat(sink.spans()).extracting(Span::getName).endsWith("after");
  }

  @Test
  void awaitsWhatComesLater() throws Exception {
    sink.answer(new Answer.Delay(Duration.ofMillis(50), Answer.accept()));
    ListenableFuture<?> reply = TraceServiceGrpc.newFutureStub(channel).export(request("late"));

    assertThat(sink.await(Duration.ofSeconds(10), s -> s.spans().size() == 1)).isTrue();
    assertThat(reply).succeedsWithin(Duration.ofSeconds(10));
    assertThat(sink.await(Duration.ZERO, s -> s.spans().size() == 2)).isFalse();
  }

  @Test
  void comesBackOnItsPorts() {
    int grpcPort = sink.grpcPort();
    int httpPort = sink.httpPort();
    sink.close();
    try (OtlpSink again = OtlpSink.start(grpcPort, httpPort)) {
      traces().withWaitForReady().export(request("a"));
      assertThat(again.spans()).hasSize(1);
    }
  }

  private ManagedChannel channel() {
    return NettyChannelBuilder.forAddress("127.0.0.1", sink.grpcPort()).usePlaintext().build();
  }

  private TraceServiceGrpc.TraceServiceBlockingStub traces() {
    return TraceServiceGrpc.newBlockingStub(channel);
  }

  private StatusRuntimeException refusal() {
    return catchThrowableOfType(
        StatusRuntimeException.class, () -> traces().withWaitForReady().export(request("a")));
  }

  private HttpResponse<byte[]> post(String path, byte[] body, boolean gzip)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sink.httpPort() + path))
            .header("Content-Type", "application/x-protobuf")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (gzip) {
      request.header("Content-Encoding", "gzip");
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static ExportTraceServiceRequest request(String name) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .addScopeSpans(
                    ScopeSpans.newBuilder()
                        .addSpans(
                            Span.newBuilder()
                                .setName(name)
                                .setTraceId(ByteString.copyFrom(new byte[16])))))
        .build();
  }
}
