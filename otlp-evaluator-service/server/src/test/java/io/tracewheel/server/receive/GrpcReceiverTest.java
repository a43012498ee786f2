// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.RetryInfo;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.collector.profiles.v1development.ProfilesServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.profiles.v1development.ResourceProfiles;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.receive.HeldLog.Logged;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@org.junit.jupiter.api.Timeout(60)
class GrpcReceiverTest {
  private ReceiversUnderTest server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws Exception {
    connect(new ReceiversUnderTest());
  }

  private void connect(ReceiversUnderTest receivers) {
    server = receivers;
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", receivers.grpcPort()).usePlaintext().build();
  }

  @AfterEach
  void stop() throws InterruptedException {
    channel.shutdownNow();
    channel.awaitTermination(5, TimeUnit.SECONDS);
    server.close();
  }

  @Test
  void acceptsTracesWithPartialSuccessUnset() {
    ExportTraceServiceRequest request = Requests.traces(0, 3);

    ExportTraceServiceResponse response = TraceServiceGrpc.newBlockingStub(channel).export(request);

    assertThat(response.hasPartialSuccess()).isFalse();
    assertThat(server.log.logged()).hasSize(1);
    assertThat(server.log.logged().get(0).signal()).isEqualTo(Signal.TRACES);
    assertThat(server.log.logged().get(0).request()).isEqualTo(request.toByteArray());
  }

  @Test
  void acceptsGzipAndLogsTheDecompressedBytes() {
    ExportTraceServiceRequest request = Requests.large(300_000);

    TraceServiceGrpc.newBlockingStub(channel).withCompression("gzip").export(request);

    assertThat(server.log.logged().get(0).request()).isEqualTo(request.toByteArray());
  }

  @Test
  void acceptsUncompressedMessagesOnAStreamThatDeclaresGzip() {
    ClientCalls.blockingUnaryCall(
        channel, raw(Signal.TRACES), CallOptions.DEFAULT, Requests.traces(0, 1).toByteArray());

    assertThat(server.log.logged()).hasSize(1);
  }

  @Test
  void acceptsEveryOtherSignalByteForByte() {
    ExportMetricsServiceRequest metrics =
        ExportMetricsServiceRequest.newBuilder()
            .addResourceMetrics(ResourceMetrics.newBuilder().setSchemaUrl("m"))
            .build();
    ExportLogsServiceRequest logs =
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(
                ResourceLogs.newBuilder()
                    .addScopeLogs(
                        ScopeLogs.newBuilder()
                            .addLogRecords(LogRecord.newBuilder().setTimeUnixNano(7))))
            .build();
    ExportProfilesServiceRequest profiles =
        ExportProfilesServiceRequest.newBuilder()
            .addResourceProfiles(ResourceProfiles.newBuilder().setSchemaUrl("p"))
            .build();

    assertThat(MetricsServiceGrpc.newBlockingStub(channel).export(metrics).hasPartialSuccess())
        .isFalse();
    assertThat(LogsServiceGrpc.newBlockingStub(channel).export(logs).hasPartialSuccess()).isFalse();
    assertThat(ProfilesServiceGrpc.newBlockingStub(channel).export(profiles).hasPartialSuccess())
        .isFalse();

    assertThat(server.log.logged())
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(
            new Logged(Signal.METRICS, metrics.toByteArray()),
            new Logged(Signal.LOGS, logs.toByteArray()),
            new Logged(Signal.PROFILES, profiles.toByteArray()));
  }

  @Test
  void acceptsAnEmptyRequestWithoutLoggingIt() {
    TraceServiceGrpc.newBlockingStub(channel)
        .export(ExportTraceServiceRequest.getDefaultInstance());

    assertThat(server.log.logged()).isEmpty();
  }

