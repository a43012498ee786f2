// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.sink;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;

/** Partial successes of each signal. */
final class Replies {

  private Replies() {}

  static ExportTraceServiceResponse traces(Answer.PartialSuccess partial) {
    return ExportTraceServiceResponse.newBuilder()
        .setPartialSuccess(
            ExportTracePartialSuccess.newBuilder()
                .setRejectedSpans(partial.rejected())
                .setErrorMessage(partial.message()))
        .build();
  }

  static ExportMetricsServiceResponse metrics(Answer.PartialSuccess partial) {
    return ExportMetricsServiceResponse.newBuilder()
        .setPartialSuccess(
            ExportMetricsPartialSuccess.newBuilder()
                .setRejectedDataPoints(partial.rejected())
                .setErrorMessage(partial.message()))
        .build();
  }

  static ExportLogsServiceResponse logs(Answer.PartialSuccess partial) {
    return ExportLogsServiceResponse.newBuilder()
        .setPartialSuccess(
            ExportLogsPartialSuccess.newBuilder()
                .setRejectedLogRecords(partial.rejected())
                .setErrorMessage(partial.message()))
        .build();
  }
}
