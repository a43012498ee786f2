// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Takes scored spans apart again. */
public final class Scores {

  private static final String PREFIX = "tracewheel.evaluation.";
  private static final String VALUE = ".score.value";
  private static final String LABEL = ".score.label";
  private static final String EXPLANATION = ".explanation";

  private Scores() {}

  /** A span with all that it belongs to. */
  record Placed(Resource resource, InstrumentationScope scope, Span span) {}

  /** One score as a span or a log event carries it. */
  record Score(double value, String label, @Nullable String explanation) {}

  /** Trace id and span id. */
  record SpanKey(ByteString traceId, ByteString spanId) {
    @Override
    public String toString() {
      return hex(traceId) + "/" + hex(spanId);
    }
  }

  static SpanKey key(Span span) {
    return new SpanKey(span.getTraceId(), span.getSpanId());
  }

  public static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  /** All spans in order. */
  public static List<Span> spans(List<ExportTraceServiceRequest> requests) {
    return requests.stream()
        .flatMap(request -> request.getResourceSpansList().stream())
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .toList();
  }

  /** All spans with their surroundings; a span that came twice is an error of the caller. */
  static Map<SpanKey, Placed> placed(List<ExportTraceServiceRequest> requests) {
    Map<SpanKey, Placed> all = new LinkedHashMap<>();
    for (ExportTraceServiceRequest request : requests) {
      for (var resource : request.getResourceSpansList()) {
        for (var scope : resource.getScopeSpansList()) {
          for (Span span : scope.getSpansList()) {
            Placed before =
                all.put(key(span), new Placed(resource.getResource(), scope.getScope(), span));
            if (before != null) {
              throw new AssertionError("span " + key(span) + " is there twice");
            }
          }
        }
      }
    }
    return all;
  }

  /** All log records in order. */
  static List<LogRecord> records(List<ExportLogsServiceRequest> requests) {
    return requests.stream()
        .flatMap(request -> request.getResourceLogsList().stream())
        .flatMap(resource -> resource.getScopeLogsList().stream())
        .flatMap(scope -> scope.getLogRecordsList().stream())
        .toList();
  }

  /** The span as it was before it was scored. */
  static Span without(Span span) {
    List<KeyValue> own =
        span.getAttributesList().stream()
            .filter(attribute -> !attribute.getKey().startsWith(PREFIX))
            .toList();
    return span.toBuilder().clearAttributes().addAllAttributes(own).build();
  }

  /** The scores on a span by evaluator. */
  static Map<String, Score> of(Span span) {
    Map<String, AnyValue> attributes = attributes(span.getAttributesList());
    Map<String, Score> scores = new TreeMap<>();
    attributes.forEach(
        (key, value) -> {
          if (key.startsWith(PREFIX) && key.endsWith(VALUE)) {
            String name = key.substring(PREFIX.length(), key.length() - VALUE.length());
            scores.put(
                name,
                new Score(
                    value.getDoubleValue(),
                    text(attributes, PREFIX + name + LABEL, ""),
                    text(attributes, PREFIX + name + EXPLANATION)));
          }
        });
    return scores;
  }

  /** The score of an event {@code gen_ai.evaluation.result}. */
  static Score of(LogRecord event) {
    Map<String, AnyValue> attributes = attributes(event.getAttributesList());
    AnyValue value = attributes.get("gen_ai.evaluation.score.value");
    return new Score(
        value == null ? Double.NaN : value.getDoubleValue(),
        text(attributes, "gen_ai.evaluation.score.label", ""),
        text(attributes, "gen_ai.evaluation.explanation"));
  }

  /** The evaluator of an event. */
  public static String evaluator(LogRecord event) {
    return text(attributes(event.getAttributesList()), "gen_ai.evaluation.name", "");
  }

  /** The text of a span's attribute; null if it has none of that name. */
  static @Nullable String text(Span span, String key) {
    return text(attributes(span.getAttributesList()), key);
  }

  private static Map<String, AnyValue> attributes(List<KeyValue> list) {
    Map<String, AnyValue> attributes = new LinkedHashMap<>();
    list.forEach(attribute -> attributes.put(attribute.getKey(), attribute.getValue()));
    return attributes;
  }

  private static @Nullable String text(Map<String, AnyValue> attributes, String key) {
    AnyValue value = attributes.get(key);
    return value == null ? null : value.getStringValue();
  }

  private static String text(Map<String, AnyValue> attributes, String key, String otherwise) {
    String text = text(attributes, key);
    return text == null ? otherwise : text;
  }
}
