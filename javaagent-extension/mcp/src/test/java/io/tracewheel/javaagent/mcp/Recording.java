// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.mcpconventions.McpTelemetry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A real SDK that keeps everything in memory. */
final class Recording {

  final InMemorySpanExporter spans = InMemorySpanExporter.create();
  final InMemoryMetricReader metrics = InMemoryMetricReader.create();
  final McpTelemetry telemetry;

  Recording() {
    OpenTelemetrySdk sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(metrics).build())
            .setPropagators(
                ContextPropagators.create(
                    TextMapPropagator.composite(
                        W3CTraceContextPropagator.getInstance(),
                        W3CBaggagePropagator.getInstance())))
            .build();
    telemetry = new McpTelemetry(GenAiTelemetry.of(sdk));
  }

  List<SpanData> finished() {
    return spans.getFinishedSpanItems();
  }

  SpanData onlySpan() {
    assertThat(finished()).hasSize(1);
    return finished().get(0);
  }

  /** Attributes by name, as plain values. */
  static Map<String, Object> attributes(SpanData span) {
    Map<String, Object> plain = new TreeMap<>();
    span.getAttributes().forEach((key, value) -> plain.put(key.getKey(), value));
    return plain;
  }
}
