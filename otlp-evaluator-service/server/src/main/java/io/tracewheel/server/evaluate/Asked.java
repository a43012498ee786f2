// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.evaluate;

import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.Unjudged;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.Run;
import io.tracewheel.server.config.RulesConfig.Scope;
import io.tracewheel.server.rules.EvaluationRule;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Runs whose judges have not answered yet. A bounded number is asked about at once; each is written
 * when all answers are there, in the order of asking. For one thread.
 */
final class Asked {
  private static final int AT_ONCE = 64;

  /** Takes all scores of a run. */
  @FunctionalInterface
  interface Writer {
    void write(List<Score> scores) throws IOException;
  }

  private record Question(EvaluationRule rule, CompletableFuture<Outcome> answer) {}

  private record Waiting(List<Question> questions, List<Score> scores, Writer writer) {}

  private final List<EvaluationRule> rules;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final Map<String, Integer> failures = new TreeMap<>();
  private int open;
  private int scores;

  Asked(List<EvaluationRule> rules) {
    this.rules = rules;
  }

  /** Asks what there is to ask about a run, and has it written in its turn. */
  void ask(
      Scope scope, Run run, Supplier<Map<String, Object>> facts, List<Score> known, Writer writer)
      throws IOException {
    List<Question> questions = new ArrayList<>();
    for (EvaluationRule rule : rules) {
      AsyncTrajectoryEvaluator judge = rule.scope() == scope ? rule.judge(run, facts) : null;
      if (judge != null) {
        questions.add(new Question(rule, judge.evaluate(run).toCompletableFuture()));
      }
    }
    open += questions.size();
    waiting.addLast(new Waiting(questions, new ArrayList<>(known), writer));
    while (!waiting.isEmpty() && (open > AT_ONCE || waiting.getFirst().questions().isEmpty())) {
      writeFirst();
    }
  }

  /** Waits for all answers; how many scores they made. */
  int finish() throws IOException {
    while (!waiting.isEmpty()) {
      writeFirst();
    }
    return scores;
  }

  private void writeFirst() throws IOException {
    Waiting first = waiting.removeFirst();
    for (Question question : first.questions()) {
      Outcome outcome = question.answer().join();
      open--;
      Score score = question.rule().scored(outcome);
      if (score != null) {
        first.scores().add(score);
        scores++;
      } else if (outcome instanceof Unjudged unjudged) {
        failures.merge(question.rule().name() + ": " + unjudged.reason(), 1, Integer::sum);
      }
    }
    first.writer().write(first.scores());
  }

  /** Why judges gave no score, one line for each reason. */
  List<String> failures() {
    List<String> lines = new ArrayList<>();
    failures.forEach((reason, count) -> lines.add("Not judged by " + reason + " (" + count + ")"));
    return lines;
  }
}
