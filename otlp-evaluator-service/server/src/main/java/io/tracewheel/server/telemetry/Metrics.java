// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.telemetry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects the points of one look at the evaluator. Not thread-safe. */
public final class Metrics {
  private final Map<String, Open> open = new LinkedHashMap<>();

  private record Open(
      String name, String unit, String description, Metric.Kind kind, List<Metric.Point> points) {}

  /**
   * Adds a point of a counter.
   *
   * @param attributes names and values in turn
   */
  public void counter(
      String name, String unit, String description, double value, String... attributes) {
    add(name, unit, description, Metric.Kind.COUNTER, Metric.Point.of(map(attributes), value));
  }

  /**
   * Adds a point of a gauge.
   *
   * @param attributes names and values in turn
   */
  public void gauge(
      String name, String unit, String description, double value, String... attributes) {
    add(name, unit, description, Metric.Kind.GAUGE, Metric.Point.of(map(attributes), value));
  }

  /**
   * Adds a distribution.
   *
   * @param attributes names and values in turn
   */
  public void histogram(
      String name,
      String unit,
      String description,
      Metric.Distribution distribution,
      String... attributes) {
    add(
        name,
        unit,
        description,
        Metric.Kind.HISTOGRAM,
        new Metric.Point(map(attributes), distribution.count(), distribution));
  }

  /** All metrics in the order of their first points. */
  public List<Metric> all() {
    return open.values().stream()
        .map(one -> new Metric(one.name, one.unit, one.description, one.kind, one.points))
        .toList();
  }

  private void add(
      String name, String unit, String description, Metric.Kind kind, Metric.Point point) {
    @Nullable Open known = open.get(name);
    if (known == null) {
      known = new Open(name, unit, description, kind, new ArrayList<>());
      open.put(name, known);
    }
    known.points.add(point);
  }

  private static SortedMap<String, String> map(String... attributes) {
    SortedMap<String, String> map = new TreeMap<>();
    for (int i = 0; i + 1 < attributes.length; i += 2) {
      map.put(attributes[i], attributes[i + 1]);
    }
    return map;
  }
}
