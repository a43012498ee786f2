// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.tracewheel.otlp.ByteSlice;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Real runs of an agent, where they lie beside the project. */
class RecordedTracesTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  @Test
  void everySpanIsKeptAndEveryToolFailureIsScored() throws Exception {
    List<ExportTraceServiceRequest> recorded = recorded();
    EvaluatorHealth health = new EvaluatorHealth(QuarantineRules.DEFAULT, EvaluationClock.system());
    RequestEnricher enricher = new RequestEnricher(EnricherSettings.DEFAULT, health);
    int spans = 0;
    int failures = 0;
    int failuresScored = 0;
    int toolRuns = 0;
    Map<String, Integer> failedBy = new TreeMap<>();
    for (ExportTraceServiceRequest request : recorded) {
      Enriched enriched = enricher.enrich(ByteSlice.of(request.toByteArray()));
      ExportTraceServiceRequest decoded =
          ExportTraceServiceRequest.parseFrom(enriched.traces().toByteArray());
      assertThat(withoutScores(decoded)).isEqualTo(request);
      for (Span span : spans(decoded)) {
        spans++;
        boolean tool = "execute_tool".equals(string(span, "gen_ai.operation.name"));
        boolean failed = span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR;
        String label = string(span, "tracewheel.evaluation.tool_success.score.label");
        toolRuns += tool ? 1 : 0;
        failures += tool && failed ? 1 : 0;
        failuresScored += tool && failed && "fail".equals(label) ? 1 : 0;
        assertThat(label).isEqualTo(!tool ? null : failed ? "fail" : "pass");
        for (KeyValue attribute : span.getAttributesList()) {
          if (attribute.getKey().endsWith(".score.label")
              && attribute.getValue().getStringValue().equals("fail")) {
            failedBy.merge(attribute.getKey().split("\\.", -1)[2], 1, Integer::sum);
          }
        }
      }
    }
    System.out.printf(
        "recorded: %d requests, %d spans, %d tool runs, %d failed, fail scores %s%n%s%n",
        recorded.size(), spans, toolRuns, failures, failedBy, health.reports());
    assertThat(failures).isPositive();
    assertThat(failuresScored).isEqualTo(failures);
    assertThat(health.reports())
        .noneMatch(report -> report.unscored().containsKey(Unscored.FAILED));
  }

  @Test
  void failuresAreSeenInTheResultEvenWhereTheSpanDoesNotSaySo() throws Exception {
    int failures = 0;
    for (ExportTraceServiceRequest request : recorded()) {
      for (Span span : spans(request)) {
        String result = string(span, "gen_ai.tool.call.result");
        if (result == null) {
          continue;
        }
        boolean failed = span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR;
        Outcome outcome =
            SpanBuilder.tool("t").with("gen_ai.tool.call.result", result).by(new ToolSuccess());
        assertThat(((Score) outcome).failed()).isEqualTo(failed);
        failures += failed ? 1 : 0;
      }
    }
    assertThat(failures).isPositive();
  }

  private static List<Span> spans(ExportTraceServiceRequest request) {
    return request.getResourceSpansList().stream()
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .toList();
  }

  private static @Nullable String string(Span span, String key) {
    return span.getAttributesList().stream()
        .filter(attribute -> attribute.getKey().equals(key))
        .map(attribute -> attribute.getValue().getStringValue())
        .findFirst()
        .orElse(null);
  }

  private static ExportTraceServiceRequest withoutScores(ExportTraceServiceRequest request) {
    ExportTraceServiceRequest.Builder builder = request.toBuilder();
    for (ResourceSpans.Builder resource : builder.getResourceSpansBuilderList()) {
      for (ScopeSpans.Builder scope : resource.getScopeSpansBuilderList()) {
        for (Span.Builder span : scope.getSpansBuilderList()) {
          List<KeyValue> kept =
              span.getAttributesList().stream()
                  .filter(attribute -> !attribute.getKey().startsWith("tracewheel.evaluation."))
                  .toList();
          span.clearAttributes().addAllAttributes(kept);
        }
      }
    }
    return builder.build();
  }

  static List<ExportTraceServiceRequest> recorded() throws Exception {
    Path file = file();
    assumeThat(file)
        .as("recorded traces are not beside this checkout, so they are not replayed")
        .exists();
    List<ExportTraceServiceRequest> requests = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        requests.add(request(JSON.readTree(line)));
      }
    }
    return requests;
  }

  private static Path file() {
    Path root = Path.of("").toAbsolutePath();
    while (root.getParent() != null && !Files.isDirectory(root.resolve(".mvn"))) {
      root = root.getParent();
    }
    return root.resolve("../shared/data/tau-airline/traces.jsonl.gz").normalize();
  }

  private static ExportTraceServiceRequest request(JsonNode json) {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (JsonNode resource : json.path("resourceSpans")) {
      ResourceSpans.Builder resourceSpans = request.addResourceSpansBuilder();
      resourceSpans.setResource(
          Resource.newBuilder()
              .addAllAttributes(attributes(resource.path("resource").path("attributes"))));
      for (JsonNode scope : resource.path("scopeSpans")) {
        ScopeSpans.Builder scopeSpans = resourceSpans.addScopeSpansBuilder();
        scopeSpans.getScopeBuilder().setName(scope.path("scope").path("name").asString());
        for (JsonNode span : scope.path("spans")) {
          scopeSpans.addSpans(span(span));
        }
      }
    }
    return request.build();
  }

  private static Span span(JsonNode json) {
    return Span.newBuilder()
        .setTraceId(hex(json.path("traceId").asString()))
        .setSpanId(hex(json.path("spanId").asString()))
        .setParentSpanId(hex(json.path("parentSpanId").asString("")))
        .setName(json.path("name").asString())
        .setKindValue(json.path("kind").asInt())
        .setStartTimeUnixNano(Long.parseLong(json.path("startTimeUnixNano").asString()))
        .setEndTimeUnixNano(Long.parseLong(json.path("endTimeUnixNano").asString()))
        .addAllAttributes(attributes(json.path("attributes")))
        .setStatus(
            Status.newBuilder()
                .setCodeValue(json.path("status").path("code").asInt(0))
                .setMessage(json.path("status").path("message").asString("")))
        .build();
  }

  private static ByteString hex(String digits) {
    return ByteString.copyFrom(HexFormat.of().parseHex(digits));
  }

  private static List<KeyValue> attributes(JsonNode json) {
    List<KeyValue> attributes = new ArrayList<>();
    for (JsonNode attribute : json) {
      attributes.add(
          KeyValue.newBuilder()
              .setKey(attribute.path("key").asString())
              .setValue(value(attribute.path("value")))
              .build());
    }
    return attributes;
  }

  private static AnyValue value(JsonNode json) {
    AnyValue.Builder value = AnyValue.newBuilder();
    if (json.has("stringValue")) {
      value.setStringValue(json.path("stringValue").asString());
    } else if (json.has("intValue")) {
      value.setIntValue(Long.parseLong(json.path("intValue").asString()));
    } else if (json.has("arrayValue")) {
      ArrayValue.Builder array = ArrayValue.newBuilder();
      json.path("arrayValue").path("values").forEach(element -> array.addValues(value(element)));
      value.setArrayValue(array);
    } else {
      throw new IllegalStateException(
          "the recorded traces hold a kind of value this test does not know: " + json);
    }
    return value.build();
  }
}
