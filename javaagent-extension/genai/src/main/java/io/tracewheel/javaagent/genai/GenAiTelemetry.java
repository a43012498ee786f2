// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.trace.Tracer;
import java.util.function.LongSupplier;

/** Where GenAI operations are reported, and what may be reported of them. Thread-safe. */
public final class GenAiTelemetry {

  private static final String SCOPE = "io.tracewheel.genai";

  final Tracer tracer;
  final Logger logger;
  final GenAiMetrics metrics;
  final GenAiSettings settings;

  /** Nanoseconds from an arbitrary origin, as {@link System#nanoTime}. */
  final LongSupplier clock;

  GenAiTelemetry(OpenTelemetry openTelemetry, GenAiSettings settings, LongSupplier clock) {
    this.tracer = openTelemetry.getTracer(SCOPE);
    this.logger = openTelemetry.getLogsBridge().get(SCOPE);
    this.metrics = new GenAiMetrics(openTelemetry.getMeter(SCOPE));
    this.settings = settings;
    this.clock = clock;
  }

  /** The one of the running agent. */
  public static GenAiTelemetry get() {
    return OfAgent.INSTANCE;
  }

  /** Whether message content is wanted anywhere; if not, don't build it. */
  public boolean capturesContent() {
    return settings.capture != ContentCapture.NO_CONTENT;
  }

  /** Built at first use: the agent has installed its OpenTelemetry by then. */
  private static final class OfAgent {
    static final GenAiTelemetry INSTANCE = create(GlobalOpenTelemetry.get());

    private static GenAiTelemetry create(OpenTelemetry openTelemetry) {
      return new GenAiTelemetry(openTelemetry, GenAiSettings.of(openTelemetry), System::nanoTime);
    }
  }
}
