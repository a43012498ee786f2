// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.road;

import com.google.protobuf.CodedOutputStream;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tracewheel.evaluators.BuiltInEvaluators;
import io.tracewheel.evaluators.EvaluatorHealth;
import io.tracewheel.evaluators.InlineEvaluators;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.ScoreEvent;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.TraceRequest;
import io.tracewheel.trace.ContentLimits;
import io.tracewheel.trace.GenAiOperation;
import io.tracewheel.trace.GenAiReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@link RequestEnricher} does, done on generated protobuf classes. It runs the very same
 * evaluators: a GenAI span is handed to them as its bytes, which for strings that nobody looked at
 * is one copy and less work than turning them into Java strings. Not thread-safe.
 */
final class GeneratedClassesEnricher {

  private final GenAiReader reader = new GenAiReader(ContentLimits.DEFAULT);
  private final TraceRequest lone = new TraceRequest();
  private final InlineEvaluators evaluators;

  GeneratedClassesEnricher(EvaluatorHealth health) {
    evaluators = new InlineEvaluators(BuiltInEvaluators.create(), Set.of(), health);
  }

  /**
   * An enriched request and its score events.
   *
   * @param scores null when nothing was scored
   */
  record Result(ExportTraceServiceRequest traces, @Nullable ExportLogsServiceRequest scores) {}

  Result enrich(ExportTraceServiceRequest request) {
    ExportTraceServiceRequest.Builder traces = null;
    ExportLogsServiceRequest.Builder scores = null;
    for (int r = 0; r < request.getResourceSpansCount(); r++) {
      ResourceSpans resourceSpans = request.getResourceSpans(r);
      for (int s = 0; s < resourceSpans.getScopeSpansCount(); s++) {
        ScopeSpans scopeSpans = resourceSpans.getScopeSpans(s);
        for (int i = 0; i < scopeSpans.getSpansCount(); i++) {
          Span span = scopeSpans.getSpans(i);
          List<Score> found = isGenAi(span) ? evaluate(span) : List.of();
          if (found.isEmpty()) {
            continue;
          }
          if (traces == null || scores == null) {
            traces = request.toBuilder();
            scores = ExportLogsServiceRequest.newBuilder();
          }
          Span.Builder edited =
              traces.getResourceSpansBuilder(r).getScopeSpansBuilder(s).getSpansBuilder(i);
          ScopeLogs.Builder events = events(scores, resourceSpans);
          for (Score score : found) {
            annotate(edited, score);
            events.addLogRecords(event(span, score));
          }
        }
      }
    }
    return traces == null || scores == null
        ? new Result(request, null)
        : new Result(traces.build(), scores.build());
  }

  private static ScopeLogs.Builder events(
      ExportLogsServiceRequest.Builder scores, ResourceSpans resourceSpans) {
    int last = scores.getResourceLogsCount() - 1;
    if (last >= 0 && scores.getResourceLogs(last).getResource() == resourceSpans.getResource()) {
      return scores.getResourceLogsBuilder(last).getScopeLogsBuilder(0);
    }
    ResourceLogs.Builder logs =
        scores.addResourceLogsBuilder().setResource(resourceSpans.getResource());
    return logs.addScopeLogsBuilder()
        .setScope(InstrumentationScope.newBuilder().setName(ScoreEvent.SCOPE));
  }

  private static boolean isGenAi(Span span) {
    for (KeyValue attribute : span.getAttributesList()) {
      if (attribute.getKey().startsWith("gen_ai.")) {
        return true;
      }
    }
    return false;
  }

  private List<Score> evaluate(Span span) {
    List<Score> found = new ArrayList<>();
    try {
      lone.scan(ByteSlice.of(asRequest(span)), reader.interesting(), ScanLimits.DEFAULT);
    } catch (MalformedOtlpException e) {
      throw new IllegalStateException(e);
    }
    GenAiOperation operation = lone.selectedCount() == 1 ? reader.read(lone.selected(0)) : null;
    if (operation != null) {
      evaluators.evaluate(operation, index -> false, found::add);
    }
    return found;
  }

  /** The span in an otherwise empty request. */
  private static byte[] asRequest(Span span) {
    int spanSize = span.getSerializedSize();
    int scopeSize = CodedOutputStream.computeMessageSize(2, span);
    int resourceSize =
        CodedOutputStream.computeTagSize(2)
            + CodedOutputStream.computeUInt32SizeNoTag(scopeSize)
            + scopeSize;
    byte[] bytes =
        new byte
            [CodedOutputStream.computeTagSize(1)
                + CodedOutputStream.computeUInt32SizeNoTag(resourceSize)
                + resourceSize];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      out.writeTag(1, 2);
      out.writeUInt32NoTag(resourceSize);
      out.writeTag(2, 2);
      out.writeUInt32NoTag(scopeSize);
      out.writeTag(2, 2);
      out.writeUInt32NoTag(spanSize);
      span.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }

  private static void annotate(Span.Builder span, Score score) {
    String prefix = "tracewheel.evaluation." + score.name();
    span.addAttributes(number(prefix + ".score.value", score.value()));
    span.addAttributes(text(prefix + ".score.label", score.label()));
    if (score.explanation() != null) {
      span.addAttributes(text(prefix + ".explanation", score.explanation()));
    }
  }

  private static LogRecord event(Span span, Score score) {
    LogRecord.Builder event =
        LogRecord.newBuilder()
            .setTimeUnixNano(span.getEndTimeUnixNano())
            .setObservedTimeUnixNano(System.currentTimeMillis() * 1_000_000)
            .setSeverityNumberValue(9)
            .setEventName(ScoreEvent.NAME)
            .setTraceId(span.getTraceId())
            .setSpanId(span.getSpanId())
            .addAttributes(text("gen_ai.evaluation.name", score.name()))
            .addAttributes(number("gen_ai.evaluation.score.value", score.value()))
            .addAttributes(text("gen_ai.evaluation.score.label", score.label()));
    if (score.explanation() != null) {
      event.addAttributes(text("gen_ai.evaluation.explanation", score.explanation()));
    }
    for (KeyValue attribute : span.getAttributesList()) {
      if (attribute.getKey().equals("gen_ai.response.id")) {
        event.addAttributes(attribute);
      }
    }
    return event
        .addAttributes(text("tracewheel.evaluator.version", score.evaluatorVersion()))
        .build();
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static KeyValue number(String key, double value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setDoubleValue(value))
        .build();
  }
}
