// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.rules;

import dev.cel.runtime.CelEvaluationException;
import io.tracewheel.evaluators.Composite;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.Provenance;
import io.tracewheel.evaluators.Sampling;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.SpanEvaluator;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.Run;
import io.tracewheel.evaluators.trajectory.TrajectoryEvaluator;
import io.tracewheel.server.config.RulesConfig.Scope;
import io.tracewheel.trace.GenAiOperation;
import io.tracewheel.trace.trajectory.SpanProjection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A rule ready to run: exactly one of its evaluators is there. For one thread. */
public final class EvaluationRule implements Remembered {
  private final String name;
  private final Scope scope;
  private final @Nullable SpanEvaluator spans;
  private final @Nullable TrajectoryEvaluator traces;
  private final @Nullable AsyncTrajectoryEvaluator judge;
  private final @Nullable Composite composite;
  private final Map<String, EvaluationRule> others;
  private final boolean isPart;
  private final @Nullable Filter filter;
  private final Sampling sampling;
  private final int priority;
  private final RuleTally tally;
  private @Nullable Object lastSubject;
  private @Nullable Outcome lastOutcome;
  private @Nullable AskedOnce lastAsked;

  EvaluationRule(
      String name,
      Scope scope,
      @Nullable SpanEvaluator spans,
      @Nullable TrajectoryEvaluator traces,
      @Nullable AsyncTrajectoryEvaluator judge,
      @Nullable Composite composite,
      Map<String, EvaluationRule> others,
      boolean isPart,
      @Nullable Filter filter,
      Sampling sampling,
      int priority) {
    this.name = name;
    this.scope = scope;
    this.spans = spans;
    this.traces = traces;
    this.judge = judge;
    this.composite = composite;
    this.others = others;
    this.isPart = isPart;
    this.filter = filter;
    this.sampling = sampling;
    this.priority = priority;
    this.tally = new RuleTally(name, evaluatorId(), scope.name().toLowerCase(Locale.ROOT));
  }

  private String evaluatorId() {
    if (spans != null) {
      return spans.name();
    }
    if (traces != null) {
      return traces.id();
    }
    return judge == null ? Composite.ID : judge.id();
  }

  private String version() {
    if (composite != null) {
      return composite.version(part -> part(part).version());
    }
    if (spans != null) {
      return spans.version();
    }
    if (traces != null) {
      return traces.version();
    }
    return judge == null ? "" : judge.version();
  }

  private EvaluationRule part(String part) {
    return Objects.requireNonNull(others.get(part), part);
  }

  /** Its name and that of its scores. */
  public String name() {
    return name;
  }

  /** What it looks at. */
  public Scope scope() {
    return scope;
  }

  /** What has come of it so far. */
  public RuleTally tally() {
    return tally;
  }

  /** The score of a span; null when there is none or it is no business of this rule. */
  public @Nullable Score span(GenAiOperation operation, SpanProjection span) {
    if (composite != null && scope == Scope.SPAN) {
      return composed(composite, span, span.traceId(), () -> Facts.of(span));
    }
    SpanEvaluator evaluator = spans;
    if (evaluator == null
        || !evaluator.appliesTo(operation)
        || !selects(span.traceId(), () -> Facts.of(span))) {
      return null;
    }
    return counted(span, () -> evaluator.evaluate(operation), evaluator.version());
  }

  /** The score of a run; null when there is none or it is no business of this rule. */
  public @Nullable Score run(Run run, Supplier<Map<String, Object>> facts) {
    if (composite != null && scope != Scope.SPAN && !asks()) {
      return composed(composite, run, run.trajectory().traceId(), facts);
    }
    TrajectoryEvaluator evaluator = traces;
    if (evaluator == null || !selects(run.trajectory().traceId(), facts)) {
      return null;
    }
    return counted(run, () -> evaluator.evaluate(run), evaluator.version());
  }

  /** A subject that none of the parts looked at is none of this rule's business. */
  private @Nullable Score composed(
      Composite of, Object subject, String traceId, Supplier<Map<String, Object>> facts) {
    if (of.parts().stream().allMatch(part -> part(part).outcomeOf(subject) == null)
        || !selects(traceId, facts)) {
      return null;
    }
    String version = version();
    return counted(subject, () -> of.of(part -> part(part).outcomeOf(subject), version), version);
  }

  @Override
  public @Nullable Outcome outcomeOf(Object subject) {
    return subject == lastSubject ? lastOutcome : null;
  }

  /** Whether somebody else is asked for its scores: see {@link #judge}. */
  public boolean asks() {
    return judge != null
        || (composite != null && composite.parts().stream().anyMatch(part -> part(part).asks()));
  }

  /** Of rules that ask, those with a higher one go first. */
  public int priority() {
    return priority;
  }

  /**
   * The evaluator to ask about a run, for {@link #scored}; null when the run is no business of this
   * rule. A composite is to be asked after its parts.
   */
  public @Nullable AsyncTrajectoryEvaluator judge(Run run, Supplier<Map<String, Object>> facts) {
    AsyncTrajectoryEvaluator evaluator = composite == null ? judge : asking(composite, run);
    if (evaluator == null || !selects(run.trajectory().traceId(), facts)) {
      return null;
    }
    if (isPart) {
      AskedOnce shared = new AskedOnce(evaluator);
      lastSubject = run;
      lastAsked = shared;
      lastOutcome = null;
      return shared;
    }
    return evaluator;
  }

  private @Nullable AsyncTrajectoryEvaluator asking(Composite of, Run run) {
    if (!asks()) {
      return null;
    }
    Map<String, Outcome> known = new HashMap<>();
    Map<String, AskedOnce> asked = new HashMap<>();
    for (String name : of.parts()) {
      EvaluationRule part = part(name);
      Outcome outcome = part.outcomeOf(run);
      if (outcome != null) {
        known.put(name, outcome);
      } else if (part.lastSubject == run && part.lastAsked != null) {
        asked.put(name, part.lastAsked);
      }
    }
    return known.isEmpty() && asked.isEmpty()
        ? null
        : new AskingComposite(of, version(), known, asked);
  }

  /** The score under this rule's name; null when the evaluator gave none. */
  public @Nullable Score scored(Outcome outcome) {
    tally.count(outcome);
    return outcome instanceof Score score
        ? score.by(name, score.provenance().by(name, sampling.rate()))
        : null;
  }

  private boolean selects(String traceId, Supplier<Map<String, Object>> facts) {
    if (!sampling.takes(traceId)) {
      tally.leftOut();
      return false;
    }
    try {
      boolean lets = filter == null || filter.lets(facts.get());
      if (!lets) {
        tally.leftOut();
      }
      return lets;
    } catch (CelEvaluationException e) {
      tally.undecided();
      return false;
    }
  }

  @SuppressWarnings("CatchingUnchecked") // one evaluator must not cost the scores of the others
  private @Nullable Score counted(Object subject, Supplier<Outcome> evaluation, String version) {
    Outcome outcome;
    try {
      outcome = evaluation.get();
    } catch (RuntimeException | StackOverflowError e) {
      outcome = Unscored.FAILED;
    }
    tally.count(outcome);
    if (isPart) {
      lastSubject = subject;
      lastOutcome = outcome;
      lastAsked = null;
    }
    return outcome instanceof Score score
        ? score.by(name, new Provenance(evaluatorId(), version, name, sampling.rate()))
        : null;
  }
}
