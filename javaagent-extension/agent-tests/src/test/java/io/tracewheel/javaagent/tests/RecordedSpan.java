// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A finished span as the agent exported it.
 *
 * @param kind OTLP number: 1 internal, 2 server, 3 client
 * @param status OTLP number: 0 unset, 1 ok, 2 error
 * @param attributes strings, longs, doubles, booleans and lists of these
 */
record RecordedSpan(
    String scope,
    String name,
    int kind,
    int status,
    String traceId,
    String spanId,
    String parentId,
    Map<String, Object> attributes,
    List<String> events,
    List<Map<String, Object>> eventAttributes,
    Map<String, Object> resource) {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Nullable Object get(String attribute) {
    return attributes.get(attribute);
  }

  boolean isLlm() {
    return attributes.containsKey("gen_ai.operation.name");
  }

  /** Reads one line of OTLP/JSON: one export request. */
  static List<RecordedSpan> read(String line) {
    List<RecordedSpan> spans = new ArrayList<>();
    try {
      JSON.readTree(line).path("resourceSpans").forEach(group -> read(group, spans));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not a line of OTLP/JSON: " + line, e);
    }
    return spans;
  }

  private static void read(JsonNode resourceSpans, List<RecordedSpan> spans) {
    Map<String, Object> resource = attributes(resourceSpans.path("resource").path("attributes"));
    for (JsonNode scopeSpans : resourceSpans.path("scopeSpans")) {
      String scope = scopeSpans.path("scope").path("name").asText();
      for (JsonNode span : scopeSpans.path("spans")) {
        List<String> events = new ArrayList<>();
        List<Map<String, Object>> eventAttributes = new ArrayList<>();
        for (JsonNode event : span.path("events")) {
          events.add(event.path("name").asText());
          eventAttributes.add(attributes(event.path("attributes")));
        }
        spans.add(
            new RecordedSpan(
                scope,
                span.path("name").asText(),
                span.path("kind").asInt(),
                span.path("status").path("code").asInt(),
                span.path("traceId").asText(),
                span.path("spanId").asText(),
                span.path("parentSpanId").asText(),
                attributes(span.path("attributes")),
                events,
                eventAttributes,
                resource));
      }
    }
  }

  private static Map<String, Object> attributes(JsonNode list) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (JsonNode attribute : list) {
      attributes.put(attribute.path("key").asText(), value(attribute.path("value")));
    }
    return attributes;
  }

  private static Object value(JsonNode value) {
    if (value.has("intValue")) {
      return value.get("intValue").asLong();
    }
    if (value.has("doubleValue")) {
      return value.get("doubleValue").asDouble();
    }
    if (value.has("boolValue")) {
      return value.get("boolValue").asBoolean();
    }
    if (value.has("arrayValue")) {
      List<Object> elements = new ArrayList<>();
      value.get("arrayValue").path("values").forEach(element -> elements.add(value(element)));
      return elements;
    }
    return value.path("stringValue").asText();
  }
}
