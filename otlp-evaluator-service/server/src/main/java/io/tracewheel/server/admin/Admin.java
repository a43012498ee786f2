// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.admin;

import io.tracewheel.server.config.EvaluatorConfig;
import io.tracewheel.server.config.ExporterConfig;
import io.tracewheel.server.config.HostPort;
import io.tracewheel.server.export.OtlpSender;
import io.tracewheel.server.telemetry.OtlpMetrics;
import io.tracewheel.server.telemetry.PrometheusText;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that operators see: the admin port, and metrics that are sent. */
public final class Admin implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Admin.class);
  private static final String NAME = "tracewheel-evaluator";

  private final Readiness readiness;
  private final @Nullable AdminServer server;
  private final @Nullable MetricPush push;

  private Admin(Readiness readiness, @Nullable AdminServer server, @Nullable MetricPush push) {
    this.readiness = readiness;
    this.server = server;
    this.push = push;
  }

  /**
   * Listens, and begins to send metrics if that is configured.
   *
   * @throws IOException if the endpoint cannot be listened on and somebody asked for it; the
   *     message is a sentence for the user
   */
  public static Admin start(EvaluatorConfig config, Parts parts) throws IOException {
    Readiness readiness = new Readiness(parts);
    StatePage state = new StatePage(parts, readiness);
    EvaluatorMetrics metrics = new EvaluatorMetrics(parts);
    AdminServer server =
        listen(
            config.admin(),
            Map.of(
                "/",
                state::page,
                "/healthz",
                () -> AdminServer.Page.json(200, "{\"status\":\"alive\"}"),
                "/readyz",
                readiness::page,
                "/metrics",
                () ->
                    new AdminServer.Page(
                        200, PrometheusText.TYPE, PrometheusText.of(metrics.collect()))));
    return new Admin(readiness, server, push(config, metrics));
  }

  /** Whether requests should be sent here, as {@code /readyz} says too. */
  public boolean ready() {
    return readiness.reasons().isEmpty();
  }

  private static @Nullable AdminServer listen(
      EvaluatorConfig.Admin admin, Map<String, java.util.function.Supplier<AdminServer.Page>> pages)
      throws IOException {
    try {
      return AdminServer.start(admin.endpoint(), pages);
    } catch (IOException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String sentence =
          "Health, metrics and state cannot be served on "
              + admin.endpoint()
              + " ("
              + cause.getMessage()
              + "); choose another with --admin-port or service.admin.endpoint.";
      if (admin.asked()) {
        throw new IOException(sentence, e);
      }
      LOG.warn("{} The evaluator runs without them.", sentence);
      return null;
    }
  }

  private static @Nullable MetricPush push(EvaluatorConfig config, EvaluatorMetrics metrics) {
    String to = config.telemetry().metricsTo();
    if (to == null) {
      return null;
    }
    OtlpSender sender = null;
    for (ExporterConfig exporter : config.exporters()) {
      if (exporter.id().equals(to)) {
        sender =
            exporter instanceof ExporterConfig.Otlp otlp
                ? OtlpSender.open(otlp)
                : exporter instanceof ExporterConfig.OtlpHttp http ? OtlpSender.open(http) : null;
      }
    }
    if (sender == null) {
      throw new IllegalStateException("no exporter " + to); // the configuration was checked
    }
    String version = Admin.class.getPackage().getImplementationVersion();
    Map<String, String> resource =
        Map.of(
            "service.name",
            NAME,
            "service.version",
            version == null ? "" : version,
            "service.instance.id",
            java.util.UUID.randomUUID().toString());
    long start = nanos();
    return MetricPush.start(
        sender,
        () ->
            OtlpMetrics.request(
                resource,
                Map.entry("io.tracewheel.server", version == null ? "" : version),
                start,
                nanos(),
                metrics.collect()),
        config.telemetry().metricsInterval());
  }

  private static long nanos() {
    return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
  }

  /** Where the port is; null if it could not be had. */
  public @Nullable HostPort endpoint() {
    return server == null ? null : server.endpoint();
  }

  @Override
  public void close() {
    if (push != null) {
      push.close();
    }
    if (server != null) {
      server.close();
    }
  }
}
