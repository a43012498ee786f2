// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What came through the pipe.
 *
 * @param spans in order of their starts
 * @param scoreEvents log events that carry a score
 * @param metrics number of metrics
 */
record Telemetry(List<Span> spans, List<ScoreEvent> scoreEvents, int metrics) {
  /** A score as a log event carries it: which evaluator, on which span. */
  record ScoreEvent(String traceId, String spanId, String evaluator) {}

  /** Reads OTLP/JSON lines. */
  static Telemetry read(Path file) throws IOException {
    JsonMapper mapper = new JsonMapper();
    List<Span> spans = new ArrayList<>();
    List<ScoreEvent> events = new ArrayList<>();
    int metrics = 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode request = mapper.readTree(line);
        items(request, "resourceSpans", "scopeSpans", "spans").forEach(s -> spans.add(span(s)));
        items(request, "resourceLogs", "scopeLogs", "logRecords").forEach(r -> event(r, events));
        metrics += items(request, "resourceMetrics", "scopeMetrics", "metrics").size();
      }
    }
    spans.sort(Comparator.comparingLong(Span::startNanos));
    return new Telemetry(spans, events, metrics);
  }

  /** Spans by trace, in order of the traces' starts. */
  Map<String, List<Span>> traces() {
    Map<String, List<Span>> traces = new LinkedHashMap<>();
    spans.forEach(
        span -> traces.computeIfAbsent(span.traceId(), id -> new ArrayList<>()).add(span));
    return traces;
  }

  private static List<JsonNode> items(JsonNode request, String outer, String middle, String inner) {
    List<JsonNode> items = new ArrayList<>();
    for (JsonNode resource : request.path(outer)) {
      for (JsonNode scope : resource.path(middle)) {
        scope.path(inner).forEach(items::add);
      }
    }
    return items;
  }

  private static Span span(JsonNode span) {
    return new Span(
        span.path("traceId").asString(""),
        span.path("spanId").asString(""),
        span.path("parentSpanId").asString(""),
        span.path("name").asString(""),
        span.path("startTimeUnixNano").asLong(0),
        span.path("endTimeUnixNano").asLong(0),
        span.path("status").path("code").asInt(0) == 2,
        attributes(span));
  }

  private static void event(JsonNode log, List<ScoreEvent> events) {
    if (log.path("eventName").asString("").equals("gen_ai.evaluation.result")) {
      JsonNode name = attributes(log).get("gen_ai.evaluation.name");
      events.add(
          new ScoreEvent(
              log.path("traceId").asString(""),
              log.path("spanId").asString(""),
              name == null ? "" : name.path("stringValue").asString("")));
    }
  }

  private static Map<String, JsonNode> attributes(JsonNode of) {
    Map<String, JsonNode> attributes = new TreeMap<>();
    for (JsonNode attribute : of.path("attributes")) {
      attributes.put(attribute.path("key").asString(""), attribute.path("value"));
    }
    return attributes;
  }
}
