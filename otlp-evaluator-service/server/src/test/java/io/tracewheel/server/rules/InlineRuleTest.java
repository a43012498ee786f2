// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.tracewheel.evaluators.Enriched;
import io.tracewheel.evaluators.EnricherSettings;
import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.evaluators.EvaluatorHealth;
import io.tracewheel.evaluators.QuarantineRules;
import io.tracewheel.evaluators.RequestEnricher;
import io.tracewheel.evaluators.Sampling;
import io.tracewheel.evaluators.SpanEvaluator;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.server.config.ConfigException;
import io.tracewheel.trace.trajectory.SpanProjector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InlineRuleTest {
  private static final EnricherSettings SETTINGS = EnricherSettings.DEFAULT;

  @TempDir private Path directory;

  @Test
  void aRuleTakesThePlaceOfTheEvaluatorThatItNamesAndTheOthersRunAsBefore() throws Exception {
    RuleSet rules =
        rules(
            "rules:",
            "  - name: booking_works",
            "    evaluator: tool_success",
            "    filter: tool == 'book'");

    assertThat(rules.inline(Set.of("tool_declared")).stream().map(SpanEvaluator::name))
        .doesNotContain("tool_success", "tool_declared")
        .contains("answer_complete", "booking_works");
    assertThat(RuleSet.none().inline(Set.of()).stream().map(SpanEvaluator::name))
        .contains("tool_success", "tool_declared");
  }

  @Test
  void filterAndSamplingDecideWhichSpansAreScoredAndTheScoreSaysByWhichRule() throws Exception {
    RuleSet rules =
        rules(
            "sampling_domain: test",
            "rules:",
            "  - name: booking_works",
            "    evaluator: tool_success",
            "    filter: tool == 'book' && duration_ms > 1",
            "    sampling: 0.5");
    RequestEnricher enricher = enricher(rules);
    Sampling half = new Sampling("test", 0.5);
    int taken = 0;
    for (int i = 0; i < 64; i++) {
      String trace = String.format("%032x", i + 1);
      Enriched enriched = enricher.enrich(request(trace, "book", 2_000_000));
      ByteSlice logs = enriched.scoreLogs();
      assertThat(logs != null).isEqualTo(half.takes(trace));
      if (logs != null) {
        taken++;
        LogRecord record =
            ExportLogsServiceRequest.parseFrom(logs.toByteArray())
                .getResourceLogs(0)
                .getScopeLogs(0)
                .getLogRecords(0);
        assertThat(attributes(record.getAttributesList()))
            .containsEntry("gen_ai.evaluation.name", "booking_works")
            .containsEntry("gen_ai.evaluation.score.label", "fail")
            .containsEntry("tracewheel.rule.name", "booking_works")
            .containsEntry("tracewheel.evaluator.id", "tool_success")
            .containsEntry("tracewheel.rule.sampling_rate", "0.5")
            .containsKeys("tracewheel.evaluator.version", "tracewheel.score.id");
        Span span =
            ExportTraceServiceRequest.parseFrom(enriched.traces().toByteArray())
                .getResourceSpans(0)
                .getScopeSpans(0)
                .getSpans(0);
        assertThat(attributes(span.getAttributesList()))
            .containsEntry("tracewheel.evaluation.booking_works.score.label", "fail");
      }
    }
    assertThat(taken).isBetween(16, 48);
    assertThat(enricher.enrich(request("0".repeat(31) + "1", "find", 2_000_000)).scores()).isZero();
    assertThat(enricher.enrich(request("0".repeat(31) + "1", "book", 1)).scores()).isZero();
  }

  @Test
  void aFilterThatCannotBeDecidedLetsNothingIn() throws Exception {
    RuleSet rules =
        rules("rules:", "  - evaluator: tool_success", "    filter: 1 / (input_tokens + 1) > 0");
    assertThat(enricher(rules).enrich(request("0".repeat(31) + "1", "book", 1)).scores()).isZero();
  }

  @Test
  void rulesCanUseOneEvaluatorWithDifferentParametersUnderDifferentNames() throws Exception {
    RuleSet rules =
        rules(
            "rules:",
            "  - name: strict",
            "    evaluator: answer_complete",
            "  - name: lenient",
            "    evaluator: answer_complete",
            "    params: {accept: [length]}");
    ByteSlice cut =
        request(
            List.of(
                span("0".repeat(31) + "1", 1, 1)
                    .addAttributes(text("gen_ai.operation.name", "chat"))
                    .addAttributes(
                        KeyValue.newBuilder()
                            .setKey("gen_ai.response.finish_reasons")
                            .setValue(
                                AnyValue.newBuilder()
                                    .setArrayValue(
                                        ArrayValue.newBuilder()
                                            .addValues(
                                                AnyValue.newBuilder().setStringValue("length")))))
                    .build()));
    Span span =
        ExportTraceServiceRequest.parseFrom(enricher(rules).enrich(cut).traces().toByteArray())
            .getResourceSpans(0)
            .getScopeSpans(0)
            .getSpans(0);
    assertThat(attributes(span.getAttributesList()))
        .containsEntry("tracewheel.evaluation.strict.score.label", "fail")
        .containsEntry("tracewheel.evaluation.lenient.score.label", "pass")
        .doesNotContainKey("tracewheel.evaluation.answer_complete.score.label");
  }

  @Test
  void aCompositeOfSpansRunsBehindItsPartsAndSeesTheSameSpan() throws Exception {
    RuleSet rules =
        rules(
            "rules:",
            "  - name: both",
            "    evaluator: composite",
            "    params: {parts: {works: 1, books: 3}}",
            "  - name: works",
            "    evaluator: tool_success",
            "  - name: books",
            "    evaluator: tool_success",
            "    filter: tool == 'book'");
    RequestEnricher enricher = enricher(rules);
    String trace = "0".repeat(31) + "1";
    Enriched enriched =
        enricher.enrich(
            request(
                List.of(
                    tool(trace, 1, "book", 1),
                    tool(trace, 2, "find", 1),
                    span(trace, 3, 1)
                        .addAttributes(text("gen_ai.operation.name", "execute_tool"))
                        .addAttributes(text("gen_ai.tool.name", "book"))
                        .build())));
    List<Span> spans =
        ExportTraceServiceRequest.parseFrom(enriched.traces().toByteArray())
            .getResourceSpans(0)
            .getScopeSpans(0)
            .getSpansList();
    String value = "tracewheel.evaluation.both.score.value";
    assertThat(attributes(spans.get(0).getAttributesList())).containsEntry(value, "0.0");
    // The part "books" did not look at it: nothing is put together out of what is there.
    assertThat(attributes(spans.get(1).getAttributesList()))
        .containsKey("tracewheel.evaluation.works.score.value")
        .doesNotContainKey(value);
    assertThat(attributes(spans.get(2).getAttributesList())).containsEntry(value, "1.0");
    // A span that is no part's business is not the composite's either.
    assertThat(
            enricher
                .enrich(
                    request(
                        List.of(
                            span(trace, 4, 1)
                                .addAttributes(text("gen_ai.operation.name", "embeddings"))
                                .build())))
                .scores())
        .isZero();
  }

  @Test
  void compositesThatCannotBeAreNamedWithTheirPlace() throws Exception {
    assertThatThrownBy(
            () ->
                rules(
                    "rules:",
                    "  - {name: a, evaluator: composite, params: {parts: [b]}}",
                    "  - {name: b, evaluator: composite, params: {parts: [c, d]}}",
                    "  - {name: c, evaluator: composite, params: {parts: [a]}}",
                    "  - {name: d, evaluator: latency}",
                    "  - {name: e, evaluator: composite, params: {parts: [d, f]}}",
                    "  - {name: f, evaluator: tool_success}",
                    "  - {name: g, evaluator: composite, params: {parts: [h]}}",
                    "  - {name: i, evaluator: composite, params: {parts: [d]}, scope: session}",
                    "  - {name: j, evaluator: composite}",
                    "  - {name: k, evaluator: composite, params: {parts: [k]}}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("rules.yaml:4:5: the parts of a lead back to it: a -> b -> c -> a.")
        .hasMessageContaining(
            "rules.yaml:6:5: the parts of e look at different things: d at a trace, f at a span.")
        .hasMessageContaining(
            "rules.yaml:8:5: g has a part \"h\" that is no rule; there are a, b, c,")
        .hasMessageContaining(
            "rules.yaml:9:5: the parts of i look at a trace; remove \"scope\" or write trace.")
        .hasMessageContaining("rules.yaml:10:5: composite needs parts")
        .hasMessageContaining("rules.yaml:11:5: the parts of k lead back to it: k -> k.");
  }

  @Test
  void wrongParametersAreReportedWithThePlaceOfTheirRule() {
    assertThatThrownBy(
            () ->
                rules(
                    "rules:",
                    "  - evaluator: tool_success",
                    "  - evaluator: answer_complete",
                    "    params: {accepts: length}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "rules.yaml:3:5: answer_complete has no parameter \"accepts\"; it takes accept.");
  }

  @Test
  void theFactsOfASpanAreWorkedOutOnceForAllRulesAndAnewForTheNextSpan() throws Exception {
    StringBuilder yaml = new StringBuilder("rules:\n");
    for (int i = 0; i < 5; i++) {
      yaml.append("  - name: r" + i + "\n    evaluator: tool_success\n");
      yaml.append("    filter: tool == 'book' && duration_ms > 1\n");
    }
    RuleSet rules = rules(yaml.toString());
    AtomicInteger workedOut = new AtomicInteger();
    SharedFacts facts =
        new SharedFacts(
            operation -> {
              workedOut.incrementAndGet();
              return Facts.of(SpanProjector.outline(operation));
            });
    RequestEnricher enricher = enricher(rules.inline(Set.of(), facts));
    String trace = "0".repeat(31) + "1";
    List<Span> spans =
        List.of(
            tool(trace, 1, "book", 2_000_000),
            tool(trace, 2, "find", 2_000_000),
            tool(trace, 2, "book", 2_000_000));
    assertThat(enricher.enrich(request(spans)).scores()).isEqualTo(10);
    assertThat(workedOut).hasValue(3);
    // The same bytes again are spans of their own.
    assertThat(enricher.enrich(request(spans)).scores()).isEqualTo(10);
    assertThat(workedOut).hasValue(6);
  }

  private RuleSet rules(String... lines) throws Exception {
    Path file = directory.resolve("rules.yaml");
    Files.writeString(file, String.join("\n", lines) + "\n");
    return RuleCompiler.compile(file);
  }

  private static RequestEnricher enricher(RuleSet rules) {
    return enricher(rules.inline(Set.of()));
  }

  private static RequestEnricher enricher(List<SpanEvaluator> evaluators) {
    return new RequestEnricher(
        SETTINGS,
        new EvaluatorHealth(QuarantineRules.DEFAULT, EvaluationClock.system()),
        evaluators);
  }

  private static ByteSlice request(String trace, String tool, long nanos) {
    return request(List.of(tool(trace, 1, tool, nanos)));
  }

  private static ByteSlice request(List<Span> spans) {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    request.addResourceSpansBuilder().addScopeSpans(ScopeSpans.newBuilder().addAllSpans(spans));
    return ByteSlice.of(request.build().toByteArray());
  }

  private static Span tool(String trace, int id, String tool, long nanos) {
    return span(trace, id, nanos)
        .addAttributes(text("gen_ai.operation.name", "execute_tool"))
        .addAttributes(text("gen_ai.tool.name", tool))
        .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))
        .build();
  }

  private static Span.Builder span(String trace, int id, long nanos) {
    return Span.newBuilder()
        .setTraceId(ByteString.copyFrom(HexFormat.of().parseHex(trace)))
        .setSpanId(ByteString.copyFrom(new byte[] {0, 0, 0, 0, 0, 0, 0, (byte) id}))
        .setStartTimeUnixNano(1)
        .setEndTimeUnixNano(1 + nanos);
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static Map<String, String> attributes(List<KeyValue> attributes) {
    return attributes.stream()
        .collect(
            Collectors.toMap(
                KeyValue::getKey,
                attribute -> {
                  AnyValue value = attribute.getValue();
                  return value.hasStringValue()
                      ? value.getStringValue()
                      : Double.toString(value.getDoubleValue());
                },
                (first, second) -> second,
                HashMap::new));
  }
}
