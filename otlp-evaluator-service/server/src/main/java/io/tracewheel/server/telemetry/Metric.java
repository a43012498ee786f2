// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.telemetry;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One figure about the evaluator itself, named as OpenTelemetry names it.
 *
 * @param name with dots or underscores, without unit and without {@code _total}
 * @param unit UCUM, such as {@code By}, {@code s} or {@code {request}}; empty for none
 * @param description half a sentence
 * @param points one for each set of attributes
 */
public record Metric(String name, String unit, String description, Kind kind, List<Point> points) {

  /** What the value of a point means. */
  public enum Kind {
    /** Only rises until the process ends. */
    COUNTER,
    /** The value now. */
    GAUGE,
    /** A distribution since the start. */
    HISTOGRAM
  }

  public Metric {
    points = List.copyOf(points);
  }

  /**
   * The value of one set of attributes.
   *
   * @param distribution of histograms; null for others
   */
  public record Point(
      SortedMap<String, String> attributes, double value, @Nullable Distribution distribution) {
    public Point {
      attributes = new TreeMap<>(attributes);
    }

    static Point of(Map<String, String> attributes, double value) {
      return new Point(new TreeMap<>(attributes), value, null);
    }
  }

  /**
   * How values are spread.
   *
   * @param bounds upper ends of all buckets but the last, ascending
   * @param counts one more than bounds; empty where only count and sum are known
   */
  public record Distribution(List<Double> bounds, List<Long> counts, long count, double sum) {
    public Distribution {
      bounds = List.copyOf(bounds);
      counts = List.copyOf(counts);
    }
  }
}
