// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.assembly;

import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.Run;
import io.tracewheel.server.rules.EvaluationRule;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Runs whose evaluators ask somebody else: a bounded number of questions is open at one time, the
 * others wait by the priority of their rules. Evaluators are called on a thread of their own, so
 * that one that hangs holds up only its like. For one thread, but for what answers come on.
 */
final class Judging implements AutoCloseable {
  private static final int MOST_OPEN = 64;

  private final long maxOpenBytes;
  private final PriorityQueue<Question> waiting =
      new PriorityQueue<>(
          Comparator.comparing((Question one) -> -(long) one.rule().priority())
              .thenComparing(Question::number));
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final ExecutorService asking =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "tracewheel-judges");
            thread.setDaemon(true);
            return thread;
          });
  private int open;
  private long openBytes;
  private long asked;
  private long givenUp;

  /**
   * One run and who is to be asked about it.
   *
   * @param trace what is kept until the answer is there; null for a session
   */
  record Question(
      long number,
      EvaluationRule rule,
      AsyncTrajectoryEvaluator judge,
      Run run,
      Finding finding,
      @Nullable AssembledTrace trace,
      long bytes) {}

  /** What became of a question. */
  record Answer(Question question, Outcome outcome) {}

  /**
   * @param maxOpenBytes of the runs that are open at one time; one is always let in
   */
  Judging(long maxOpenBytes) {
    this.maxOpenBytes = maxOpenBytes;
  }

  void ask(
      EvaluationRule rule,
      AsyncTrajectoryEvaluator judge,
      Run run,
      Finding finding,
      @Nullable AssembledTrace trace) {
    long bytes = trace == null ? 0 : trace.bytes();
    if (trace != null && trace.gone && !fits(bytes)) {
      givenUp++;
      return;
    }
    waiting.add(new Question(asked++, rule, judge, run, finding, trace, bytes));
    if (trace != null) {
      trace.awaited++;
    }
    openMore();
  }

  /** The next answer; null when there is none now. */
  @Nullable Answer answer() {
    Answer answer = answers.poll();
    if (answer != null) {
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
    int before = waiting.size();
    waiting.removeIf(question -> question.trace() == trace);
    givenUp += before - waiting.size();
  }

  /** Questions that have no answer yet. */
  int unanswered() {
    return open + waiting.size();
  }

  /** Questions that were never put, because memory was needed. */
  long givenUp() {
    return givenUp;
  }

  private boolean fits(long bytes) {
    return open == 0 || (open < MOST_OPEN && openBytes + bytes <= maxOpenBytes);
  }

  private void openMore() {
    while (!waiting.isEmpty() && fits(waiting.element().bytes())) {
      Question next = waiting.remove();
      open++;
      openBytes += next.bytes();
      asking.execute(() -> put(next));
    }
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
    asking.shutdownNow();
  }
}
