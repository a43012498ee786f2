// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.assembly;

import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.Run;
import io.tracewheel.server.config.EvaluatorConfig;
import io.tracewheel.server.rules.EvaluationRule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Runs whose evaluators ask somebody else. Each who is asked has a {@link Bulkhead}: a bounded
 * number of questions is open to it, and to all together, but one may always be; the others wait by
 * the priority of their rules. So one who hangs holds up nobody else. For one thread, but for what
 * answers come on.
 */
final class Judging implements AutoCloseable {
  private final EvaluatorConfig.Asking limits;
  private final long maxOpenBytes;
  private final Map<String, Bulkhead> bulkheads = new LinkedHashMap<>();
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private int open;
  private long openBytes;
  private long asked;
  private long givenUp;

  /**
   * One run and who is to be asked about it.
   *
   * @param to who is asked in the end
   * @param trace what is kept until the answer is there; null for a session
   */
  record Question(
      long number,
      Bulkhead to,
      EvaluationRule rule,
      AsyncTrajectoryEvaluator judge,
      Run run,
      Finding finding,
      @Nullable AssembledTrace trace,
      long bytes) {}

  /** What became of a question. */
  record Answer(Question question, Outcome outcome) {}

  /**
   * @param limits how many questions may be open
   * @param maxOpenBytes of the runs that are open at one time, half of it for one who is asked; one
   *     run is always let in
   */
  Judging(EvaluatorConfig.Asking limits, long maxOpenBytes) {
    this.limits = limits;
    this.maxOpenBytes = maxOpenBytes;
  }

  void ask(
      EvaluationRule rule,
      AsyncTrajectoryEvaluator judge,
      Run run,
      Finding finding,
      @Nullable AssembledTrace trace) {
    Bulkhead to = bulkheads.computeIfAbsent(judge.bulkhead(), Bulkhead::new);
    long bytes = trace == null ? 0 : trace.bytes();
    if (trace != null && trace.gone && !fits(to, bytes)) {
      givenUp++;
      return;
    }
    to.waiting.add(new Question(asked++, to, rule, judge, run, finding, trace, bytes));
    if (trace != null) {
      trace.awaited++;
    }
    openMore();
  }

  /** The next answer; null when there is none now. */
  @Nullable Answer answer() {
    Answer answer = answers.poll();
    if (answer != null) {
      Bulkhead to = answer.question().to();
      to.open--;
      to.openBytes -= answer.question().bytes();
      open--;
      openBytes -= answer.question().bytes();
      AssembledTrace trace = answer.question().trace();
      if (trace != null) {
        trace.awaited--;
      }
      openMore();
    }
    return answer;
  }

  /** A trace had to go: what has not been asked about it by now never is. */
  void giveUp(AssembledTrace trace) {
    for (Bulkhead one : bulkheads.values()) {
      int before = one.waiting.size();
      one.waiting.removeIf(question -> question.trace() == trace);
      givenUp += before - one.waiting.size();
    }
  }

  /** Questions that have no answer yet. */
  int unanswered() {
    return open + bulkheads.values().stream().mapToInt(one -> one.waiting.size()).sum();
  }

  /** Questions that were never put, because memory was needed. */
  long givenUp() {
    return givenUp;
  }

  private boolean fits(Bulkhead to, long bytes) {
    return to.open == 0
        || (to.open < limits.openEach()
            && open < limits.open()
            && to.openBytes + bytes <= maxOpenBytes / 2
            && openBytes + bytes <= maxOpenBytes);
  }

  private void openMore() {
    for (Bulkhead to = next(); to != null; to = next()) {
      Question question = to.waiting.remove();
      to.open++;
      to.openBytes += question.bytes();
      open++;
      openBytes += question.bytes();
      to.run(() -> put(question));
    }
  }

  /** Where the question waits that goes before all others that may be asked; null for none. */
  private @Nullable Bulkhead next() {
    Bulkhead next = null;
    for (Bulkhead one : bulkheads.values()) {
      Question first = one.waiting.peek();
      if (first != null
          && fits(one, first.bytes())
          && (next == null || Bulkhead.ORDER.compare(first, next.waiting.element()) < 0)) {
        next = one;
      }
    }
    return next;
  }

  @SuppressWarnings({"CatchingUnchecked", "FutureReturnValueIgnored"})
  private void put(Question question) {
    try {
      CompletionStage<Outcome> stage = question.judge().evaluate(question.run());
      stage.whenComplete(
          (outcome, failure) ->
              answers.add(
                  new Answer(
                      question, failure == null && outcome != null ? outcome : Unscored.FAILED)));
    } catch (Throwable e) {
      // Evaluators promise not to throw, but one that does costs its own score and no more.
      answers.add(new Answer(question, Unscored.FAILED));
    }
  }

  /** Open questions are left alone, and their answers lost. */
  @Override
  public void close() {
    bulkheads.values().forEach(Bulkhead::close);
  }
}
