// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.telemetry;

import io.tracewheel.server.telemetry.Metric.Distribution;
import io.tracewheel.server.telemetry.Metric.Kind;
import io.tracewheel.server.telemetry.Metric.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Metrics in Prometheus' text format 0.0.4. Names are made as OpenTelemetry's "Prometheus and
 * OpenMetrics Compatibility" says: dots become underscores, units and {@code _total} are appended.
 */
public final class PrometheusText {
  /** Media type of the format. */
  public static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final Map<String, String> UNITS = Map.of("By", "_bytes", "s", "_seconds");

  private PrometheusText() {}

  /** All metrics as one text. */
  public static String of(List<Metric> metrics) {
    StringBuilder text = new StringBuilder();
    metrics.forEach(metric -> write(text, metric));
    return text.toString();
  }

  private static void write(StringBuilder text, Metric metric) {
    String name = name(metric);
    text.append("# HELP ").append(name).append(' ').append(help(metric.description())).append('\n');
    text.append("# TYPE ")
        .append(name)
        .append(' ')
        .append(metric.kind().name().toLowerCase(Locale.ROOT))
        .append('\n');
    for (Point point : metric.points()) {
      Distribution distribution = point.distribution();
      if (distribution == null) {
        line(text, name, labels(point, ""), number(point.value()));
      } else {
        buckets(text, name, point, distribution);
      }
    }
  }

  private static void buckets(
      StringBuilder text, String name, Point point, Distribution distribution) {
    long below = 0;
    for (int i = 0; i < distribution.counts().size(); i++) {
      below += distribution.counts().get(i);
      String bound =
          i < distribution.bounds().size() ? number(distribution.bounds().get(i)) : "+Inf";
      line(text, name + "_bucket", labels(point, bound), Long.toString(below));
    }
    if (distribution.counts().isEmpty()) {
      line(text, name + "_bucket", labels(point, "+Inf"), Long.toString(distribution.count()));
    }
    line(text, name + "_sum", labels(point, ""), number(distribution.sum()));
    line(text, name + "_count", labels(point, ""), Long.toString(distribution.count()));
  }

  private static void line(StringBuilder text, String name, String labels, String value) {
    text.append(name).append(labels).append(' ').append(value).append('\n');
  }

  static String name(Metric metric) {
    String name = metric.name().replaceAll("[^a-zA-Z0-9_:]", "_");
    String unit = UNITS.getOrDefault(metric.unit(), "");
    if (!name.endsWith(unit)) {
      name += unit;
    }
    return metric.kind() == Kind.COUNTER ? name + "_total" : name;
  }

  private static String labels(Point point, String bound) {
    List<String> labels = new ArrayList<>();
    point
        .attributes()
        .forEach(
            (key, value) ->
                labels.add(key.replaceAll("[^a-zA-Z0-9_]", "_") + "=\"" + escaped(value) + '"'));
    if (!bound.isEmpty()) {
      labels.add("le=\"" + bound + '"');
    }
    return labels.isEmpty() ? "" : "{" + String.join(",", labels) + "}";
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static String help(String text) {
    return text.replace("\\", "\\\\").replace("\n", "\\n");
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
