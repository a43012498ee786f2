// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.sink;

import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.List;

/**
 * One export that reached the sink, whatever was answered to it.
 *
 * @param transport how it came
 * @param gzip whether it came compressed
 * @param request the decoded request: traces, metrics or logs
 * @param nanoTime {@link System#nanoTime()} when it was read
 */
public record Export(Transport transport, boolean gzip, Message request, long nanoTime) {

  /** How an export came. */
  public enum Transport {
    GRPC,
    HTTP
  }

  /** The spans of the request in order; none if it carries no traces. */
  public List<Span> spans() {
    return request instanceof ExportTraceServiceRequest traces
        ? traces.getResourceSpansList().stream()
            .flatMap(resource -> resource.getScopeSpansList().stream())
            .flatMap(scope -> scope.getSpansList().stream())
            .toList()
        : List.of();
  }

  boolean isTraces() {
    return request instanceof ExportTraceServiceRequest;
  }

  boolean isMetrics() {
    return request instanceof ExportMetricsServiceRequest;
  }

  boolean isLogs() {
    return request instanceof ExportLogsServiceRequest;
  }
}
