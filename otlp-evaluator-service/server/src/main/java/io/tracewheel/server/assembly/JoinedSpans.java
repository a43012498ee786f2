// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.assembly;

import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.evaluators.EvaluatorHealth;
import io.tracewheel.evaluators.InlineEvaluators;
import io.tracewheel.evaluators.QuarantineRules;
import io.tracewheel.evaluators.Score;
import io.tracewheel.otlp.AttributeKeys;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.LogRecordView;
import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.TraceRequest;
import io.tracewheel.server.rules.RuleSet;
import io.tracewheel.trace.ContentLimits;
import io.tracewheel.trace.GenAiOperation;
import io.tracewheel.trace.GenAiReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rules of spans over spans that say nothing themselves, once log records have told what was said
 * in them. On their way these rules saw none of it; they are run again as they were run then, and
 * with the records. Not thread-safe.
 */
final class JoinedSpans {
  private final GenAiReader reader = new GenAiReader(ContentLimits.DEFAULT);
  private final TraceRequest request = new TraceRequest();

  /** Of its own: on their way these evaluators are counted already. */
  private final EvaluatorHealth health;

  private InlineEvaluators rules;

  /**
   * A span that has no content, and who tells it.
   *
   * @param request with this span alone
   */
  record Silent(String spanId, ByteSlice request, List<LogRecordView> records) {}

  /** Takes what was found. */
  @FunctionalInterface
  interface Sink {
    /**
     * A score of the span with all that was said in it.
     *
     * @param alone what the same rule says of the span alone; null where that is nothing
     */
    void score(@Nullable Score alone, Score joined);
  }

  JoinedSpans(EvaluationClock clock) {
    this.health = new EvaluatorHealth(QuarantineRules.DEFAULT, clock);
    this.rules = new InlineEvaluators(List.of(), Set.of(), health);
  }

  /** From now on these rules count. */
  void use(RuleSet others) {
    rules = new InlineEvaluators(others.ofSpans(), Set.of(), health);
  }

  void score(Silent span, Sink sink) throws MalformedOtlpException {
    if (rules.names().isEmpty()) {
      return;
    }
    Map<String, Score> alone = scores(span.request(), List.of());
    scores(span.request(), span.records())
        .forEach((name, joined) -> sink.score(alone.get(name), joined));
  }

  private Map<String, Score> scores(ByteSlice span, List<LogRecordView> records)
      throws MalformedOtlpException {
    request.scan(span, AttributeKeys.everySpan(), ScanLimits.DEFAULT);
    GenAiOperation operation = reader.read(request.selected(0), records);
    Map<String, Score> scores = new HashMap<>();
    if (operation != null) {
      rules.evaluate(operation, rule -> false, score -> scores.put(score.name(), score));
    }
    return scores;
  }
}
