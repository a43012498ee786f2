// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges;

import io.tracewheel.evaluators.Judgement;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.OwnTraces;
import io.tracewheel.evaluators.Provenance;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.Unjudged;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.Run;
import io.tracewheel.judges.Asking.Question;
import io.tracewheel.judges.conduct.FlightCache;
import io.tracewheel.judges.conduct.Limits;
import io.tracewheel.judges.rubric.Filled;
import io.tracewheel.judges.rubric.Rubric;
import io.tracewheel.judges.rubric.Source;
import io.tracewheel.judges.rubric.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** A rubric, given to a judge and, where that one is not to be had, to its fallback. */
public final class JudgeEvaluator implements AsyncTrajectoryEvaluator {
  /** Failures that another judge may not share. */
  private static final Set<Unscored> OTHERS_MAY =
      Set.of(
          Unscored.TIMED_OUT, Unscored.RATE_LIMITED, Unscored.UNREACHABLE, Unscored.JUDGE_PAUSED);

  private final String rule;
  private final Rubric rubric;
  private final List<String> assertions;
  private final Limits limits;
  private final List<Judge> judges;
  private final UnaryOperator<String> masking;
  private final String version;

  JudgeEvaluator(
      String rule,
      Rubric rubric,
      List<String> assertions,
      Limits limits,
      List<Judge> judges,
      UnaryOperator<String> masking) {
    this.rule = rule;
    this.rubric = rubric;
    this.assertions = List.copyOf(assertions);
    this.limits = limits;
    this.judges = List.copyOf(judges);
    this.masking = masking;
    this.version =
        rubric.version()
            + "-"
            + String.format(
                Locale.ROOT,
                "%08x",
                (judges.get(0).settings().version() + " " + assertions).hashCode());
  }

  @Override
  public String id() {
    return "judge_" + rubric.id();
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public ScoreScale scale() {
    return rubric.scale();
  }

  @Override
  public String bulkhead() {
    return "judge " + judges.get(0).settings().name();
  }

  @Override
  @SuppressWarnings("CatchingUnchecked") // promised never to throw
  public CompletionStage<Outcome> evaluate(Run run) {
    try {
      return OwnTraces.contain(run.trajectory().traceId())
          ? CompletableFuture.completedStage(Unscored.NOT_APPLICABLE)
          : ask(run, 0);
    } catch (RuntimeException | StackOverflowError e) {
      return CompletableFuture.completedStage(
          Unjudged.of(Unscored.FAILED, "the run could not be put into words"));
    }
  }

  private CompletionStage<Outcome> ask(Run run, int which) {
    Judge judge = judges.get(which);
    Filled filled = fill(run, judge);
    if (!(filled instanceof Filled.Prompt prompt)) {
      return CompletableFuture.completedStage(missing((Filled.Missing) filled));
    }
    Question question =
        new Question(
            rule,
            limits,
            rubric,
            prompt,
            run.trajectory().traceId(),
            run.trajectory().rootSpan().spanId());
    FlightCache.Hit<Judged> hit = judge.ask(question);
    return hit.answer()
        .thenCompose(
            judged ->
                judged.why() != null
                        && OTHERS_MAY.contains(judged.why())
                        && which + 1 < judges.size()
                    ? ask(run, which + 1)
                    : CompletableFuture.completedStage(outcome(judged, hit.shared())))
        .exceptionally(
            failure -> Unjudged.of(Unscored.FAILED, "the judgement broke off inside the service"));
  }

  private Filled fill(Run run, Judge judge) {
    return rubric.fill(run, assertions, judge.settings().maxInputChars(), masking);
  }

  private static Outcome missing(Filled.Missing missing) {
    boolean reference =
        missing.what() == Source.REFERENCE
            || missing.what() == Source.REFERENCE_CALLS
            || missing.what() == Source.ASSERTIONS;
    return reference ? Unscored.NO_REFERENCE : Unscored.NOT_CAPTURED;
  }

  private Outcome outcome(Judged judged, boolean shared) {
    Judgement judgement = judged.judgement();
    if (shared && judgement != null) {
      judgement = free(judgement);
    }
    Verdict verdict = judged.verdict();
    if (verdict == null) {
      Unscored why = judged.why();
      return new Unjudged(why == null ? Unscored.FAILED : why, judged.reason(), judgement);
    }
    return new Score(
        id(),
        scale(),
        verdict.value(),
        verdict.label(),
        verdict.explanation().isEmpty() ? null : verdict.explanation(),
        new Provenance(id(), version, rule, 1, judgement));
  }

  /** Paid for by the one who asked first. */
  private static Judgement free(Judgement of) {
    return new Judgement(
        of.judge(),
        of.provider(),
        of.model(),
        of.responseId(),
        0,
        0,
        0,
        of.cost() == null ? null : 0.0,
        of.currency(),
        of.leftOut(),
        of.traceId(),
        of.spanId());
  }

  /** What the judge would be sent about a run, for people to read. */
  public String preview(Run run) {
    JudgeSettings settings = judges.get(0).settings();
    String head =
        "=== rule "
            + rule
            + ", rubric "
            + rubric
            + ", to "
            + settings.endpoint().provider()
            + " model "
            + settings.endpoint().model()
            + (settings.endpoint().uri() == null ? "" : " at " + settings.endpoint().uri())
            + ", trace "
            + run.trajectory().traceId()
            + "\n";
    Filled filled = fill(run, judges.get(0));
    if (filled instanceof Filled.Missing missing) {
      return head
          + "Not sent: the run has no "
          + missing.what().name().toLowerCase(Locale.ROOT)
          + ".\n";
    }
    Filled.Prompt prompt = (Filled.Prompt) filled;
    return head
        + (prompt.leftOut() == null ? "" : "Left out: " + prompt.leftOut() + "\n")
        + "--- instructions\n"
        + prompt.instructions()
        + "\n--- user\n"
        + prompt.user()
        + "\n";
  }
}
