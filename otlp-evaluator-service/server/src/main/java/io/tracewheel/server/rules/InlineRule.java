// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import dev.cel.runtime.CelEvaluationException;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.Provenance;
import io.tracewheel.evaluators.Sampling;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.SpanEvaluator;
import io.tracewheel.trace.GenAiOperation;
import org.jspecify.annotations.Nullable;

/** A rule of spans as an evaluator that runs on their way. A filter that fails lets nothing in. */
final class InlineRule implements SpanEvaluator, Remembered {
  private final String name;
  private final SpanEvaluator evaluator;
  private final @Nullable Filter filter;
  private final Sampling sampling;
  private final SharedFacts facts;
  private final boolean isPart;
  private final Provenance provenance;
  private @Nullable Object lastSpan;
  private @Nullable Outcome lastOutcome;

  InlineRule(
      String name,
      SpanEvaluator evaluator,
      @Nullable Filter filter,
      Sampling sampling,
      SharedFacts facts,
      boolean isPart) {
    this.facts = facts;
    this.isPart = isPart;
    this.name = name;
    this.evaluator = evaluator;
    this.filter = filter;
    this.sampling = sampling;
    this.provenance = new Provenance(evaluator.name(), evaluator.version(), name, sampling.rate());
  }

  @Override
  public String name() {
    return name;
  }

  /** What its evaluator is called without a rule. */
  String evaluator() {
    return evaluator.name();
  }

  @Override
  public String version() {
    return evaluator.version();
  }

  @Override
  public boolean appliesTo(GenAiOperation operation) {
    if (!evaluator.appliesTo(operation)
        || (sampling.rate() < 1 && !sampling.takes(operation.facts().traceId()))) {
      return false;
    }
    try {
      return filter == null || filter.lets(facts.of(operation));
    } catch (CelEvaluationException e) {
      return false;
    }
  }

  @Override
  public Outcome evaluate(GenAiOperation operation) {
    Outcome outcome = evaluator.evaluate(operation);
    outcome = outcome instanceof Score score ? score.by(name, provenance) : outcome;
    if (isPart) {
      lastSpan = facts.place(operation);
      lastOutcome = outcome;
    }
    return outcome;
  }

  @Override
  public @Nullable Outcome outcomeOf(Object span) {
    return span == lastSpan ? lastOutcome : null;
  }
}