  @Test
  void refusesTruncatedProtobufAsInvalidArgumentWithBadRequest() throws Exception {
    byte[] whole = Requests.traces(0, 1).toByteArray();

    StatusRuntimeException refused = refused(java.util.Arrays.copyOf(whole, whole.length - 3));

    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refused.getStatus().getDescription()).contains("where 82 are left");
    assertThat(detail(refused, BadRequest.class).orElseThrow().getFieldViolationsCount())
        .isEqualTo(1);
  }

  @Test
  void refusesGarbageOfEverySignalAsInvalidArgument() {
    for (Signal signal : Signal.values()) {
      StatusRuntimeException refused =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () ->
                  ClientCalls.blockingUnaryCall(
                      channel, raw(signal), CallOptions.DEFAULT, new byte[] {-1, -1, 3, 9}));
      assertThat(refused.getStatus().getCode())
          .as("%s", signal)
          .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
    assertThat(server.log.logged()).isEmpty();
  }

  @Test
  void refusesAnInnerLengthOfOneGibibyteWithoutAllocatingIt() {
    byte[] lies = {0x0a, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x04};

    assertThat(refused(lies).getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void refusesARequestAboveTheLimitWithoutRetryInfo() throws Exception {
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                TraceServiceGrpc.newBlockingStub(channel)
                    .export(Requests.large(ReceiversUnderTest.LIMIT)));

    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(detail(refused, RetryInfo.class)).isEmpty();
  }

  @Test
  void refusesAGzipBombWithoutRetryInfo() throws Exception {
    byte[] bomb = Requests.bomb(512L << 20);

    try (RawGrpcClient raw = new RawGrpcClient(server.grpcPort())) {
      RawGrpcClient.Answer answer = raw.call(Signal.TRACES, "gzip", true, bomb.length, bomb);
      assertThat(answer.status()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED.value());
      assertThat(answer.message()).contains("max_request_bytes");
    }
    assertThat(server.log.logged()).isEmpty();
  }

  @Test
  void refusesWhatIsMarkedAsGzipAndIsNot() throws Exception {
    byte[] damaged = Requests.gzip(Requests.traces(0, 5).toByteArray());
    damaged[damaged.length / 2] ^= 0x55;
    byte[] cut = java.util.Arrays.copyOf(damaged, 40);
    try (RawGrpcClient raw = new RawGrpcClient(server.grpcPort())) {
      for (byte[] body : List.of(damaged, cut, new byte[] {1, 2, 3}, new byte[0])) {
        RawGrpcClient.Answer answer = raw.call(Signal.TRACES, "gzip", true, body.length, body);
        assertThat(answer.status()).isEqualTo(Status.Code.INVALID_ARGUMENT.value());
        assertThat(answer.message()).contains("gzip");
      }
    }
  }

  @Test
  void refusesAFrameOfOneGibibyteFromItsHeaderAlone() throws Exception {
    try (RawGrpcClient raw = new RawGrpcClient(server.grpcPort())) {
      RawGrpcClient.Answer answer =
          raw.call(Signal.TRACES, null, false, 1 << 30, new byte[] {10, 10});
      assertThat(answer.status()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED.value());
    }
  }

  @Test
  void answersAnUnknownServiceAndAnUnknownEncodingAsUnimplemented() throws Exception {
    StatusRuntimeException unknown =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                ClientCalls.blockingUnaryCall(
                    channel,
                    raw("opentelemetry.proto.collector.trace.v9.TraceService/Export"),
                    CallOptions.DEFAULT,
                    new byte[0]));
    assertThat(unknown.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    try (RawGrpcClient raw = new RawGrpcClient(server.grpcPort())) {
      assertThat(raw.call(Signal.TRACES, "snappy", true, 1, new byte[] {1}).status())
          .isEqualTo(Status.Code.UNIMPLEMENTED.value());
    }
  }

  @Test
  void refusesACallWithoutMessageAndResetsOneWithTwo() throws Exception {
    byte[] body = Requests.traces(0, 1).toByteArray();
    try (RawGrpcClient raw = new RawGrpcClient(server.grpcPort())) {
      assertThat(raw.callWithoutMessage(Signal.TRACES).status())
          .isEqualTo(Status.Code.INVALID_ARGUMENT.value());
      assertThat(raw.callWithTwoMessages(Signal.TRACES, body).message()).startsWith("reset");
    }
    assertThat(server.log.logged()).isEmpty();
  }

  @Test
  void acknowledgesOnlyWhenTheAppendHasCompleted() throws Exception {
    server.log.hold();
    Future<ExportTraceServiceResponse> response =
        TraceServiceGrpc.newFutureStub(channel).export(Requests.traces(0, 1));
    server.log.awaitEntries(1);
    // Nothing can prove that an answer will never come; that it is not there after the append was
    // called is what is seen.
    Thread.sleep(100);
    assertThat(response.isDone()).isFalse();

    server.log.release();

    assertThat(response.get(10, TimeUnit.SECONDS).hasPartialSuccess()).isFalse();
  }

  @Test
  void refusesAsRetryableWhenTheLogFails() throws Exception {
    server.log.failWith(new UncheckedIOException(new IOException("no space left on device")));

    StatusRuntimeException refused = refused(Requests.traces(0, 1).toByteArray());

    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(detail(refused, RetryInfo.class).orElseThrow().getRetryDelay().getSeconds())
        .isEqualTo(2);
  }

  @Test
  void refusesAsRetryableWhenTheBudgetIsUsedUp() throws Exception {
    stop();
    connect(
        new ReceiversUnderTest(
            config ->
                new io.tracewheel.server.config.EvaluatorConfig.Receivers(
                    config.grpc(),
                    config.http(),
                    1 << 20,
                    config.security(),
                    config.invalidSpans()),
            TestProcessors::checking));
    server.log.hold();
    Future<ExportTraceServiceResponse> first =
        TraceServiceGrpc.newFutureStub(channel).export(Requests.large(700_000));
    server.log.awaitEntries(1);

    StatusRuntimeException refused = refused(Requests.large(700_000).toByteArray());

    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(detail(refused, RetryInfo.class)).isPresent();
    server.log.release();
    first.get(10, TimeUnit.SECONDS);
    TraceServiceGrpc.newBlockingStub(channel).export(Requests.large(700_000));
    assertThat(server.log.logged()).hasSize(2);
  }

  @Test
  void refusesAsRetryableWhileDrainingAndFinishesWhatIsInFlight() throws Exception {
    server.log.hold();
    Future<ExportTraceServiceResponse> before =
        TraceServiceGrpc.newFutureStub(channel).export(Requests.traces(0, 1));
    server.log.awaitEntries(1);
    server.intake.drain();

    StatusRuntimeException refused = refused(Requests.traces(1, 1).toByteArray());

    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(detail(refused, RetryInfo.class)).isPresent();
    assertThat(server.receivers.drain(Duration.ofMillis(50))).isFalse();
    server.log.release();
    assertThat(before.get(10, TimeUnit.SECONDS)).isNotNull();
    assertThat(server.receivers.drain(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void forwardsSpansUnscoredWhenEvaluationThrowsEvenAnError() throws Exception {
    for (Error error : List.of(new OutOfMemoryError("thrown"), new StackOverflowError())) {
      stop();
      connect(new ReceiversUnderTest(config -> config, () -> TestProcessors.throwing(error)));
      ExportTraceServiceRequest request = Requests.traces(0, 2);

      TraceServiceGrpc.newBlockingStub(channel).export(request);

      assertThat(server.log.logged().get(0).request()).isEqualTo(request.toByteArray());
      assertThat(refused(new byte[] {-1, -1, 3, 9}).getStatus().getCode())
          .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
  }

  @Test
  void refusesAMessageThatDoesNotArriveInTimeAsRetryable() throws Exception {
    stop();
    connect(
        new ReceiversUnderTest(
            config -> ReceiversUnderTest.impatient(config, Duration.ofMillis(300)),
            TestProcessors::checking));
    try (RawGrpcClient raw = new RawGrpcClient(server.grpcPort())) {
      RawGrpcClient.Answer answer = raw.callAndStall(Signal.TRACES, 1000, new byte[10]);
      assertThat(answer.status()).isEqualTo(Status.Code.UNAVAILABLE.value());
      assertThat(answer.message()).contains("read_timeout");
    }
    assertThat(server.receivers.drain(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void refusesAMessageThatArrivesTooSlowlyAsRetryable() throws Exception {
    try (RawGrpcClient raw = new RawGrpcClient(server.grpcPort())) {
      RawGrpcClient.Answer answer = raw.callAndStall(Signal.TRACES, 1000, new byte[10]);
      assertThat(answer.status()).isEqualTo(Status.Code.UNAVAILABLE.value());
      assertThat(answer.message()).contains("min_body_rate");
    }
  }

  @Test
  void tellsItsClientsToGoAwayWhenItDrains() throws Exception {
    try (RawGrpcClient raw = new RawGrpcClient(server.grpcPort())) {
      byte[] body = Requests.traces(0, 1).toByteArray();
      assertThat(raw.call(Signal.TRACES, null, false, body.length, body).status()).isZero();

      assertThat(server.receivers.drain(Duration.ofSeconds(10))).isTrue();

      raw.awaitGoAway();
    }
  }

  @Test
  void refusesTooLongMetadataAndGoesOn() throws Exception {
    Metadata metadata = new Metadata();
    metadata.put(Metadata.Key.of("x-long", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(20_000));
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                TraceServiceGrpc.newBlockingStub(channel)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
                    .export(Requests.traces(0, 1)));

    assertThat(refused.getStatus().getCode())
        .as("a client must not take it for a passing fault, nor as received")
        .isIn(Status.Code.INTERNAL, Status.Code.RESOURCE_EXHAUSTED);
    TraceServiceGrpc.newBlockingStub(channel).export(Requests.traces(1, 1));
    assertThat(server.log.logged()).hasSize(1);
  }

  @Test
  void answersTheStandardHealthCheckAlsoWhileItDrains() throws Exception {
    HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel);
    for (String service : List.of("", Signal.TRACES.grpcService(), Signal.LOGS.grpcService())) {
      assertThat(health.check(asking(service)).getStatus())
          .as(service)
          .isEqualTo(ServingStatus.SERVING);
    }
    StatusRuntimeException unknown =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> health.check(asking("com.acme.Other")));
    assertThat(unknown.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);

    server.intake.drain();

    assertThat(health.check(asking("")).getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(server.receivers.drain(Duration.ofSeconds(10))).isTrue();
  }

  private static HealthCheckRequest asking(String service) {
    return HealthCheckRequest.newBuilder().setService(service).build();
  }

  @Test
  void everyAcknowledgedSpanIsInTheLogWithManyInFlightOnOneConnection() throws Exception {
    int requests = 400;
    List<Future<ExportTraceServiceResponse>> responses = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      TraceServiceGrpc.TraceServiceFutureStub stub = TraceServiceGrpc.newFutureStub(channel);
      responses.add(
          (i % 2 == 0 ? stub : stub.withCompression("gzip")).export(Requests.traces(i * 10, 10)));
    }
    for (Future<ExportTraceServiceResponse> response : responses) {
      response.get(30, TimeUnit.SECONDS);
    }
    Set<String> names = new HashSet<>();
    for (Logged logged : server.log.logged()) {
      ExportTraceServiceRequest.parseFrom(logged.request())
          .getResourceSpans(0)
          .getScopeSpans(0)
          .getSpansList()
          .forEach(span -> names.add(span.getName()));
    }
    assertThat(names).hasSize(requests * 10);
    assertThat(server.receivers.drain(Duration.ofSeconds(10))).isTrue();
    assertThat(server.intake.reservedBytes()).isZero();
  }

  private StatusRuntimeException refused(byte[] body) {
    return catchThrowableOfType(
        StatusRuntimeException.class,
        () ->
            ClientCalls.blockingUnaryCall(channel, raw(Signal.TRACES), CallOptions.DEFAULT, body));
  }

  private static <T extends com.google.protobuf.Message> Optional<T> detail(
      StatusRuntimeException refused, Class<T> type) throws InvalidProtocolBufferException {
    com.google.rpc.Status status = StatusProto.fromThrowable(refused);
    for (Any detail : status.getDetailsList()) {
      if (detail.is(type)) {
        return Optional.of(detail.unpack(type));
      }
    }
    return Optional.empty();
  }

  private static MethodDescriptor<byte[], byte[]> raw(Signal signal) {
    return raw(signal.grpcMethod());
  }

  private static MethodDescriptor<byte[], byte[]> raw(String method) {
    MethodDescriptor.Marshaller<byte[]> bytes =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
          }

          @Override
          public byte[] parse(InputStream stream) {
            try {
              return stream.readAllBytes();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(method)
        .setRequestMarshaller(bytes)
        .setResponseMarshaller(bytes)
        .build();
  }
}
