// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Where GenAI operations are reported, and what may be reported of them. Thread-safe. */
public final class GenAiTelemetry {

  private static final String SCOPE = "io.tracewheel.genai";

  final Tracer tracer;
  final Meter meter;
  final TextMapPropagator propagator;
  final Logger logger;
  final GenAiMetrics metrics;
  final GenAiSettings settings;

  /** Nanoseconds from an arbitrary origin, as {@link System#nanoTime}. */
  final LongSupplier clock;

  GenAiTelemetry(OpenTelemetry openTelemetry, GenAiSettings settings, LongSupplier clock) {
    this.tracer = openTelemetry.getTracer(SCOPE);
    this.meter = openTelemetry.getMeter(SCOPE);
    this.propagator = openTelemetry.getPropagators().getTextMapPropagator();
    this.logger = openTelemetry.getLogsBridge().get(SCOPE);
    this.metrics = new GenAiMetrics(meter);
    this.settings = settings;
    this.clock = clock;
  }

  /** The one of the running agent. */
  public static GenAiTelemetry get() {
    return OfAgent.INSTANCE;
  }

  /** One that reports elsewhere than the running agent, with the settings found there. */
  public static GenAiTelemetry of(OpenTelemetry openTelemetry) {
    return new GenAiTelemetry(openTelemetry, GenAiSettings.of(openTelemetry), System::nanoTime);
  }

  /** For operations that are no GenAI operation themselves but belong to one. */
  public Tracer tracer() {
    return tracer;
  }

  /** See {@link #tracer}. */
  public Meter meter() {
    return meter;
  }

  /** How context travels to other processes. */
  public TextMapPropagator propagator() {
    return propagator;
  }

  /** Nanoseconds from an arbitrary origin. */
  public long nanoTime() {
    return clock.getAsLong();
  }

  /**
   * The value of a content attribute within its bound, or {@code null} if spans carry no content.
   *
   * @param attribute that is to carry it
   * @param tree as of {@link Json}
   */
  public @Nullable String contentOfSpan(String attribute, Object tree) {
    if (!settings.capture.onSpans) {
      return null;
    }
    int longest = settings.maxContentLength;
    Object redacted = settings.redaction.apply(attribute, tree, longest);
    if (redacted instanceof Map || redacted instanceof List) {
      String text = Json.writeWithin(redacted, longest);
      if (text != null) {
        return text;
      }
    }
    Object written = bounded(redacted, longest);
    return written instanceof String ? (String) written : Json.write(written);
  }

  /** What may be written of content: redacted, then within its bound. */
  @Nullable Object written(String attribute, Object tree) {
    int longest = settings.maxContentLength;
    return bounded(settings.redaction.apply(attribute, tree, longest), longest);
  }

  private static @Nullable Object bounded(@Nullable Object redacted, int longest) {
    Object bounded = Truncation.bound(redacted, longest);
    return bounded instanceof Redaction.LongText ? bounded.toString() : bounded;
  }

  /** Records an exception as an event of a span; its messages only where content is written. */
  public void recordException(Span span, Throwable error) {
    span.addEvent(ExceptionEvents.NAME, ExceptionEvents.of(error, this::errorMessage));
  }

  /**
   * What a span may tell of an error's message, or {@code null} for nothing: it may repeat what
   * people and models said.
   */
  public @Nullable String errorMessage(@Nullable String message) {
    if (message == null || !settings.exceptionMessages) {
      return null;
    }
    Object written = written("exception.message", message);
    return written == null ? null : written.toString();
  }

  /** Whether message content is wanted anywhere; if not, don't build it. */
  public boolean capturesContent() {
    return settings.capture != ContentCapture.NO_CONTENT;
  }

  /** Most characters of one content attribute. */
  public int maxContentLength() {
    return settings.maxContentLength;
  }

  /** Most bytes kept of each HTTP body where calls are recognised by their HTTP traffic. */
  public int maxHttpBody() {
    return settings.maxHttpBody;
  }

  /** Built at first use: the agent has installed its OpenTelemetry by then. */
  private static final class OfAgent {
    static final GenAiTelemetry INSTANCE = of(GlobalOpenTelemetry.get());
  }
}
