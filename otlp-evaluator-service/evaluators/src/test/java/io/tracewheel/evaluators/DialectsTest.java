// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.tracewheel.otlp.ByteSlice;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The built-in evaluators score spans of other dialects as they do those of the convention. */
class DialectsTest {
  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},"
          + "\"required\":[\"city\"]}";
  private static final String TOOL =
      "{\"type\":\"function\",\"function\":{\"name\":\"get_weather\",\"parameters\":"
          + SCHEMA
          + "}}";

  private final RequestEnricher enricher =
      new RequestEnricher(
          EnricherSettings.DEFAULT,
          new EvaluatorHealth(QuarantineRules.DEFAULT, EvaluationClock.system()));

  /** Labels by evaluator. */
  private Map<String, String> labels(SpanBuilder span) throws Exception {
    Map<String, String> labels = new TreeMap<>();
    Span scored =
        ExportTraceServiceRequest.parseFrom(
                enricher
                    .enrich(ByteSlice.of(SpanBuilder.request(span.build()).toByteArray()))
                    .traces()
                    .toByteArray())
            .getResourceSpans(0)
            .getScopeSpans(0)
            .getSpans(0);
    scored
        .getAttributesList()
        .forEach(
            attribute -> {
              String key = attribute.getKey();
              if (key.startsWith("tracewheel.evaluation.") && key.endsWith(".score.label")) {
                labels.put(key.split("\\.", -1)[2], attribute.getValue().getStringValue());
              }
            });
    return labels;
  }

  private static SpanBuilder openInference(String arguments) {
    String asked = "llm.output_messages.0.message.tool_calls.0.tool_call.";
    return new SpanBuilder()
        .with("openinference.span.kind", "LLM")
        .with("llm.model_name", "m")
        .with("llm.input_messages.0.message.role", "user")
        .with("llm.input_messages.0.message.content", "Weather?")
        .with("llm.output_messages.0.message.role", "assistant")
        .with(asked + "id", "c1")
        .with(asked + "function.name", "get_weather")
        .with(asked + "function.arguments", arguments)
        .with("llm.tools.0.tool.json_schema", TOOL);
  }

  private static SpanBuilder openLlmetry(String arguments) {
    return new SpanBuilder()
        .with("llm.request.type", "chat")
        .with("gen_ai.prompt.0.role", "user")
        .with("gen_ai.prompt.0.content", "Weather?")
        .with("gen_ai.completion.0.role", "assistant")
        .with("gen_ai.completion.0.finish_reason", "tool_calls")
        .with("gen_ai.completion.0.tool_calls.0.id", "c1")
        .with("gen_ai.completion.0.tool_calls.0.name", "get_weather")
        .with("gen_ai.completion.0.tool_calls.0.arguments", arguments)
        .with("llm.request.functions.0.name", "get_weather")
        .with("llm.request.functions.0.parameters", SCHEMA);
  }

  @Test
  void openInferenceCallsAreScored() throws Exception {
    assertThat(labels(openInference("{\"city\":\"Paris\"}")))
        .containsEntry("answer_not_empty", "pass")
        .containsEntry("tool_declared", "pass")
        .containsEntry("tool_call_arguments_valid", "pass");
    assertThat(labels(openInference("{\"town\":\"Paris\"}")))
        .containsEntry("tool_call_arguments_valid", "fail");
    assertThat(
            labels(
                new SpanBuilder()
                    .with("openinference.span.kind", "LLM")
                    .with("llm.finish_reason", "length")
                    .with("llm.output_messages.0.message.role", "assistant")
                    .with("llm.output_messages.0.message.content", "")))
        .containsEntry("answer_not_empty", "fail")
        .containsEntry("answer_complete", "fail");
  }

  @Test
  void openInferenceToolsAreScored() throws Exception {
    SpanBuilder tool =
        new SpanBuilder().with("openinference.span.kind", "TOOL").with("tool.name", "look");
    assertThat(labels(tool.with("output.value", "a cat"))).containsEntry("tool_success", "pass");
    assertThat(labels(tool.with("output.value", "ValueError: no cat")))
        .containsEntry("tool_success", "fail");
  }

  @Test
  void openLlmetrySpansAreScored() throws Exception {
    assertThat(labels(openLlmetry("{\"city\":\"Paris\"}")))
        .containsEntry("answer_not_empty", "pass")
        .containsEntry("answer_complete", "pass")
        .containsEntry("tool_declared", "pass")
        .containsEntry("tool_call_arguments_valid", "pass");
    assertThat(labels(openLlmetry("{\"city\":1}")))
        .containsEntry("tool_call_arguments_valid", "fail");
    SpanBuilder tool =
        new SpanBuilder()
            .with("traceloop.span.kind", "tool")
            .with("traceloop.entity.name", "look")
            .with("traceloop.entity.output", "{\"output\":{\"error\":\"no cat\"}}");
    assertThat(labels(tool)).containsEntry("tool_success", "fail");
  }

  private static SpanBuilder vercel(String arguments) {
    String call =
        "[{\"toolCallType\":\"function\",\"toolCallId\":\"c1\",\"toolName\":\"get_weather\",\"args\":"
            + arguments
            + "}]";
    return new SpanBuilder()
        .with("ai.operationId", "ai.generateText.doGenerate")
        .with("ai.model.id", "m")
        .with("ai.response.finishReason", "tool-calls")
        .with("ai.response.toolCalls", call)
        .with(
            "ai.prompt.tools",
            AnyValue.newBuilder()
                .setArrayValue(
                    ArrayValue.newBuilder().addValues(AnyValue.newBuilder().setStringValue(TOOL)))
                .build());
  }

  @Test
  void vercelSpansAreScored() throws Exception {
    assertThat(labels(vercel("\"{\\\"city\\\":\\\"Paris\\\"}\"")))
        .containsEntry("answer_not_empty", "pass")
        .containsEntry("answer_complete", "pass")
        .containsEntry("tool_declared", "pass")
        .containsEntry("tool_call_arguments_valid", "pass");
    assertThat(labels(vercel("{}"))).containsEntry("tool_call_arguments_valid", "fail");
    SpanBuilder object =
        new SpanBuilder()
            .with("ai.operationId", "ai.generateObject.doGenerate")
            .with("ai.response.object", "{\"a\":");
    assertThat(labels(object)).containsEntry("answer_json_valid", "fail");
    SpanBuilder tool =
        new SpanBuilder().with("ai.operationId", "ai.toolCall").with("ai.toolCall.name", "look");
    assertThat(labels(tool.with("ai.toolCall.result", "\"a cat\"")))
        .containsEntry("tool_success", "pass");
    assertThat(labels(tool.error())).containsEntry("tool_success", "fail");
  }

  @Test
  void aSpanThatOnlyLooksLikeOneOfADialectIsNotCounted() throws Exception {
    Enriched enriched =
        enricher.enrich(
            ByteSlice.of(
                SpanBuilder.request(new SpanBuilder().with("ai.other", "x").build())
                    .toByteArray()));
    assertThat(enriched.genAiSpans()).isZero();
    assertThat(enriched.scores()).isZero();
  }
}
