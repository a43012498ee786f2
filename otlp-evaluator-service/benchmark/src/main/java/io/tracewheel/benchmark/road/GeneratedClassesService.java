// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.road;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.evaluators.EvaluatorHealth;
import io.tracewheel.evaluators.QuarantineRules;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.config.EvaluatorConfig;
import io.tracewheel.server.log.Entry;
import io.tracewheel.server.log.RequestLog;
import io.tracewheel.server.log.SegmentedLog;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The baseline of the road benchmark: receive, evaluate, log, acknowledge, forward, written as one
 * writes it on generated protobuf classes and gRPC's default marshaller.
 *
 * <p>It is spared what a complete service has to do: it forwards the message objects it still has
 * in memory rather than reading the log again, keeps no cursor, never retries, and checks no limit.
 */
final class GeneratedClassesService extends TraceServiceGrpc.TraceServiceImplBase {

  private static final int MAX_MESSAGE = 128 << 20;

  private final ThreadLocal<GeneratedClassesEnricher> enricher;
  private final RequestLog log;
  private final TraceServiceGrpc.TraceServiceFutureStub traces;
  private final LogsServiceGrpc.LogsServiceFutureStub logs;

  private GeneratedClassesService(RequestLog log, ManagedChannel destination, boolean gzip) {
    EvaluatorHealth health = new EvaluatorHealth(QuarantineRules.DEFAULT, EvaluationClock.system());
    this.enricher = ThreadLocal.withInitial(() -> new GeneratedClassesEnricher(health));
    this.log = log;
    TraceServiceGrpc.TraceServiceFutureStub plainTraces =
        TraceServiceGrpc.newFutureStub(destination);
    LogsServiceGrpc.LogsServiceFutureStub plainLogs = LogsServiceGrpc.newFutureStub(destination);
    this.traces = gzip ? plainTraces.withCompression("gzip") : plainTraces;
    this.logs = gzip ? plainLogs.withCompression("gzip") : plainLogs;
  }

  /** Arguments: directory of the log, port of the destination, whether to compress. */
  public static void main(String[] args) throws Exception {
    RequestLog log =
        SegmentedLog.open(new EvaluatorConfig.Log(Path.of(args[0]), 64L << 20, 64L << 30, true));
    ManagedChannel destination =
        NettyChannelBuilder.forAddress("127.0.0.1", Integer.parseInt(args[1]))
            .usePlaintext()
            .build();
    ExecutorService workers =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .maxInboundMessageSize(MAX_MESSAGE)
            .executor(workers)
            .addService(
                new GeneratedClassesService(log, destination, Boolean.parseBoolean(args[2])))
            .build()
            .start();
    System.out.println("ready: OTLP/gRPC 127.0.0.1:" + server.getPort());
    server.awaitTermination();
  }

  @Override
  public void export(
      ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> response) {
    GeneratedClassesEnricher.Result enriched = enricher.get().enrich(request);
    List<Entry> entries = new ArrayList<>(2);
    entries.add(new Entry(Signal.TRACES, ByteSlice.of(enriched.traces().toByteArray())));
    ExportLogsServiceRequest scores = enriched.scores();
    if (scores != null) {
      entries.add(new Entry(Signal.LOGS, ByteSlice.of(scores.toByteArray())));
    }
    log.append(entries)
        .whenComplete(
            (position, failure) -> {
              if (failure != null) {
                response.onError(Status.UNAVAILABLE.withCause(failure).asRuntimeException());
                return;
              }
              response.onNext(ExportTraceServiceResponse.getDefaultInstance());
              response.onCompleted();
              // Apart from the call that has just been answered, whose end would cancel it.
              Context.ROOT.run(() -> forward(enriched.traces(), scores));
            });
  }

  private void forward(ExportTraceServiceRequest spans, @Nullable ExportLogsServiceRequest scores) {
    Futures.addCallback(traces.export(spans), new Undelivered<>(), MoreExecutors.directExecutor());
    if (scores != null) {
      Futures.addCallback(logs.export(scores), new Undelivered<>(), MoreExecutors.directExecutor());
    }
  }

  /** Says what was lost; the benchmark then never sees its request at the sink, and fails. */
  private static final class Undelivered<T> implements FutureCallback<T> {

    @Override
    public void onSuccess(@Nullable T result) {}

    @Override
    public void onFailure(Throwable failure) {
      System.err.println("not delivered: " + failure);
    }
  }
}
