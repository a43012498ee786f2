// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.QuarantineRules;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.Unjudged;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.evaluators.trajectory.AsyncTrajectoryEvaluator;
import io.tracewheel.evaluators.trajectory.Run;
import io.tracewheel.trace.JsonValue;
import io.tracewheel.trace.Message;
import io.tracewheel.trace.Part;
import io.tracewheel.trace.Role;
import io.tracewheel.trace.TokenUsage;
import io.tracewheel.trace.trajectory.Content;
import io.tracewheel.trace.trajectory.Detail;
import io.tracewheel.trace.trajectory.SpanProjection;
import io.tracewheel.trace.trajectory.Trajectory;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Jars that users drop into a folder, good and bad ones. */
@Timeout(120)
class JarFolderTest {
  private static final CustomLimits QUICK = limits(Double.POSITIVE_INFINITY, Duration.ofSeconds(1));

  private static final CustomLimits PATIENT =
      limits(Double.POSITIVE_INFINITY, Duration.ofSeconds(1), Duration.ofSeconds(20));

  /** Loops of test jars end when this is set. */
  private static final String RELEASE = "tracewheel.test.release";

  @TempDir private Path directory;

  private static CustomLimits limits(double cores, Duration burst) {
    return limits(cores, burst, Duration.ofMillis(300));
  }

  private static CustomLimits limits(double cores, Duration burst, Duration call) {
    return new CustomLimits(
        Duration.ofSeconds(20),
        call,
        64L << 20,
        cores,
        burst,
        new QuarantineRules(
            Duration.ofSeconds(10), 5, Duration.ofMinutes(1), Duration.ofMinutes(5)),
        2);
  }

  @BeforeEach
  @AfterEach
  void release() {
    System.clearProperty(RELEASE);
  }

  @Test
  void aJarInTheFolderScoresUnderTheHashOfItsContentAndParameters() throws Exception {
    jar("a.jar")
        .evaluator(
            "short_answer",
            "return run.trajectory().finalAnswer().length() <= most ? pass() : fail(\"long\");",
            "  private int most = 10;\n"
                + "  public void configure(tools.jackson.databind.JsonNode given) {\n"
                + "    most = new Parameters(given, id(), \"most\").count(\"most\", 0, 10);\n  }\n")
        .to(folder().resolve("a.jar"));
    JarFolder folder = open(PATIENT);
    assertThat(folder.ids()).containsExactly("short_answer");
    Score score = score(folder, "short_answer", "{}", "fine");
    assertThat(score.label()).isEqualTo("pass");
    assertThat(score.provenance().evaluatorId()).isEqualTo("short_answer");
    assertThat(score.evaluatorVersion()).matches("[0-9a-f]{16}-[0-9a-f]{8}");
    Score strict = score(folder, "short_answer", "{\"most\": 3}", "fine");
    assertThat(strict.label()).isEqualTo("fail");
    assertThat(strict.explanation()).isEqualTo("long");
    assertThat(strict.evaluatorVersion())
        .startsWith(score.evaluatorVersion().substring(0, 16))
        .isNotEqualTo(score.evaluatorVersion());
    assertThatThrownBy(() -> folder.create("short_answer", "r", json("{\"mots\": 3}")))
        .hasMessage("short_answer has no parameter \"mots\"; it takes most");
    assertThatThrownBy(() -> folder.create("short_answer", "r", json("{\"most\": -1}")))
        .hasMessage("most of short_answer takes a whole number from 0, not -1");
  }

