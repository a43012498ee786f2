// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.UnknownFieldSet;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.Span;
import io.tracewheel.evaluators.EnricherSettings.Emit;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.trace.ContentLimits;
import io.tracewheel.trace.GenAiOperation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestEnricherTest {
  private static final EnricherSettings ONLY_SUCCESS =
      settings(
          Set.of(
              "answer_complete",
              "answer_not_empty",
              "answer_json_valid",
              "tool_declared",
              "tool_call_arguments_valid",
              "tool_call_not_repeated"),
          Emit.ALL,
          Emit.ALL);

  private final SetClock clock = new SetClock();
  private final EvaluatorHealth health = new EvaluatorHealth(QuarantineRules.DEFAULT, clock);

  private static EnricherSettings settings(Set<String> disabled, Emit attributes, Emit events) {
    return new EnricherSettings(
        disabled, attributes, events, ScanLimits.DEFAULT, ContentLimits.DEFAULT);
  }

  private static Span failing() {
    return SpanBuilder.tool("pay").with("error.type", "timeout").error().build();
  }

  private static Span plain() {
    Span.Builder span = new SpanBuilder().with("http.request.method", "GET").build().toBuilder();
    span.setUnknownFields(
        UnknownFieldSet.newBuilder()
            .addField(999, UnknownFieldSet.Field.newBuilder().addVarint(7).build())
            .build());
    return span.build();
  }

  private static Enriched enrich(RequestEnricher enricher, ExportTraceServiceRequest request)
      throws MalformedOtlpException {
    return enricher.enrich(ByteSlice.of(request.toByteArray()));
  }

  private static ExportTraceServiceRequest decoded(Enriched enriched) throws Exception {
    return ExportTraceServiceRequest.parseFrom(enriched.traces().toByteArray());
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static KeyValue attribute(String key, double value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setDoubleValue(value))
        .build();
  }

  @Test
  void addsScoresToTheirSpansAndChangesNothingElse() throws Exception {
    ExportTraceServiceRequest request =
        SpanBuilder.request(plain(), failing(), SpanBuilder.tool("look").build(), plain());
    Enriched enriched = enrich(new RequestEnricher(ONLY_SUCCESS, health), request);

    ExportTraceServiceRequest.Builder expected = request.toBuilder();
    expected
        .getResourceSpansBuilder(0)
        .getScopeSpansBuilder(0)
        .getSpansBuilder(1)
        .addAttributes(attribute("tracewheel.evaluation.tool_success.score.value", 0.0))
        .addAttributes(attribute("tracewheel.evaluation.tool_success.score.label", "fail"))
        .addAttributes(
            attribute(
                "tracewheel.evaluation.tool_success.explanation",
                "The tool pay failed: error.type timeout."));
    expected
        .getResourceSpansBuilder(0)
        .getScopeSpansBuilder(0)
        .getSpansBuilder(2)
        .addAttributes(attribute("tracewheel.evaluation.tool_success.score.value", 1.0))
        .addAttributes(attribute("tracewheel.evaluation.tool_success.score.label", "pass"));
    assertThat(decoded(enriched)).isEqualTo(expected.build());
    assertThat(enriched.spans()).isEqualTo(4);
    assertThat(enriched.genAiSpans()).isEqualTo(2);
    assertThat(enriched.scores()).isEqualTo(2);
    assertThat(enriched.failedEvaluations()).isZero();
  }

  @Test
  void writesTheConventionsEventForEachScore() throws Exception {
    Span chat = SpanBuilder.chat().finish("length").with("gen_ai.response.id", "resp-1").build();
    Enriched enriched =
        enrich(new RequestEnricher(EnricherSettings.DEFAULT, health), SpanBuilder.request(chat));
    ExportLogsServiceRequest logs =
        ExportLogsServiceRequest.parseFrom(requireNonNull(enriched.scoreLogs()).toByteArray());
    assertThat(logs.getResourceLogs(0).getResource().getAttributes(0))
        .isEqualTo(attribute("service.name", "shop"));
    assertThat(logs.getResourceLogs(0).getScopeLogs(0).getScope().getName())
        .isEqualTo("io.tracewheel.evaluator");
    assertThat(logs.getResourceLogs(0).getScopeLogs(0).getLogRecordsList())
        .singleElement()
        .isEqualTo(
            LogRecord.newBuilder()
                .setTraceId(chat.getTraceId())
                .setSpanId(chat.getSpanId())
                .setTimeUnixNano(2_000)
                .setObservedTimeUnixNano(1_700_000_000_000_000_000L)
                .setSeverityNumberValue(9)
                .setEventName("gen_ai.evaluation.result")
                .addAttributes(attribute("gen_ai.evaluation.name", "answer_complete"))
                .addAttributes(attribute("gen_ai.evaluation.score.value", 0.0))
                .addAttributes(attribute("gen_ai.evaluation.score.label", "fail"))
                .addAttributes(
                    attribute(
                        "gen_ai.evaluation.explanation",
                        "Finish reason length: the answer was cut at the token limit."))
                .addAttributes(attribute("gen_ai.response.id", "resp-1"))
                .addAttributes(attribute("tracewheel.evaluator.version", "1"))
                .build());
  }

  @Test
  void aRequestThatWasScoredBeforeIsPassedOnAsItIs() throws Exception {
    RequestEnricher enricher = new RequestEnricher(EnricherSettings.DEFAULT, health);
    byte[] once = enrich(enricher, SpanBuilder.request(failing(), plain())).traces().toByteArray();
    ByteSlice again = ByteSlice.of(once);
    Enriched second = enricher.enrich(again);
    assertThat(second.traces()).isSameAs(again);
    assertThat(second.scoreLogs()).isNull();
    assertThat(second.scores()).isZero();
    assertThat(report("tool_success").unscored()).containsEntry(Unscored.ALREADY_SCORED, 1L);
  }

  @Test
  void replayingARequestGivesTheSameBytes() throws Exception {
    ExportTraceServiceRequest request =
        SpanBuilder.request(failing(), SpanBuilder.chat().finish("stop").build());
    RequestEnricher enricher = new RequestEnricher(EnricherSettings.DEFAULT, health);
    byte[] first = enrich(enricher, request).traces().toByteArray();
    byte[] second = enrich(enricher, request).traces().toByteArray();
    assertThat(second).isEqualTo(first);
  }

  @Test
  void anEmittersOwnScoreIsKeptWhicheverOfItsAttributesIsThere() throws Exception {
    for (KeyValue own :
        List.of(
            attribute("tracewheel.evaluation.tool_success.score.label", "mine"),
            attribute("tracewheel.evaluation.tool_success.score.value", 0.5),
            attribute("tracewheel.evaluation.tool_success.explanation", "mine"))) {
      ExportTraceServiceRequest request =
          SpanBuilder.request(failing().toBuilder().addAttributes(own).build());
      Enriched enriched = enrich(new RequestEnricher(ONLY_SUCCESS, health), request);
      assertThat(decoded(enriched)).isEqualTo(request);
    }
  }

  @Test
  void nothingIsCopiedWhenThereIsNothingToAdd() throws Exception {
    ByteSlice bytes = ByteSlice.of(SpanBuilder.request(plain(), plain()).toByteArray());
    Enriched enriched = new RequestEnricher(EnricherSettings.DEFAULT, health).enrich(bytes);
    assertThat(enriched.traces()).isSameAs(bytes);
    assertThat(enriched.scoreLogs()).isNull();
    assertThat(enriched.genAiSpans()).isZero();
  }

  @Test
  void settingsDecideWhichScoresAreHandedOnAndHow() throws Exception {
    ExportTraceServiceRequest request =
        SpanBuilder.request(failing(), SpanBuilder.tool("look").build());
    Set<String> off = ONLY_SUCCESS.disabled();
    assertThat(counts(settings(off, Emit.ALL, Emit.NONE), request)).containsExactly(5, 0);
    assertThat(counts(settings(off, Emit.FAILED, Emit.ALL), request)).containsExactly(3, 2);
    assertThat(counts(settings(off, Emit.NONE, Emit.FAILED), request)).containsExactly(0, 1);
  }

  private List<Integer> counts(EnricherSettings settings, ExportTraceServiceRequest request)
      throws Exception {
    Enriched enriched = enrich(new RequestEnricher(settings, health), request);
    int added =
        decoded(enriched).getResourceSpans(0).getScopeSpans(0).getSpansList().stream()
                .mapToInt(Span::getAttributesCount)
                .sum()
            - request.getResourceSpans(0).getScopeSpans(0).getSpansList().stream()
                .mapToInt(Span::getAttributesCount)
                .sum();
    ByteSlice logs = enriched.scoreLogs();
    int events =
        logs == null
            ? 0
            : ExportLogsServiceRequest.parseFrom(logs.toByteArray())
                .getResourceLogs(0)
                .getScopeLogs(0)
                .getLogRecordsCount();
    assertThat(enriched.scores()).isEqualTo(2);
    return List.of(added, events);
  }

  @Test
  void refusesWhatIsNoRequestAndAnUnknownEvaluator() {
    RequestEnricher enricher = new RequestEnricher(EnricherSettings.DEFAULT, health);
    assertThatThrownBy(() -> enricher.enrich(ByteSlice.of(new byte[] {10, 5, 1})))
        .isInstanceOf(MalformedOtlpException.class);
    assertThatThrownBy(
            () -> new RequestEnricher(settings(Set.of("nope"), Emit.ALL, Emit.ALL), health))
        .hasMessageContaining(
            "there is no evaluator nope to switch off; there are [answer_complete");
  }

  @Test
  void evaluatorsThatBreakCostNothingButTheirOwnScore() throws Exception {
    List<SpanEvaluator> evaluators =
        List.of(
            new Breaking(
                "throws",
                () -> {
                  throw new IllegalStateException("x");
                }),
            new Breaking("overflows", RequestEnricherTest::forever),
            new Breaking(
                "runs_out",
                () -> {
                  throw new OutOfMemoryError("x");
                }),
            new ToolSuccess());
    RequestEnricher enricher =
        new RequestEnricher(settings(Set.of(), Emit.ALL, Emit.NONE), health, evaluators);
    ExportTraceServiceRequest request = SpanBuilder.request(failing());
    Enriched enriched = enrich(enricher, request);
    assertThat(enriched.failedEvaluations()).isEqualTo(3);
    assertThat(enriched.scores()).isEqualTo(1);
    Span.Builder span =
        decoded(enriched).getResourceSpans(0).getScopeSpans(0).getSpans(0).toBuilder();
    assertThat(span.getAttributesList().stream().map(KeyValue::getKey))
        .endsWith(
            "tracewheel.evaluation.tool_success.score.value",
            "tracewheel.evaluation.tool_success.score.label",
            "tracewheel.evaluation.tool_success.explanation");
    for (String name : List.of("throws", "overflows", "runs_out")) {
      assertThat(report(name).unscored()).isEqualTo(Map.of(Unscored.FAILED, 1L));
    }
  }

  @Test
  void aCategoryHasNoValueAndANumberWithoutLimitNoLabel() throws Exception {
    RequestEnricher enricher =
        new RequestEnricher(
            settings(Set.of(), Emit.ALL, Emit.ALL),
            health,
            List.of(
                new Giving(
                    "grade",
                    ScoreScale.category(List.of("bad", "good"), ScoreScale.Direction.MAXIMIZE),
                    Double.NaN,
                    "good"),
                new Giving("words", ScoreScale.amount(), 120, "")));
    Enriched enriched = enrich(enricher, SpanBuilder.request(failing()));
    Span span = decoded(enriched).getResourceSpans(0).getScopeSpans(0).getSpans(0);
    assertThat(span.getAttributesList().stream().map(KeyValue::getKey))
        .endsWith(
            "error.type",
            "tracewheel.evaluation.grade.score.label",
            "tracewheel.evaluation.words.score.value");
  }

  private static int forever() {
    return deeper(1);
  }

  private static int deeper(int n) {
    return n > 0 ? deeper(n + 1) + deeper(n + 2) : 0;
  }

  private EvaluatorHealth.Report report(String name) {
    return health.reports().stream()
        .filter(report -> report.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Breaks in its own way on every span. */
  record Breaking(String name, Runnable breaks) implements SpanEvaluator {
    @Override
    public String version() {
      return "1";
    }

    @Override
    public boolean appliesTo(GenAiOperation operation) {
      return true;
    }

    @Override
    public Outcome evaluate(GenAiOperation operation) {
      breaks.run();
      return Score.pass(this);
    }
  }

  /** Gives one score to every span. */
  record Giving(String name, ScoreScale scale, double value, String label)
      implements SpanEvaluator {
    @Override
    public String version() {
      return "1";
    }

    @Override
    public boolean appliesTo(GenAiOperation operation) {
      return true;
    }

    @Override
    public Outcome evaluate(GenAiOperation operation) {
      return new Score(name, scale, value, label, null, Provenance.of(name, "1"));
    }
  }
}
