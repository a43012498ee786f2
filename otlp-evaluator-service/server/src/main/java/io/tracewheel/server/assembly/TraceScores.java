// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.assembly;

import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.ScoreEvent;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.Run;
import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.server.assembly.Assembler.Due;
import io.tracewheel.server.config.EvaluatorConfig.ScoreOutput;
import io.tracewheel.server.config.RulesConfig.Scope;
import io.tracewheel.server.rules.EvaluationRule;
import io.tracewheel.server.rules.Facts;
import io.tracewheel.server.rules.RuleSet;
import io.tracewheel.server.rules.RuleTally;
import io.tracewheel.trace.trajectory.SpanProjection;
import io.tracewheel.trace.trajectory.Trajectory;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What rules say of traces and sessions. A score that has been given before is given again only
 * when it says something else: under the same id, with the next revision. Not thread-safe.
 */
final class TraceScores {
  private static final int KNOWN_SESSIONS = 10_000;

  private final ScoreOutput output;
  private final int maxRevisions;
  private final ScoreLog log;
  private final Judging judging;
  private final JoinedSpans joined;
  private final Map<String, Emitted> sessions = new LinkedHashMap<>();
  private RuleSet rules = RuleSet.none();
  private List<EvaluationRule> open = List.of();
  private long unrevised;

  TraceScores(
      ScoreOutput output, int maxRevisions, ScoreLog log, Judging judging, JoinedSpans joined) {
    this.output = output;
    this.maxRevisions = maxRevisions;
    this.log = log;
    this.judging = judging;
    this.joined = joined;
  }

  /** From now on these rules count. */
  void use(RuleSet others) {
    if (others != rules) {
      rules = others;
      joined.use(others);
      open =
          others.open().stream().filter(rule -> rule.scope() != Scope.SPAN || rule.asks()).toList();
    }
  }

  boolean asksAboutSpans() {
    return rules.asksAboutSpans();
  }

  boolean wants(Scope scope) {
    return rules.count(scope) > 0;
  }

  void score(Due due) throws MalformedOtlpException {
    AssembledTrace trace = due.trace();
    Trajectory trajectory = trace.trajectory();
    SpanProjection root = trajectory.rootSpan();
    Finding finding =
        new Finding(
            Finding.TRACE,
            trace.id,
            trace.target(root.spanId()),
            root.endUnixNano(),
            trace.complete(),
            1,
            trace.spans(),
            trace.leftOut(),
            trajectory.completeness().orphanSpans(),
            due.trigger());
    score(Scope.TRACE, trajectory, finding, trace);
    if (asksAboutSpans()) {
      trace.projections().forEach(span -> score(span, trace, due.trigger()));
    }
    for (JoinedSpans.Silent silent : trace.joined()) {
      Finding span = finding(trace.projection(silent.spanId()), trace, due.trigger());
      joined.score(silent, (alone, score) -> give(alone, score, span, trace));
    }
  }

  /** A score that takes the place of the one that the span had on its way. */
  private void give(@Nullable Score alone, Score score, Finding finding, AssembledTrace trace) {
    if (alone != null) {
      String id = ScoreEvent.id(alone, finding.id());
      if (trace.emitted(id) == null) {
        trace.emitted(id, Emitted.of(alone, 0, finding));
      }
    }
    give(score, finding, trace);
  }

  private void score(SpanProjection span, AssembledTrace trace, Trigger trigger) {
    Run alone = new Run(Trajectory.of(List.of(span), List.of()), null);
    score(Scope.SPAN, alone, () -> Facts.of(span), finding(span, trace, trigger), trace);
  }

  private static Finding finding(SpanProjection span, AssembledTrace trace, Trigger trigger) {
    return new Finding(
        Finding.SPAN,
        span.traceId() + span.spanId(),
        trace.target(span.spanId()),
        span.endUnixNano(),
        true,
        1,
        1,
        0,
        0,
        trigger);
  }

  void score(Session session, Trigger trigger) {
    Trajectory trajectory = session.trajectory();
    SpanProjection root = trajectory.rootSpan();
    List<AssembledTrace> traces = session.traces();
    Finding finding =
        new Finding(
            Finding.SESSION,
            session.conversation + " " + root.spanId(),
            session.target(trajectory),
            root.endUnixNano(),
            !session.lacks && traces.stream().allMatch(AssembledTrace::complete),
            traces.size(),
            traces.stream().mapToInt(AssembledTrace::spans).sum(),
            traces.stream().mapToInt(AssembledTrace::leftOut).sum(),
            trajectory.completeness().orphanSpans(),
            trigger);
    score(Scope.SESSION, trajectory, finding, null);
  }

  private void score(
      Scope scope, Trajectory trajectory, Finding finding, @Nullable AssembledTrace trace) {
    Run run = new Run(trajectory, rules.references().of(trajectory));
    Map<String, Object> facts = new HashMap<>();
    Supplier<Map<String, Object>> lazily =
        () -> {
          if (facts.isEmpty()) {
            facts.putAll(Facts.of(trajectory));
          }
          return facts;
        };
    score(scope, run, lazily, finding, trace);
  }

  private void score(
      Scope scope,
      Run run,
      Supplier<Map<String, Object>> lazily,
      Finding finding,
      @Nullable AssembledTrace trace) {
    for (EvaluationRule rule : open) {
      if (rule.scope() != scope) {
        continue;
      }
      if (rule.asks()) {
        AsyncTrajectoryEvaluator judge = rule.judge(run, lazily);
        Emitted before =
            judge == null
                ? null
                : before(
                    ScoreEvent.id(rule.name(), judge.id(), judge.version(), finding.id()), trace);
        if (judge != null && (before == null || before.spans() < finding.spans())) {
          judging.ask(rule, judge, run, finding, trace);
        }
      } else {
        Score score = rule.run(run, lazily);
        if (score != null) {
          give(score, finding, trace);
        }
      }
    }
  }

  /** Takes an answer that was waited for. */
  void answered(Judging.Answer answer) {
    Judging.Question question = answer.question();
    Score score = question.rule().scored(answer.outcome());
    if (score != null) {
      give(score, question.finding(), question.trace());
    }
  }

  private void give(Score score, Finding finding, @Nullable AssembledTrace trace) {
    String id = ScoreEvent.id(score, finding.id());
    Emitted before = before(id, trace);
    boolean wanted = output == ScoreOutput.ALL || (output == ScoreOutput.FAILED && score.failed());
    int revision = before == null ? 0 : before.revision() + 1;
    Emitted now = Emitted.of(score, revision, finding);
    if (before == null ? !wanted : before.says(now) || before.spans() > now.spans()) {
      return;
    }
    if (revision > maxRevisions) {
      unrevised++;
      return;
    }
    log.add(finding, score, revision);
    if (trace != null) {
      trace.emitted(id, now);
    } else {
      know(id, now);
    }
  }

  private @Nullable Emitted before(String id, @Nullable AssembledTrace trace) {
    return trace == null ? sessions.get(id) : trace.emitted(id);
  }

  /** A score of a session that is in the log. */
  void know(String id, Emitted score) {
    sessions.remove(id);
    sessions.put(id, score);
    if (sessions.size() > KNOWN_SESSIONS) {
      sessions.remove(sessions.keySet().iterator().next());
    }
  }

  /** What has come of the rules in force. */
  List<RuleTally.Counts> counts() {
    return open.stream().map(rule -> rule.tally().counts()).toList();
  }

  /** Scores that would have changed but for the limit of revisions. */
  long unrevised() {
    return unrevised;
  }
}
