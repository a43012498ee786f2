// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluators;
import io.tracewheel.server.assembly.Stream.Event;
import io.tracewheel.server.custom.CustomLimits;
import io.tracewheel.server.custom.JarFolder;
import io.tracewheel.server.custom.SourceJar;
import io.tracewheel.server.log.LogRecord;
import io.tracewheel.server.rules.RuleCompiler;
import io.tracewheel.server.rules.RuleSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Evaluators of users on a stream. */
@Timeout(120)
class CustomEvaluatorsLiveTest {
  private static final long PLENTY = 1L << 30;

  @TempDir private Path directory;

  @Test
  void oneEvaluatorJudgesSpansTracesAndSessionsOfAStream() throws Exception {
    SourceJar.in(directory)
        .evaluator("counts", "return fail(run.trajectory().totals().modelCalls() + \" calls\");")
        .to(directory.resolve("jars/counts.jar"));
    RuleSet rules =
        rules(
            "  - {name: by_span, evaluator: counts, scope: span, filter: kind == 'model'}\n"
                + "  - {name: by_trace, evaluator: counts}\n"
                + "  - {name: by_session, evaluator: counts, scope: session}\n");
    try (Stream stream = new Stream(rules, Stream.limits(2, PLENTY, PLENTY));
        Stream next = new Stream(rules, Stream.limits(2, PLENTY, PLENTY))) {
      RandomTraces traces = new RandomTraces(new Random(7));
      for (int i = 0; i < 5; i++) {
        stream.send(traces.trace("c"));
      }
      stream.pass(Stream.QUIET);
      passUntilAnswered(stream);
      stream.pass(Duration.ofMinutes(16));
      passUntilAnswered(stream);

      List<Event> spans = named(stream, "by_span");
      List<Event> whole = named(stream, "by_trace");
      List<Event> sessions = named(stream, "by_session");
      assertThat(whole).hasSize(5);
      assertThat(sessions).hasSize(1);
      int calls = whole.stream().mapToInt(CustomEvaluatorsLiveTest::calls).sum();
      assertThat(calls(sessions.get(0))).isEqualTo(calls);
      assertThat(spans).hasSize(calls).allMatch(event -> calls(event) == 1);
      assertThat(spans.stream().map(Event::spanId).distinct()).hasSize(calls);
      assertThat(spans.get(0).attributes())
          .containsEntry("tracewheel.score.target", "span")
          .containsEntry("tracewheel.evaluator.id", "counts");

      // After a crash nothing is asked again.
      next.log.addAll(stream.log);
      for (LogRecord record : stream.log) {
        next.take(record, true);
      }
      next.pass(Stream.QUIET);
      assertThat(next.traces.unanswered()).isZero();
    }
  }

  @Test
  void aHungEvaluatorCostsNoOtherScore() throws Exception {
    SourceJar.in(directory)
        .evaluator(
            "hangs", "while (!Boolean.getBoolean(\"tracewheel.test.live\")) {} return pass();")
        .to(directory.resolve("jars/hangs.jar"));
    SourceJar.in(directory)
        .evaluator("good", "return pass();")
        .to(directory.resolve("jars/good.jar"));
    RuleSet rules =
        rules(
            "  - {evaluator: hangs, scope: span}\n  - {evaluator: good}\n  - {evaluator: tokens}\n");
    try (Stream stream = new Stream(rules, Stream.limits(2, PLENTY, PLENTY))) {
      RandomTraces traces = new RandomTraces(new Random(1));
      for (int i = 0; i < 50; i++) {
        stream.send(traces.trace("c"));
      }
      stream.pass(Stream.QUIET);
      assertThat(named(stream, "tokens")).hasSize(50);
      passUntilAnswered(stream);
      assertThat(named(stream, "good")).hasSize(50);
      assertThat(named(stream, "hangs")).isEmpty();
    } finally {
      System.setProperty("tracewheel.test.live", "true");
    }
  }

  private RuleSet rules(String rules) throws Exception {
    Path file = Files.writeString(directory.resolve("rules.yaml"), "rules:\n" + rules);
    AsyncTrajectoryEvaluators jars =
        JarFolder.of(directory.resolve("jars"), CustomLimits.LIVE, EvaluationClock.system());
    return RuleCompiler.compile(file, RuleCompiler.renewed(jars));
  }

  private static int calls(Event event) {
    String said = event.attributes().getOrDefault("gen_ai.evaluation.explanation", "");
    return Integer.parseInt(said.replace(" calls", ""));
  }

  private static List<Event> named(Stream stream, String name) {
    return stream.events().stream().filter(event -> event.name().equals(name)).toList();
  }

  private static void passUntilAnswered(Stream stream) throws InterruptedException {
    while (stream.traces.unanswered() > 0) {
      Thread.sleep(1);
      stream.pass(Duration.ofMillis(1));
    }
    stream.flush();
  }
}
