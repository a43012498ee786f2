// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryLogRecordExporter;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A real SDK that keeps everything in memory, with a clock that stands still until told otherwise.
 */
final class Recording {

  final InMemorySpanExporter spans = InMemorySpanExporter.create();
  final InMemoryLogRecordExporter events = InMemoryLogRecordExporter.create();
  final InMemoryMetricReader metrics = InMemoryMetricReader.create();
  final AtomicLong nanos = new AtomicLong();
  final OpenTelemetrySdk sdk;
  final GenAiTelemetry telemetry;

  Recording() {
    this(ContentCapture.NO_CONTENT);
  }

  Recording(ContentCapture capture) {
    this(new GenAiSettings(capture, GenAiSettings.DEFAULT_MAX_CONTENT, true), Sampler.alwaysOn());
  }

  Recording(GenAiSettings settings, Sampler sampler) {
    sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .setSampler(sampler)
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .setLoggerProvider(
                SdkLoggerProvider.builder()
                    .addLogRecordProcessor(SimpleLogRecordProcessor.create(events))
                    .build())
            .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(metrics).build())
            .build();
    telemetry = new GenAiTelemetry(sdk, settings, nanos::get);
  }

  SpanData onlySpan() {
    List<SpanData> finished = spans.getFinishedSpanItems();
    assertThat(finished).hasSize(1);
    return finished.get(0);
  }

  SpanData span(String name) {
    List<SpanData> named =
        spans.getFinishedSpanItems().stream().filter(s -> s.getName().equals(name)).toList();
    assertThat(named).as("spans named " + name).hasSize(1);
    return named.get(0);
  }

  /** Attributes by name, as plain values. */
  static Map<String, Object> attributes(SpanData span) {
    Map<String, Object> plain = new TreeMap<>();
    span.getAttributes().forEach((key, value) -> plain.put(key.getKey(), value));
    return plain;
  }

  MetricData metric(String name) {
    MetricData metric = metrics().get(name);
    if (metric == null) {
      throw new AssertionError("no metric " + name + " among " + metrics.collectAllMetrics());
    }
    return metric;
  }

  Map<String, MetricData> metrics() {
    Map<String, MetricData> byName = new TreeMap<>();
    metrics.collectAllMetrics().forEach(metric -> byName.put(metric.getName(), metric));
    return byName;
  }
}
