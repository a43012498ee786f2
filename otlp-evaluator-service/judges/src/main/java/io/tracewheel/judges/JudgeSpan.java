// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A span of a judge's own work: a judgement, or one call of its model inside it, named as the GenAI
 * conventions want it. It holds no prompt and no answer, unless the judge's settings ask for that.
 *
 * @param parentSpanId hexadecimal; null for the judgement itself
 * @param client whether it is a call of a model
 * @param attributes texts, whole numbers, numbers and truth values
 * @param errorType null when it went well
 * @param targetTraceId the trace that is judged; the judgement links to it
 * @param targetSpanId the span that the score belongs to
 */
public record JudgeSpan(
    String traceId,
    String spanId,
    @Nullable String parentSpanId,
    String name,
    boolean client,
    long startUnixNano,
    long endUnixNano,
    Map<String, Object> attributes,
    @Nullable String errorType,
    String targetTraceId,
    String targetSpanId) {
  /** Name of the service in the resource of such spans. */
  public static final String SERVICE = "tracewheel-judge";

  private static final String SCOPE = "io.tracewheel.judges";

  /** Copies the attributes. */
  public JudgeSpan {
    attributes = Map.copyOf(attributes);
  }

  /** Takes spans as they end. Called on threads that judge: must not wait. */
  @FunctionalInterface
  public interface Sink {
    /** Nobody wants them. */
    Sink NONE = span -> {};

    /** A span has ended. */
    void ended(JudgeSpan span);
  }

  /** A trace request with these spans, as one line of OTLP/JSON without line feed. */
  public static String otlpJson(Collection<JudgeSpan> spans) {
    Map<String, Object> scopeSpans =
        Map.of(
            "scope",
            Map.of("name", SCOPE),
            "spans",
            spans.stream().map(JudgeSpan::otlpFields).toList());
    Map<String, Object> resource =
        Map.of("attributes", List.of(attribute("service.name", SERVICE)));
    return JsonMapper.shared()
        .writeValueAsString(
            Map.of(
                "resourceSpans",
                List.of(Map.of("resource", resource, "scopeSpans", List.of(scopeSpans)))));
  }

  private Map<String, Object> otlpFields() {
    Map<String, Object> span = new LinkedHashMap<>();
    span.put("traceId", traceId);
    span.put("spanId", spanId);
    if (parentSpanId != null) {
      span.put("parentSpanId", parentSpanId);
    }
    span.put("name", name);
    span.put("kind", client ? 3 : 1);
    span.put("startTimeUnixNano", Long.toUnsignedString(startUnixNano));
    span.put("endTimeUnixNano", Long.toUnsignedString(endUnixNano));
    List<Object> list = new ArrayList<>();
    attributes.forEach((key, value) -> list.add(attribute(key, value)));
    if (errorType != null) {
      list.add(attribute("error.type", errorType));
      span.put("status", Map.of("code", 2));
    }
    span.put("attributes", list);
    if (parentSpanId == null) {
      span.put("links", List.of(Map.of("traceId", targetTraceId, "spanId", targetSpanId)));
    }
    return span;
  }

  private static Map<String, Object> attribute(String key, Object value) {
    Object wire;
    if (value instanceof Boolean) {
      wire = Map.of("boolValue", value);
    } else if (value instanceof Long || value instanceof Integer) {
      wire = Map.of("intValue", value.toString());
    } else if (value instanceof Double) {
      wire = Map.of("doubleValue", value);
    } else {
      wire = Map.of("stringValue", value.toString());
    }
    return Map.of("key", key, "value", wire);
  }
}
