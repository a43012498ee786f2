// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import io.tracewheel.otlp.Schema.Message;

/** The four kinds of telemetry that OTLP carries, and what each is called on the wire (1.11.0). */
public enum Signal {
  /** Spans. */
  TRACES(
      "opentelemetry.proto.collector.trace.v1.TraceService",
      "/v1/traces",
      "resourceSpans",
      "spans",
      Schema.TRACES_REQUEST),
  /** Metric data points. */
  METRICS(
      "opentelemetry.proto.collector.metrics.v1.MetricsService",
      "/v1/metrics",
      "resourceMetrics",
      "data points",
      Schema.METRICS_REQUEST),
  /** Log records. */
  LOGS(
      "opentelemetry.proto.collector.logs.v1.LogsService",
      "/v1/logs",
      "resourceLogs",
      "log records",
      Schema.LOGS_REQUEST),
  /** Profiles; in development upstream, so their form may still change. */
  PROFILES(
      "opentelemetry.proto.collector.profiles.v1development.ProfilesService",
      "/v1development/profiles",
      "resourceProfiles",
      "profiles",
      Schema.PROFILES_REQUEST);

  private final String grpcService;
  private final String httpPath;
  private final String requestField;
  private final String items;
  private final Message request;

  Signal(String grpcService, String httpPath, String requestField, String items, Message request) {
    this.grpcService = grpcService;
    this.httpPath = httpPath;
    this.requestField = requestField;
    this.items = items;
    this.request = request;
  }

  /** Full name of the gRPC service; its one method is {@link #grpcMethod}. */
  public String grpcService() {
    return grpcService;
  }

  /** Full gRPC method name without leading slash: service, slash, {@code Export}. */
  public String grpcMethod() {
    return grpcService + "/Export";
  }

  /** Path of the OTLP/HTTP request, with leading slash. */
  public String httpPath() {
    return httpPath;
  }

  /** JSON name of the request's outermost field, such as {@code resourceSpans}. */
  public String requestField() {
    return requestField;
  }

  /** What is counted in this signal, in plural: "spans", "data points", ... */
  public String items() {
    return items;
  }

  Message request() {
    return request;
  }
}