  @Test
  void eachJarSeesItsOwnLibrariesAndNothingOfTheServiceButTheInterface() throws Exception {
    for (String version : List.of("one", "two")) {
      jar(version)
          .with(
              "package org.slf4j; public class Logger { public static String v() { return \""
                  + version
                  + "\"; } }")
          .with("words.txt", version + " words")
          .evaluator(
              "says_" + version,
              "try { Class.forName(\"io.tracewheel.server.Main\", false, getClass().getClassLoader());"
                  + " return fail(\"sees the server\"); } catch (ClassNotFoundException e) {}"
                  + " try (java.io.InputStream in = getClass().getResourceAsStream(\"/words.txt\")) {"
                  + " String words = new String(in.readAllBytes());"
                  + " boolean context = Thread.currentThread().getContextClassLoader()"
                  + " == getClass().getClassLoader();"
                  + " return fail(org.slf4j.Logger.v() + \" \" + words + \" \" + context);"
                  + " } catch (java.io.IOException e) { throw new IllegalStateException(e); }")
          .to(folder().resolve(version + ".jar"));
    }
    JarFolder folder = open(PATIENT);
    assertThat(score(folder, "says_one", "{}", "x").explanation()).isEqualTo("one one words true");
    assertThat(score(folder, "says_two", "{}", "x").explanation()).isEqualTo("two two words true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "throw new IllegalStateException(\"secret\");",
        "return evaluate(run);",
        "throw new OutOfMemoryError(\"thrown\");",
        "throw new NoClassDefFoundError(\"gone/Missing\");",
        "return null;",
        "throw new ThreadDeath();"
      })
  void whatAnEvaluatorThrowsCostsItsOwnScoreAndSetsItAsideWhenItGoesOn(String body)
      throws Exception {
    jar("bad").evaluator("bad", body).to(folder().resolve("bad.jar"));
    jar("good").evaluator("good", "return pass();").to(folder().resolve("good.jar"));
    JarFolder folder = open(PATIENT);
    AsyncTrajectoryEvaluator bad = folder.create("bad", "r", json("{}"));
    for (int i = 0; i < 5; i++) {
      Outcome outcome = ask(bad, "x");
      assertThat(outcome.unscored()).isEqualTo(Unscored.FAILED);
      assertThat(((Unjudged) outcome).reason()).doesNotContain("secret");
    }
    assertThat(ask(bad, "x").unscored()).isEqualTo(Unscored.QUARANTINED);
    assertThat(score(folder, "good", "{}", "x").label()).isEqualTo("pass");
  }

  @Test
  void anEndlessLoopCostsItsJarOneThreadUntilItEndsAndOthersNothing() throws Exception {
    jar("loop")
        .evaluator("loop", "while (!Boolean.getBoolean(\"" + RELEASE + "\")) {} return pass();")
        .evaluator("neighbour", "return pass();")
        .to(folder().resolve("loop.jar"));
    jar("good").evaluator("good", "return pass();").to(folder().resolve("good.jar"));
    JarFolder folder = open(QUICK);
    AsyncTrajectoryEvaluator loop = folder.create("loop", "r", json("{}"));
    AsyncTrajectoryEvaluator neighbour = folder.create("neighbour", "r", json("{}"));
    var looping = loop.evaluate(run("x")).toCompletableFuture();
    var waiting = neighbour.evaluate(run("x")).toCompletableFuture();
    assertThat(looping.get(30, TimeUnit.SECONDS).unscored()).isEqualTo(Unscored.TIMED_OUT);
    // What waits behind the loop is not left waiting.
    assertThat(waiting.get(30, TimeUnit.SECONDS).unscored()).isEqualTo(Unscored.QUARANTINED);
    assertThat(ask(neighbour, "x").unscored()).isEqualTo(Unscored.QUARANTINED);
    assertThat(threads("loop.jar")).isEqualTo(1);
    assertThat(score(folder, "good", "{}", "x").label()).isEqualTo("pass");

    System.setProperty(RELEASE, "true");
    while (!(ask(neighbour, "x") instanceof Score)) {
      Thread.sleep(10);
    }
  }

  @Test
  void whatWaitsInsteadOfLoopingIsInterruptedAndTheNextOneIsJudged() throws Exception {
    jar("slow")
        .evaluator(
            "slow",
            "if (run.trajectory().finalAnswer().equals(\"wait\")) try { Thread.sleep(60000); }"
                + " catch (InterruptedException e) {} return pass();")
        .to(folder().resolve("slow.jar"));
    AsyncTrajectoryEvaluator slow = open(QUICK).create("slow", "r", json("{}"));
    assertThat(ask(slow, "wait").unscored()).isEqualTo(Unscored.TIMED_OUT);
    Outcome next = ask(slow, "go");
    while (next.unscored() == Unscored.QUARANTINED) {
      next = ask(slow, "go");
    }
    assertThat(next).isInstanceOf(Score.class);
  }

  @Test
  void noJarIsCalledWhenTooManyThreadsHang() throws Exception {
    for (int i = 0; i < 2; i++) {
      jar("loop" + i)
          .evaluator(
              "loop" + i, "while (!Boolean.getBoolean(\"" + RELEASE + "\")) {} return pass();")
          .to(folder().resolve("loop" + i + ".jar"));
    }
    jar("good").evaluator("good", "return pass();").to(folder().resolve("good.jar"));
    JarFolder folder = open(QUICK);
    AsyncTrajectoryEvaluator good = folder.create("good", "r", json("{}"));
    for (int i = 0; i < 2; i++) {
      assertThat(ask(folder.create("loop" + i, "r", json("{}")), "x").unscored())
          .isEqualTo(Unscored.TIMED_OUT);
    }
    while (ask(good, "x") instanceof Score) {
      Thread.sleep(10);
    }
    System.setProperty(RELEASE, "true");
    while (!(ask(good, "x") instanceof Score)) {
      Thread.sleep(10);
    }
  }

  @Test
  void aJarThatUsesUpItsProcessorTimeIsNotAskedUntilThereIsSomeAgain() throws Exception {
    jar("busy")
        .evaluator(
            "busy",
            "long end = System.nanoTime() + 50_000_000L; int x = 0;"
                + " while (System.nanoTime() < end) { x++; } return x < 0 ? fail(\"\") : pass();")
        .to(folder().resolve("busy.jar"));
    AsyncTrajectoryEvaluator busy =
        open(limits(1e-9, Duration.ofMillis(20), Duration.ofSeconds(20)))
            .create("busy", "r", json("{}"));
    assertThat(ask(busy, "x")).isInstanceOf(Score.class);
    Outcome outcome = ask(busy, "x");
    while (outcome instanceof Score) {
      outcome = ask(busy, "x");
    }
    assertThat(outcome)
        .isEqualTo(Unjudged.of(Unscored.BUDGET, "busy.jar has used up its processor time"));
  }

  @Test
  void anEvaluatorThatAllocatesTooMuchIsSetAside() throws Exception {
    jar("hog")
        .evaluator(
            "hog",
            "int n = 0; for (int i = 0; i < 80; i++) { n += new byte[1 << 20].length; }"
                + " return n > 0 ? pass() : fail(\"\");")
        .to(folder().resolve("hog.jar"));
    AsyncTrajectoryEvaluator hog = open(PATIENT).create("hog", "r", json("{}"));
    for (int i = 0; i < 5; i++) {
      assertThat(ask(hog, "x")).isInstanceOf(Score.class);
    }
    assertThat(ask(hog, "x").unscored()).isEqualTo(Unscored.QUARANTINED);
  }

  @Test
  void jarsThatCannotBeUsedAreNamedWithTheRemedy() throws Exception {
    Files.writeString(folder().resolve("a-text.jar"), "no jar");
    jar("b").with("readme.txt", "x").to(folder().resolve("b-none.jar"));
    jar("c").evaluators("user.Missing").to(folder().resolve("c-missing.jar"));
    jar("d")
        .with("package user; public class Other {}")
        .evaluators("user.Other")
        .to(folder().resolve("d-other.jar"));
    jar("e").evaluator("Bad-Id", "return pass();").to(folder().resolve("e-id.jar"));
    jar("f")
        .evaluator(
            "throwing",
            "return pass();",
            "  public E_throwing() { throw new IllegalStateException(\"no\"); }\n")
        .to(folder().resolve("f-throws.jar"));
    jar("g").evaluator("twice", "return pass();").to(folder().resolve("g-twice.jar"));
    Files.copy(folder().resolve("g-twice.jar"), folder().resolve("h-twice.jar"));
    assertThatThrownBy(() -> open(PATIENT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "a-text.jar names no evaluator; put the name of your class into META-INF/services/")
        .hasMessageContaining("b-none.jar names no evaluator")
        .hasMessageContaining(
            "c-missing.jar: user.Missing cannot be used: java.lang.ClassNotFoundException")
        .hasMessageContaining("d-other.jar: user.Other does not implement")
        .hasMessageContaining("e-id.jar: the id \"Bad-Id\" of user.E_Bad")
        .hasMessageContaining(
            "f-throws.jar: user.E_throwing cannot be made: java.lang.IllegalStateException: no.")
        .hasMessageContaining(
            "h-twice.jar and g-twice.jar both have an evaluator twice; keep one of them.");
    assertThatThrownBy(
            () ->
                JarFolder.of(directory.resolve("none"), QUICK, EvaluationClock.system()).renewed())
        .hasMessageContaining("none cannot be read; check that it is there.");
  }

  @Test
  void aConstructorThatLoopsIsRefusedInBoundedTime() throws Exception {
    jar("stuck")
        .evaluator(
            "stuck",
            "return pass();",
            "  public E_stuck() { while (!Boolean.getBoolean(\"" + RELEASE + "\")) {} }\n")
        .to(folder().resolve("stuck.jar"));
    CustomLimits impatient =
        new CustomLimits(
            Duration.ofMillis(300),
            QUICK.call(),
            QUICK.callBytes(),
            QUICK.cores(),
            QUICK.burst(),
            QUICK.quarantine(),
            2);
    try {
      assertThatThrownBy(() -> open(impatient))
          .hasMessageContaining(
              "stuck.jar: user.E_stuck cannot be used: it takes more than 300 ms");
    } finally {
      System.setProperty(RELEASE, "true");
    }
  }

  @Test
  void aChangedJarIsLoadedAnewAnUnchangedOneIsNotAndTheOldClassesAreCollected() throws Exception {
    Path changing = folder().resolve("changing.jar");
    jar("v1").evaluator("changing", "return fail(\"v1\");").to(changing);
    jar("same")
        .evaluator("same", "return fail(\"\" + System.identityHashCode(getClass()));")
        .to(folder().resolve("same.jar"));
    JarFolder folder = open(PATIENT);
    Object state = folder.state();
    assertThat(folder.state()).isEqualTo(state);
    String same = score(folder, "same", "{}", "x").explanation();
    WeakReference<ClassLoader> old = loaderOf(folder, "changing", "v1");

    jar("v2").evaluator("changing", "return fail(\"v2, longer\");").to(changing);
    assertThat(folder.state()).isNotEqualTo(state);
    folder = folder.renewed();
    assertThat(score(folder, "changing", "{}", "x").explanation()).isEqualTo("v2, longer");
    assertThat(score(folder, "same", "{}", "x").explanation()).isEqualTo(same);
    while (old.get() != null) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(folder.ids()).containsExactly("changing", "same");
  }

  /** The class loader of an evaluator that has been used, as its thread's context says. */
  private static WeakReference<ClassLoader> loaderOf(JarFolder folder, String id, String expected)
      throws Exception {
    Score score = score(folder, id, "{}", "x");
    assertThat(score.explanation()).isEqualTo(expected);
    WatchedEvaluator evaluator = (WatchedEvaluator) folder.create(id, "r", json("{}"));
    return new WeakReference<>(evaluator.loader());
  }

  private static long threads(String jar) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("tracewheel-custom " + jar))
        .count();
  }

