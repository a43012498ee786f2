// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.Provenance;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.Unjudged;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluators;
import io.tracewheel.evaluators.trajectory.Run;
import io.tracewheel.server.assembly.Stream.Event;
import io.tracewheel.server.log.LogRecord;
import io.tracewheel.server.rules.RuleCompiler;
import io.tracewheel.server.rules.RuleSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Rules whose evaluators answer later, or never. */
@Timeout(60)
class JudgedTracesTest {
  private static final long PLENTY = 1L << 30;

  @TempDir private Path directory;
  private final Queue<CompletableFuture<Outcome>> asked = new ConcurrentLinkedQueue<>();

  /** Two judges that are told what to do. */
  private static final class Judges implements AsyncTrajectoryEvaluators {
    private final Function<Run, CompletionStage<Outcome>> judge;
    private final Function<Run, CompletionStage<Outcome>> other;

    Judges(
        Function<Run, CompletionStage<Outcome>> judge,
        Function<Run, CompletionStage<Outcome>> other) {
      this.judge = judge;
      this.other = other;
    }

    Judges(Function<Run, CompletionStage<Outcome>> judge) {
      this(judge, judge);
    }

    @Override
    public List<String> ids() {
      return List.of("judge", "other");
    }

    @Override
    public AsyncTrajectoryEvaluator create(String id, String rule, JsonNode parameters) {
      return new AsyncTrajectoryEvaluator() {
        @Override
        public String id() {
          return id;
        }

        @Override
        public String version() {
          return "1";
        }

        @Override
        public ScoreScale scale() {
          return ScoreScale.PASS_FAIL;
        }

        @Override
        public CompletionStage<Outcome> evaluate(Run run) {
          return (id.equals("judge") ? judge : other).apply(run);
        }
      };
    }
  }

  private CompletionStage<Outcome> later() {
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    asked.add(answer);
    return answer;
  }

  private static Score pass() {
    return new Score(
        "judge", ScoreScale.PASS_FAIL, 1, Score.PASS, null, Provenance.of("judge", "1"));
  }

  private RuleSet rules(Function<Run, CompletionStage<Outcome>> conduct) throws Exception {
    Path file = directory.resolve("rules.yaml");
    Files.writeString(
        file, "rules:\n  - evaluator: tokens\n  - name: helpful\n    evaluator: judge\n");
    return RuleCompiler.compile(file, new Judges(conduct));
  }

  @Test
  void anAnswerThatComesLaterIsAScoreOfItsTrace() throws Exception {
    try (Stream stream = new Stream(rules(run -> later()), Stream.limits(2, PLENTY, PLENTY))) {
      stream.send(new RandomTraces(new Random(1)).trace("c"));
      stream.pass(Stream.QUIET);
      assertThat(names(stream)).containsExactly("tokens");
      answer(pass());
      passUntilAnswered(stream);
      assertThat(names(stream)).containsExactly("tokens", "helpful");
      Event helpful = stream.events().get(1);
      assertThat(helpful.spanId()).isEqualTo(stream.events().get(0).spanId());
      assertThat(helpful.attributes())
          .containsEntry("tracewheel.rule.name", "helpful")
          .containsEntry("tracewheel.evaluator.id", "judge")
          .containsEntry("tracewheel.score.revision", "0");
    }
  }

  @Test
  void aCompositeWaitsForTheJudgeAndTheJudgeIsAskedOnce() throws Exception {
    Path file = directory.resolve("composite.yaml");
    Files.writeString(
        file,
        "rules:\n  - {name: good, evaluator: composite, params: {parts: [helpful, quick], combine: all},"
            + " priority: 9}\n  - {name: helpful, evaluator: judge}\n"
            + "  - {name: quick, evaluator: latency, params: {max: 1000000}}\n");
    for (boolean answered : new boolean[] {true, false}) {
      asked.clear();
      RuleSet composite = RuleCompiler.compile(file, new Judges(run -> later()));
      try (Stream stream = new Stream(composite, Stream.limits(2, PLENTY, PLENTY))) {
        stream.send(new RandomTraces(new Random(1)).trace("c"));
        stream.pass(Stream.QUIET);
        assertThat(names(stream)).containsExactly("quick");
        answer(answered ? pass() : Unjudged.of(Unscored.TIMED_OUT, "it took too long"));
        passUntilAnswered(stream);
        assertThat(asked).as("asked once").isEmpty();
        if (answered) {
          assertThat(names(stream)).containsExactlyInAnyOrder("quick", "helpful", "good");
          assertThat(stream.last().values())
              .anySatisfy(
                  event ->
                      assertThat(event.attributes())
                          .containsEntry("gen_ai.evaluation.name", "good")
                          .containsEntry("gen_ai.evaluation.score.label", "pass")
                          .containsEntry("tracewheel.evaluator.id", "composite"));
        } else {
          assertThat(names(stream)).containsExactly("quick");
        }
      }
    }
  }

