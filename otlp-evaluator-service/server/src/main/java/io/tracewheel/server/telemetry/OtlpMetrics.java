// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.telemetry;

import com.google.protobuf.CodedOutputStream;
import io.tracewheel.server.telemetry.Metric.Distribution;
import io.tracewheel.server.telemetry.Metric.Kind;
import io.tracewheel.server.telemetry.Metric.Point;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * Metrics as an {@code ExportMetricsServiceRequest}, cumulative. Field numbers: metrics.proto 1.11.
 */
public final class OtlpMetrics {
  private static final int CUMULATIVE = 2;

  private OtlpMetrics() {}

  /** Writes one message. */
  private interface Writing {
    void to(CodedOutputStream out) throws IOException;
  }

  /**
   * A request of all metrics.
   *
   * @param resource attributes of the evaluator
   * @param scope name and version of who measures
   */
  public static byte[] request(
      Map<String, String> resource,
      Map.Entry<String, String> scope,
      long startUnixNano,
      long nowUnixNano,
      List<Metric> metrics) {
    try {
      return message(
          request ->
              nested(
                  request,
                  1,
                  resourceMetrics -> {
                    nested(resourceMetrics, 1, out -> attributes(out, 1, resource));
                    nested(
                        resourceMetrics,
                        2,
                        scopeMetrics -> {
                          nested(
                              scopeMetrics,
                              1,
                              out -> {
                                out.writeString(1, scope.getKey());
                                out.writeString(2, scope.getValue());
                              });
                          for (Metric metric : metrics) {
                            nested(
                                scopeMetrics,
                                2,
                                out -> metric(out, metric, startUnixNano, nowUnixNano));
                          }
                        });
                  }));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // into memory: never
    }
  }

  private static void metric(CodedOutputStream out, Metric metric, long start, long now)
      throws IOException {
    out.writeString(1, metric.name());
    out.writeString(2, metric.description());
    out.writeString(3, metric.unit());
    int field =
        switch (metric.kind()) {
          case GAUGE -> 5;
          case COUNTER -> 7;
          case HISTOGRAM -> 9;
        };
    nested(
        out,
        field,
        data -> {
          for (Point point : metric.points()) {
            nested(
                data,
                1,
                to -> {
                  // A gauge has no beginning.
                  if (metric.kind() != Kind.GAUGE) {
                    to.writeFixed64(2, start);
                  }
                  to.writeFixed64(3, now);
                  value(to, point);
                });
          }
          if (metric.kind() != Kind.GAUGE) {
            data.writeEnum(2, CUMULATIVE);
          }
          if (metric.kind() == Kind.COUNTER) {
            data.writeBool(3, true);
          }
        });
  }

  private static void value(CodedOutputStream out, Point point) throws IOException {
    Distribution distribution = point.distribution();
    if (distribution == null) {
      double value = point.value();
      if (value == Math.rint(value) && Math.abs(value) < 1L << 53) {
        out.writeSFixed64(6, (long) value);
      } else {
        out.writeDouble(4, value);
      }
      attributes(out, 7, point.attributes());
      return;
    }
    out.writeFixed64(4, distribution.count());
    out.writeDouble(5, distribution.sum());
    // Packed, as proto3 writes repeated numbers.
    nested(
        out,
        6,
        packed -> {
          for (long count : distribution.counts()) {
            packed.writeFixed64NoTag(count);
          }
        });
    nested(
        out,
        7,
        packed -> {
          for (double bound : distribution.bounds()) {
            packed.writeDoubleNoTag(bound);
          }
        });
    attributes(out, 9, point.attributes());
  }

  private static void attributes(CodedOutputStream out, int field, Map<String, String> attributes)
      throws IOException {
    for (Map.Entry<String, String> attribute : attributes.entrySet()) {
      nested(
          out,
          field,
          pair -> {
            pair.writeString(1, attribute.getKey());
            nested(pair, 2, value -> value.writeString(1, attribute.getValue()));
          });
    }
  }

  private static void nested(CodedOutputStream out, int field, Writing content) throws IOException {
    out.writeByteArray(field, message(content));
  }

  private static byte[] message(Writing content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    content.to(out);
    out.flush();
    return bytes.toByteArray();
  }
}
