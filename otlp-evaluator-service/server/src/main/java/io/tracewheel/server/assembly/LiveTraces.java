// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.assembly;

import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.assembly.Assembler.Due;
import io.tracewheel.server.config.EvaluatorConfig;
import io.tracewheel.server.config.EvaluatorConfig.ScoreOutput;
import io.tracewheel.server.config.RulesConfig.Scope;
import io.tracewheel.server.log.LogRecord;
import io.tracewheel.server.rules.RuleSet;
import io.tracewheel.server.telemetry.SampledLogger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From logged requests to scores of traces and sessions: assembler, rules and judges together, but
 * without a log or a clock. For one thread.
 */
final class LiveTraces implements AutoCloseable, HeldRequests.Scores {
  private final Assembler assembler;
  private final Judging judging;
  private final ScoreLog scoreLog;
  private final TraceScores scores;
  private final SampledLogger warnings;

  /**
   * @param maxBytes of all traces in memory
   * @param output which scores are handed on
   */
  LiveTraces(
      EvaluatorConfig.Traces limits,
      long maxBytes,
      ScoreOutput output,
      EvaluationClock clock,
      SampledLogger warnings) {
    this.assembler = new Assembler(limits, maxBytes);
    this.judging = new Judging(limits.asking(), maxBytes / 4);
    this.scoreLog = new ScoreLog(clock);
    this.scores =
        new TraceScores(output, limits.maxRevisions(), scoreLog, judging, new JoinedSpans(clock));
    this.warnings = warnings;
  }

  /** From now on these rules count. */
  void use(RuleSet rules) {
    scores.use(rules);
  }

  /** Whether there is a rule: even one of spans may want what log records tell later. */
  boolean wanted() {
    return scores.wants(Scope.TRACE) || scores.wants(Scope.SESSION) || scores.wants(Scope.SPAN);
  }

  /**
   * Takes a request, and makes room if memory has run short.
   *
   * @param rebuilding whether the log may hold scores of it already: they are not given again
   * @param now nanoseconds of a clock that never goes back
   */
  void take(LogRecord record, boolean rebuilding, long now) {
    try {
      if (record.signal() == Signal.TRACES) {
        assembler.take(record.request(), record.position(), now);
      } else if (record.signal() == Signal.LOGS) {
        assembler.takeLogs(record.request(), record.position(), now);
        if (rebuilding) {
          ScoreLog.read(
              record.request(), (kind, trace, id, score) -> earlier(kind, trace, id, score, now));
        }
      }
    } catch (MalformedOtlpException e) {
      warnings.warn("A request in the log was left out of the traces: " + e.getMessage());
    } catch (RuntimeException | StackOverflowError e) {
      warnings.warn("A request in the log was left out of the traces: " + e);
    }
    makeRoom(now);
  }

  private void earlier(String kind, String traceId, String scoreId, Emitted score, long now) {
    AssembledTrace trace = assembler.trace(traceId);
    if (kind.equals(Finding.SESSION)) {
      scores.know(scoreId, score);
    } else if (trace != null) {
      trace.emitted(scoreId, score);
      assembler.count(trace);
    } else {
      assembler.remember(traceId, now);
    }
  }

  private void makeRoom(long now) {
    Assembler.Overflow overflow = assembler.overflow(now);
    overflow.awaiting().forEach(judging::giveUp);
    for (Due due : overflow.traces()) {
      score(due, now);
    }
    for (Session session : overflow.sessions()) {
      score(session, Trigger.MEMORY);
    }
  }

  private void score(Due due, long now) {
    AssembledTrace trace = due.trace();
    try {
      // Of a trace that was scored and forgotten, a restart may find the rest.
      if (!trace.isRest()) {
        scores.score(due);
      }
    } catch (MalformedOtlpException | RuntimeException | StackOverflowError e) {
      warnings.warn("Trace " + trace.id + " could not be scored: " + e);
    }
    assembler.scored(due, now);
    if (scores.wants(Scope.SESSION)) {
      assembler.join(trace, now);
    }
    assembler.count(trace);
  }

  private void score(Session session, Trigger trigger) {
    try {
      scores.score(session, trigger);
    } catch (RuntimeException | StackOverflowError e) {
      warnings.warn("A session could not be scored: " + e);
    }
    assembler.release(session);
  }

  /** Takes the answers that have come. */
  void answers() {
    for (Judging.Answer answer = judging.answer(); answer != null; answer = judging.answer()) {
      scores.answered(answer);
      AssembledTrace trace = answer.question().trace();
      if (trace != null) {
        assembler.count(trace);
      }
    }
  }

  /** Scores what is due. */
  void work(long now) {
    assembler.due(now).forEach(due -> score(due, now));
    assembler.ended(now).forEach(session -> score(session, Trigger.COMPLETE));
    makeRoom(now); // what is known of scores takes room too
  }

  /** Scores the traces whose spans all seem to be there, without any wait. */
  void finish(long now) {
    assembler.connected().forEach(due -> score(due, now));
  }

  /** Whether there is nothing to wait for: neither spans nor answers. */
  boolean idle() {
    return assembler.size() == 0 && unanswered() == 0;
  }

  @Override
  public boolean settled(String traceId) {
    AssembledTrace trace = assembler.trace(traceId);
    return trace == null || trace.settled();
  }

  @Override
  public List<Emitted> of(String traceId) {
    AssembledTrace trace = assembler.trace(traceId);
    return trace == null ? List.of() : trace.scores();
  }

  /** Judgements that are not there yet. */
  int unanswered() {
    return judging.unanswered();
  }

  /** The scores since the last call, as an {@code ExportLogsServiceRequest}; null if none. */
  @Nullable ByteSlice scores() {
    return scoreLog.records() == 0 ? null : scoreLog.finish();
  }

  /** See {@link Assembler#neededFrom}. */
  long neededFrom(long least, long most) {
    return assembler.neededFrom(least, most);
  }

  /** See {@link Assembler#looks}. */
  int looks() {
    return assembler.looks();
  }

  /** About how much memory all traces take. */
  long bytes() {
    return assembler.bytes();
  }

  /** What there is to report. */
  TraceStatistics statistics(HeldRequests held) {
    return new TraceStatistics(
        assembler.size(),
        assembler.bytes(),
        judging.unanswered(),
        judging.givenUp(),
        scores.unrevised(),
        held.size(),
        held.bytes(),
        held.scored(),
        held.unscored(),
        scores.counts());
  }

  /** Forgets everything. */
  void clear() {
    assembler.clear();
  }

  @Override
  public void close() {
    judging.close();
  }
}
