// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.sink;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * An OTLP backend on loopback: gRPC and HTTP (protobuf), gzip, for traces, metrics and logs. It
 * accepts and keeps everything until {@link #answer} says otherwise. Built on the generated
 * classes, so that it judges our own reading and writing of OTLP.
 *
 * <pre>{@code
 * try (OtlpSink sink = OtlpSink.start()) {
 *   // point an exporter at sink.grpcPort() or sink.httpPort()
 *   assertThat(sink.await(Duration.ofSeconds(10), s -> s.spans().size() == 3)).isTrue();
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class OtlpSink implements AutoCloseable {

  private final Exports exports;
  private final GrpcSink grpc;
  private final HttpSink http;

  private OtlpSink(int grpcPort, int httpPort) {
    exports = new Exports();
    try {
      grpc = GrpcSink.start(grpcPort, exports);
      try {
        http = HttpSink.start(httpPort, exports);
      } catch (IOException e) {
        grpc.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The sink cannot listen on " + grpcPort + "/" + httpPort, e);
    }
  }

  /** Starts a sink on two free ports. */
  public static OtlpSink start() {
    return new OtlpSink(0, 0);
  }

  /**
   * Starts a sink on given ports, for example those of one that was closed: a backend that comes
   * back.
   *
   * @param grpcPort port, 0 for a free one
   * @param httpPort port, 0 for a free one
   * @throws UncheckedIOException if a port is taken
   */
  public static OtlpSink start(int grpcPort, int httpPort) {
    return new OtlpSink(grpcPort, httpPort);
  }

  public int grpcPort() {
    return grpc.port();
  }

  public int httpPort() {
    return http.port();
  }

  /** From now on every export gets this answer. */
  public void answer(Answer answer) {
    exports.policy(export -> answer);
  }

  /** From now on the policy answers; called on several threads at once. */
  public void answer(Function<Export, Answer> policy) {
    exports.policy(policy);
  }

  /** All exports that reached the sink in order of arrival, refused ones too. */
  public List<Export> seen() {
    return exports.seen();
  }

  /** The exports that were kept, in order. */
  public List<Export> kept() {
    return exports.kept();
  }

  /** The kept trace requests, in order. */
  public List<ExportTraceServiceRequest> traces() {
    return kept().stream()
        .filter(Export::isTraces)
        .map(export -> (ExportTraceServiceRequest) export.request())
        .toList();
  }

  /** The kept metric requests, in order. */
  public List<ExportMetricsServiceRequest> metrics() {
    return kept().stream()
        .filter(Export::isMetrics)
        .map(export -> (ExportMetricsServiceRequest) export.request())
        .toList();
  }

  /** The kept log requests, in order. */
  public List<ExportLogsServiceRequest> logs() {
    return kept().stream()
        .filter(Export::isLogs)
        .map(export -> (ExportLogsServiceRequest) export.request())
        .toList();
  }

  /** The spans of all kept trace requests, in order. */
  public List<Span> spans() {
    return kept().stream().flatMap(export -> export.spans().stream()).toList();
  }

  /** The log records of all kept log requests, in order. */
  public List<LogRecord> logRecords() {
    return logs().stream()
        .flatMap(request -> request.getResourceLogsList().stream())
        .flatMap(resource -> resource.getScopeLogsList().stream())
        .flatMap(scope -> scope.getLogRecordsList().stream())
        .toList();
  }

  /** Forgets what came so far; the answer stays. */
  public void clear() {
    exports.clear();
  }

  /**
   * Waits until the condition holds; it is looked at again after each export.
   *
   * @return false if the time ran out first
   */
  public boolean await(Duration timeout, Predicate<OtlpSink> until) throws InterruptedException {
    return exports.await(timeout, () -> until.test(this));
  }

  /** Stops listening and cuts all connections; what came stays readable. */
  @Override
  public void close() {
    grpc.close();
    http.close();
  }
}
