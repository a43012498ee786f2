// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.remote;

import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import io.tracewheel.proto.evaluator.v1.BooleanScale;
import io.tracewheel.proto.evaluator.v1.CategoryScale;
import io.tracewheel.proto.evaluator.v1.DescribeRequest;
import io.tracewheel.proto.evaluator.v1.DescribeResponse;
import io.tracewheel.proto.evaluator.v1.Direction;
import io.tracewheel.proto.evaluator.v1.EvaluateRequest;
import io.tracewheel.proto.evaluator.v1.EvaluateResponse;
import io.tracewheel.proto.evaluator.v1.EvaluatorDescription;
import io.tracewheel.proto.evaluator.v1.EvaluatorServiceGrpc;
import io.tracewheel.proto.evaluator.v1.NumericScale;
import io.tracewheel.proto.evaluator.v1.Parameter;
import io.tracewheel.proto.evaluator.v1.ParameterType;
import io.tracewheel.proto.evaluator.v1.Result;
import io.tracewheel.proto.evaluator.v1.Scale;
import io.tracewheel.proto.evaluator.v1.Score;
import io.tracewheel.proto.evaluator.v1.Subject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;

/** A server of evaluators that does what it is told, right or wrong. */
public final class TestServer implements AutoCloseable {
  /** Calls, as they came. */
  public final List<EvaluateRequest> calls = new CopyOnWriteArrayList<>();

  final HealthStatusManager health = new HealthStatusManager();
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Server server;
  private volatile BiConsumer<EvaluateRequest, StreamObserver<EvaluateResponse>> conduct =
      (request, answer) -> {
        EvaluateResponse.Builder response = EvaluateResponse.newBuilder();
        request.getSubjectsList().forEach(subject -> response.addResults(pass(subject)));
        answer.onNext(response.build());
        answer.onCompleted();
      };
  private volatile String version = "v1";
  private volatile String token = "";

  /** Listens on a port of loopback; 0 for a free one. */
  public TestServer(int port) throws IOException {
    this(port, InsecureServerCredentials.create());
  }

  /** Listens on a port of loopback; 0 for a free one. */
  TestServer(int port, ServerCredentials credentials) throws IOException {
    server =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), credentials)
            .executor(threads)
            .intercept(
                new ServerInterceptor() {
                  @Override
                  public <Q, A> ServerCall.Listener<Q> interceptCall(
                      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
                    String authorization = headers.get(AUTHORIZATION);
                    if (!token.isEmpty() && !("Bearer " + token).equals(authorization)) {
                      // Tells the client its own header back, as some gateways do.
                      call.close(
                          Status.UNAUTHENTICATED.withDescription("not " + authorization), headers);
                      return new ServerCall.Listener<>() {};
                    }
                    return next.startCall(call, headers);
                  }
                })
            .addService(health.getHealthService())
            .addService(
                new EvaluatorServiceGrpc.EvaluatorServiceImplBase() {
                  @Override
                  public void describe(
                      DescribeRequest request, StreamObserver<DescribeResponse> answer) {
                    answer.onNext(description());
                    answer.onCompleted();
                  }

                  @Override
                  public void evaluate(
                      EvaluateRequest request, StreamObserver<EvaluateResponse> answer) {
                    calls.add(request);
                    conduct.accept(request, answer);
                  }
                })
            .build()
            .start();
  }

  private DescribeResponse description() {
    return DescribeResponse.newBuilder()
        .addEvaluators(
            EvaluatorDescription.newBuilder()
                .setId("polite")
                .setVersion(version)
                .setScale(Scale.newBuilder().setBoolean(BooleanScale.getDefaultInstance()))
                .addParameters(
                    Parameter.newBuilder()
                        .setName("strict")
                        .setType(ParameterType.PARAMETER_TYPE_BOOLEAN)))
        .addEvaluators(
            EvaluatorDescription.newBuilder()
                .setId("share")
                .setVersion(version)
                .setScale(
                    Scale.newBuilder()
                        .setNumeric(
                            NumericScale.newBuilder()
                                .setMin(0)
                                .setMax(1)
                                .setDirection(Direction.DIRECTION_MAXIMIZE))))
        .addEvaluators(
            EvaluatorDescription.newBuilder()
                .setId("mood")
                .setVersion(version)
                .setScale(
                    Scale.newBuilder()
                        .setCategory(
                            CategoryScale.newBuilder().addCategories("bad").addCategories("good"))))
        .build();
  }

  /** A score of 1. */
  public static Result pass(Subject subject) {
    return Result.newBuilder()
        .setSubjectId(subject.getId())
        .setScore(Score.newBuilder().setValue(1).setExplanation(subject.getFinalAnswer()))
        .build();
  }

  /** From now on it answers so. */
  public void does(BiConsumer<EvaluateRequest, StreamObserver<EvaluateResponse>> what) {
    conduct = what;
  }

  /** From now on it gives these results. */
  void says(Result... results) {
    does(
        (request, answer) -> {
          answer.onNext(EvaluateResponse.newBuilder().addAllResults(List.of(results)).build());
          answer.onCompleted();
        });
  }

  /** From now on every call needs this bearer token. */
  public void wants(String bearer) {
    token = bearer;
  }

  void version(String other) {
    version = other;
  }

  /** Where it listens. */
  public int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
    threads.shutdownNow();
  }
}
