// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators;

import io.tracewheel.otlp.AttributeKeys;
import io.tracewheel.otlp.AttributeList;
import io.tracewheel.otlp.AttributeWriter;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.LogRecordsWriter;
import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.SpanView;
import io.tracewheel.otlp.TraceRequest;
import io.tracewheel.otlp.TraceSplicer;
import io.tracewheel.trace.GenAiOperation;
import io.tracewheel.trace.GenAiReader;
import io.tracewheel.trace.LlmCall;
import java.util.ArrayList;
import java.util.List;

/**
 * Scores the GenAI spans of one request after the other and adds the scores: as attributes at the
 * end of their span, every other byte as it came, and as log events. A span that already carries a
 * score of an evaluator is not scored by it again. Buffers are reused: one enricher per thread.
 */
public final class RequestEnricher {
  private final EnricherSettings settings;
  private final GenAiReader reader;
  private final AttributeKeys interesting;
  private final InlineEvaluators evaluators;
  private final EvaluationClock clock;
  private final List<SpanScore> keys;
  private final TraceRequest request = new TraceRequest();
  private final TraceSplicer splicer = new TraceSplicer();
  private final LogRecordsWriter logs = new LogRecordsWriter(ScoreEvent.SCOPE, "");
  private final List<Score> found = new ArrayList<>();

  /**
   * An enricher with the built-in evaluators.
   *
   * @param health shared by the enrichers of all threads
   */
  public RequestEnricher(EnricherSettings settings, EvaluatorHealth health) {
    this(settings, health, BuiltInEvaluators.create());
  }

  /** An enricher with evaluators of its own; they are used by its thread alone. */
  public RequestEnricher(
      EnricherSettings settings, EvaluatorHealth health, List<SpanEvaluator> all) {
    this.settings = settings;
    this.reader = new GenAiReader(settings.contentLimits());
    this.interesting = reader.interesting();
    this.evaluators = new InlineEvaluators(all, settings.disabled(), health);
    this.clock = health.clock();
    this.keys = evaluators.names().stream().map(SpanScore::of).toList();
  }

  /**
   * Scores a request.
   *
   * @param exportTraceServiceRequest protobuf bytes, uncompressed; not written to
   * @throws MalformedOtlpException if the bytes are no such request or exceed a limit
   */
  public Enriched enrich(ByteSlice exportTraceServiceRequest) throws MalformedOtlpException {
    request.scan(exportTraceServiceRequest, interesting, settings.scanLimits());
    try {
      return enrich();
    } catch (OutOfMemoryError e) {
      // Better unscored than lost: what came in is passed on.
      return new Enriched(
          exportTraceServiceRequest,
          null,
          request.spanCount(),
          request.selectedCount(),
          0,
          1,
          request.spansWithInvalidIds());
    }
  }

  private Enriched enrich() {
    splicer.begin(request);
    logs.begin();
    int genAi = 0;
    int scores = 0;
    int failed = 0;
    for (int i = 0; i < request.selectedCount(); i++) {
      SpanView span = request.selected(i);
      GenAiOperation operation = OwnTraces.contain(span.traceId()) ? null : reader.read(span);
      if (operation != null) {
        genAi++;
        found.clear();
        AttributeList attributes = span.attributes();
        failed +=
            evaluators.evaluate(operation, index -> keys.get(index).isOn(attributes), found::add);
        scores += found.size();
        write(i, span, operation);
      }
    }
    return new Enriched(
        splicer.splice(),
        logs.records() == 0 ? null : logs.finish(),
        request.spanCount(),
        genAi,
        scores,
        failed,
        request.spansWithInvalidIds());
  }

  private void write(int index, SpanView span, GenAiOperation operation) {
    for (Score score : found) {
      SpanScore names = keysOf(score);
      if (settings.spanAttributes().wants(score)) {
        AttributeWriter attributes = splicer.append(index);
        put(attributes, names.value(), names.label(), score);
        if (score.explanation() != null) {
          attributes.put(names.explanation(), score.explanation());
        }
      }
      if (settings.events().wants(score)) {
        event(span, operation, score);
      }
    }
  }

  private void event(SpanView span, GenAiOperation operation, Score score) {
    AttributeWriter attributes =
        logs.add(
                span,
                span.endTimeUnixNano(),
                clock.unixNanos(),
                ScoreEvent.SEVERITY,
                ScoreEvent.NAME)
            .put("gen_ai.evaluation.name", score.name());
    put(attributes, "gen_ai.evaluation.score.value", "gen_ai.evaluation.score.label", score);
    if (score.explanation() != null) {
      attributes.put("gen_ai.evaluation.explanation", score.explanation());
    }
    String responseId = operation instanceof LlmCall call ? call.responseId() : null;
    if (responseId != null) {
      attributes.put("gen_ai.response.id", responseId);
    }
    if (score.provenance().rule() == null) {
      attributes.put("tracewheel.evaluator.version", score.evaluatorVersion());
    } else {
      ScoreEvent.putSource(attributes, score, span.traceId().hex() + span.spanId().hex());
    }
  }

  /** A category has no value, a number without limits no label. */
  private static void put(AttributeWriter attributes, String value, String label, Score score) {
    if (score.scale().hasValue()) {
      attributes.put(value, score.value());
    }
    if (!score.label().isEmpty()) {
      attributes.put(label, score.label());
    }
  }

  private SpanScore keysOf(Score score) {
    for (SpanScore candidate : keys) {
      if (candidate.name().equals(score.name())) {
        return candidate;
      }
    }
    throw new IllegalStateException("a score has the name of no evaluator: " + score.name());
  }
}
