// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {

  @Test
  void namesUnitsAndTypesAreThoseOfThePrometheusConventions() {
    Metrics metrics = new Metrics();
    metrics.counter("tracewheel.log.appended", "By", "Written", 1e12, "z", "1", "a.b", "2");
    metrics.counter("otelcol_process_cpu_seconds", "s", "Time", 1.5);
    metrics.gauge("tracewheel.ready", "", "Ready", 1);
    metrics.gauge("tracewheel.ready", "", "Ready", 0, "which", "other");
    assertThat(PrometheusText.of(metrics.all()))
        .isEqualTo(
            """
            # HELP tracewheel_log_appended_bytes_total Written
            # TYPE tracewheel_log_appended_bytes_total counter
            tracewheel_log_appended_bytes_total{a_b="2",z="1"} 1000000000000
            # HELP otelcol_process_cpu_seconds_total Time
            # TYPE otelcol_process_cpu_seconds_total counter
            otelcol_process_cpu_seconds_total 1.5
            # HELP tracewheel_ready Ready
            # TYPE tracewheel_ready gauge
            tracewheel_ready 1
            tracewheel_ready{which="other"} 0
            """);
  }

  @Test
  void whatComesFromOutsideCannotBreakALine() {
    Metrics metrics = new Metrics();
    metrics.gauge("m", "", "a\nb\\c", 1, "k", "x\"y\\z\nw");
    assertThat(PrometheusText.of(metrics.all()))
        .isEqualTo("# HELP m a\\nb\\\\c\n# TYPE m gauge\nm{k=\"x\\\"y\\\\z\\nw\"} 1\n");
  }

  @Test
  void bucketsAreCumulative() {
    Metrics metrics = new Metrics();
    metrics.histogram(
        "d", "s", "D", new Metric.Distribution(List.of(0.1, 1.0), List.of(2L, 3L, 4L), 9, 12.5));
    metrics.histogram("e", "s", "E", new Metric.Distribution(List.of(), List.of(), 7, 2));
    assertThat(PrometheusText.of(metrics.all()))
        .contains(
            """
            d_seconds_bucket{le="0.1"} 2
            d_seconds_bucket{le="1"} 5
            d_seconds_bucket{le="+Inf"} 9
            d_seconds_sum 12.5
            d_seconds_count 9
            """)
        .contains(
            """
            e_seconds_bucket{le="+Inf"} 7
            e_seconds_sum 2
            e_seconds_count 7
            """);
  }

  @Test
  void durationsFallIntoTheirBuckets() {
    Durations durations = new Durations();
    durations.add(50_000);
    durations.add(1_000_000);
    durations.add(60_000_000_000L);
    Metric.Distribution distribution = durations.distribution();
    assertThat(distribution.counts().get(0)).isEqualTo(1);
    assertThat(distribution.counts().get(3)).isEqualTo(1);
    assertThat(distribution.counts().get(distribution.bounds().size())).isEqualTo(1);
    assertThat(distribution.count()).isEqualTo(3);
    assertThat(distribution.sum()).isEqualTo(60.00105);
  }
}
