// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.cli;

import io.tracewheel.server.config.ExporterConfig;
import java.util.List;
import java.util.stream.Collectors;

/** Destinations as the user is told about them. */
final class Destination {
  private Destination() {}

  static String list(List<ExporterConfig> exporters) {
    return exporters.isEmpty()
        ? "none"
        : exporters.stream().map(Destination::text).collect(Collectors.joining(", "));
  }

  private static String text(ExporterConfig exporter) {
    if (exporter instanceof ExporterConfig.Otlp otlp) {
      return "OTLP/gRPC " + otlp.endpoint();
    }
    if (exporter instanceof ExporterConfig.OtlpHttp http) {
      return "OTLP/HTTP " + http.endpoint();
    }
    return "file " + ((ExporterConfig.File) exporter).path();
  }
}