  private Path folder() throws Exception {
    return Files.createDirectories(directory.resolve("folder"));
  }

  private SourceJar jar(String name) throws Exception {
    return SourceJar.in(Files.createDirectories(directory.resolve("work-" + name)));
  }

  private JarFolder open(CustomLimits limits) throws Exception {
    return JarFolder.of(folder(), limits, EvaluationClock.system()).renewed();
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  private static Score score(JarFolder folder, String id, String parameters, String answer)
      throws Exception {
    Outcome outcome = ask(folder.create(id, "rule", json(parameters)), answer);
    assertThat(outcome).isInstanceOf(Score.class);
    return (Score) outcome;
  }

  private static Outcome ask(AsyncTrajectoryEvaluator evaluator, String answer) throws Exception {
    return evaluator.evaluate(run(answer)).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  static Run run(String answer) {
    Message message =
        new Message(
            Role.ASSISTANT,
            List.of(new Part.Text(JsonValue.of(JsonMapper.shared().writeValueAsString(answer)))),
            null);
    SpanProjection span =
        new SpanProjection(
            "0".repeat(31) + "1",
            "0".repeat(15) + "1",
            null,
            1,
            2,
            "chat",
            null,
            false,
            null,
            new Detail.Model(
                null,
                null,
                new TokenUsage(1, 1, -1, -1, -1),
                new Content(null, null, List.of(message))));
    return new Run(Trajectory.of(List.of(span), List.of()), null);
  }
}
