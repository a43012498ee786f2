// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.TraceRequest;
import io.tracewheel.trace.ContentLimits;
import io.tracewheel.trace.GenAiOperation;
import io.tracewheel.trace.GenAiReader;
import java.util.Arrays;
import java.util.Objects;

/** Builds GenAI spans for tests with protobuf-java. */
final class SpanBuilder {
  private final Span.Builder span =
      Span.newBuilder()
          .setTraceId(
              ByteString.copyFrom(
                  new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}))
          .setSpanId(ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}))
          .setStartTimeUnixNano(1_000)
          .setEndTimeUnixNano(2_000);

  static SpanBuilder chat() {
    return new SpanBuilder().with("gen_ai.operation.name", "chat");
  }

  static SpanBuilder tool(String name) {
    return new SpanBuilder()
        .with("gen_ai.operation.name", "execute_tool")
        .with("gen_ai.tool.name", name);
  }

  SpanBuilder with(String key, String value) {
    return with(key, AnyValue.newBuilder().setStringValue(value).build());
  }

  SpanBuilder with(String key, long value) {
    return with(key, AnyValue.newBuilder().setIntValue(value).build());
  }

  SpanBuilder with(String key, AnyValue value) {
    span.addAttributes(KeyValue.newBuilder().setKey(key).setValue(value));
    return this;
  }

  SpanBuilder finish(String... reasons) {
    ArrayValue.Builder list = ArrayValue.newBuilder();
    Arrays.stream(reasons)
        .forEach(reason -> list.addValues(AnyValue.newBuilder().setStringValue(reason)));
    return with(
        "gen_ai.response.finish_reasons", AnyValue.newBuilder().setArrayValue(list).build());
  }

  SpanBuilder in(String json) {
    return with("gen_ai.input.messages", json);
  }

  SpanBuilder out(String json) {
    return with("gen_ai.output.messages", json);
  }

  SpanBuilder tools(String json) {
    return with("gen_ai.tool.definitions", json);
  }

  SpanBuilder error() {
    span.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
    return this;
  }

  SpanBuilder event(String name, String key, String value) {
    span.addEvents(
        Span.Event.newBuilder()
            .setName(name)
            .addAttributes(
                KeyValue.newBuilder()
                    .setKey(key)
                    .setValue(AnyValue.newBuilder().setStringValue(value))));
    return this;
  }

  Span build() {
    return span.build();
  }

  static ExportTraceServiceRequest request(Span... spans) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(
                    Resource.newBuilder()
                        .addAttributes(
                            KeyValue.newBuilder()
                                .setKey("service.name")
                                .setValue(AnyValue.newBuilder().setStringValue("shop"))))
                .addScopeSpans(
                    ScopeSpans.newBuilder()
                        .setScope(InstrumentationScope.newBuilder().setName("test"))
                        .addAllSpans(Arrays.asList(spans))))
        .build();
  }

  /** The span as the evaluators see it. */
  GenAiOperation operation() {
    try {
      GenAiReader reader = new GenAiReader(ContentLimits.DEFAULT);
      TraceRequest request = new TraceRequest();
      request.scan(
          ByteSlice.of(request(build()).toByteArray()), reader.interesting(), ScanLimits.DEFAULT);
      return Objects.requireNonNull(reader.read(request.selected(0)));
    } catch (MalformedOtlpException e) {
      throw new IllegalStateException(e);
    }
  }

  Outcome by(SpanEvaluator evaluator) {
    GenAiOperation operation = operation();
    return evaluator.appliesTo(operation) ? evaluator.evaluate(operation) : Unscored.NOT_APPLICABLE;
  }
}