  @Test
  void oneThatHangsWhereItIsAskedHasItsShareAndTheOtherGetsAllItsAnswers() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Path file = directory.resolve("two.yaml");
    Files.writeString(
        file,
        "rules:\n  - {name: stuck, evaluator: other, priority: 9}\n  - {name: helpful, evaluator: judge}\n");
    RuleSet two =
        RuleCompiler.compile(
            file, new Judges(run -> CompletableFuture.completedFuture(pass()), run -> hang(never)));
    try (Stream stream = new Stream(two, Stream.limits(2, PLENTY, PLENTY))) {
      RandomTraces traces = new RandomTraces(new Random(1));
      for (int i = 0; i < 300; i++) {
        stream.send(traces.trace("c"));
      }
      stream.pass(Stream.QUIET);
      while (stream.traces.unanswered() > 300) {
        Thread.sleep(1);
        stream.pass(Duration.ofMillis(1));
      }
      stream.flush();
      assertThat(names(stream)).hasSize(300).containsOnly("helpful");
    }
  }

  private CompletionStage<Outcome> hang(CountDownLatch until) {
    try {
      until.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return later();
  }

  @Test
  void noAnswerIsNoScore() throws Exception {
    try (Stream stream = new Stream(rules(run -> later()), Stream.limits(2, PLENTY, PLENTY))) {
      stream.send(new RandomTraces(new Random(1)).trace("c"));
      stream.pass(Stream.QUIET);
      answer(Unjudged.of(Unscored.TIMED_OUT, "it took too long"));
      passUntilAnswered(stream);
      assertThat(names(stream)).containsExactly("tokens");
    }
  }

  @Test
  void aTraceWhoseAnswerIsMissingStaysInTheLogAndIsAskedAboutAgainAfterARestart() throws Exception {
    RuleSet rules = rules(run -> later());
    try (Stream stream = new Stream(rules, Stream.limits(2, PLENTY, PLENTY));
        Stream next = new Stream(rules, Stream.limits(2, PLENTY, PLENTY));
        Stream third = new Stream(rules, Stream.limits(2, PLENTY, PLENTY))) {
      stream.send(new RandomTraces(new Random(1)).trace("c"));
      stream.pass(Stream.QUIET);
      stream.pass(Stream.LATE);
      assertThat(stream.traces.neededFrom(0, 99)).as("its place in the log").isZero();

      rebuild(stream, next);
      answer(pass());
      answer(pass());
      passUntilAnswered(next);
      assertThat(names(next)).containsExactly("tokens", "helpful");

      rebuild(next, third);
      assertThat(third.traces.unanswered()).as("it is in the log already").isZero();
      assertThat(names(third)).containsExactly("tokens", "helpful");
    }
  }

  private static void rebuild(Stream from, Stream to) {
    to.log.addAll(from.log);
    for (LogRecord record : from.log) {
      to.take(record, true);
    }
    to.pass(Stream.QUIET);
  }

  @Test
  void judgesThatHangOrThrowCostNoOtherScore() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    RuleSet hanging = rules(run -> hang(never));
    RuleSet throwing =
        rules(
            run -> {
              throw new IllegalStateException("told so");
            });
    for (RuleSet rules : List.of(hanging, throwing)) {
      try (Stream stream = new Stream(rules, Stream.limits(2, PLENTY, PLENTY))) {
        RandomTraces traces = new RandomTraces(new Random(1));
        for (int i = 0; i < 300; i++) {
          stream.send(traces.trace("c"));
        }
        stream.pass(Stream.QUIET);
        assertThat(names(stream)).hasSize(300).containsOnly("tokens");
      }
    }
  }

  @Test
  void noMoreQuestionsThanAFewAreOpenAndAllAreAskedInTheEnd() throws Exception {
    try (Stream stream = new Stream(rules(run -> later()), Stream.limits(2, PLENTY, PLENTY))) {
      RandomTraces traces = new RandomTraces(new Random(1));
      for (int i = 0; i < 200; i++) {
        stream.send(traces.trace("c"));
      }
      stream.pass(Stream.QUIET);
      int answered = 0;
      while (answered < 200) {
        assertThat(asked.size()).isLessThanOrEqualTo(64);
        answer(pass());
        answered++;
        stream.pass(Duration.ofMillis(1));
      }
      passUntilAnswered(stream);
      assertThat(names(stream)).hasSize(400);
    }
  }

  @Test
  void questionsGiveWayWhenMemoryIsNeeded() throws Exception {
    long bound = 200_000;
    try (Stream stream = new Stream(rules(run -> later()), Stream.limits(2, PLENTY, bound))) {
      RandomTraces traces = new RandomTraces(new Random(1));
      for (int i = 0; i < 300; i++) {
        stream.send(traces.trace("c"));
        stream.pass(Stream.QUIET);
        assertThat(stream.traces.bytes()).isLessThanOrEqualTo(bound);
      }
      assertThat(names(stream)).hasSize(300).containsOnly("tokens");
      assertThat(stream.traces.unanswered()).isLessThan(300);
    }
  }

  /** Answers the question that was asked first, when it has been asked. */
  private void answer(Outcome outcome) throws InterruptedException {
    CompletableFuture<Outcome> first = asked.poll();
    while (first == null) {
      Thread.sleep(1);
      first = asked.poll();
    }
    first.complete(outcome);
  }

  private static void passUntilAnswered(Stream stream) throws InterruptedException {
    while (stream.traces.unanswered() > 0) {
      Thread.sleep(1);
      stream.pass(Duration.ofMillis(1));
    }
    stream.flush();
  }

  private static List<String> names(Stream stream) {
    return stream.events().stream().map(Event::name).toList();
  }
}
