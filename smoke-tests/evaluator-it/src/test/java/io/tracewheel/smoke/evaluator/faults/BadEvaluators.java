// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tracewheel.smoke.evaluator.Load;
import io.tracewheel.smoke.evaluator.OtlpClient;
import io.tracewheel.smoke.modelstub.JudgeStandIn;
import io.tracewheel.smoke.modelstub.JudgeStandIn.Conduct;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Evaluators in users' jars, rules and judges that misbehave; a good one is always beside them. */
final class BadEvaluators {

  private static final int SPANS = Load.SPANS_PER_REQUEST;

  /** Gives a score for each trace of a ledger. */
  private static final String GOOD =
      "  - {name: good, evaluator: contains, params: {expected: Order}}\n";

  private BadEvaluators() {}

  static List<Fault> all() {
    List<Fault> faults = new ArrayList<>();
    faults.add(
        new Fault(
            "evaluators throw",
            stage ->
                jars(
                    stage,
                    Map.of(
                        "throws_exception", "throw new IllegalStateException(\"no\");",
                        "throws_linkage", "throw new NoClassDefFoundError(\"no\");",
                        "throws_memory", "throw new OutOfMemoryError(\"no\");"))));
    faults.add(
        Fault.longOnly(
            "evaluators overflow the stack",
            stage ->
                jars(stage, Map.of("overflows", "return deeper(0) > 0 ? pass() : fail(\"\");"))));
    faults.add(
        new Fault(
            "evaluators hang",
            stage ->
                jars(
                    stage,
                    Map.of(
                        "hangs",
                        "while (true) { try { Thread.sleep(100000); } catch (InterruptedException e)"
                            + " {} }",
                        "locks",
                        "synchronized (String.class) { while (run != null) {"
                            + " java.util.concurrent.locks.LockSupport.park(); } return pass(); }"))));
    faults.add(
        Fault.longOnly(
            "evaluators burn CPU",
            stage ->
                jars(
                    stage,
                    Map.of("burns", "long n = 0; while (run != null) { n++; } return pass();"))));
    faults.add(new Fault("evaluators exhaust memory", BadEvaluators::memory));
    faults.add(Fault.longOnly("rules that burn CPU", BadEvaluators::rules));
    for (Conduct conduct : Conduct.values()) {
      if (conduct != Conduct.ANSWERS) {
        String name = "judge: " + conduct.name().toLowerCase(Locale.ROOT);
        Fault.Course course = stage -> judge(stage, conduct);
        faults.add(
            conduct == Conduct.HANGS ? new Fault(name, course) : Fault.longOnly(name, course));
      }
    }
    return faults;
  }

  private static void jars(Stage stage, Map<String, String> bodies) throws Exception {
    Path folder = stage.directory().resolve("jars");
    StringBuilder rules = new StringBuilder("rules:\n" + GOOD);
    for (Map.Entry<String, String> body : bodies.entrySet()) {
      UserJar.make(folder, body.getKey(), body.getValue());
      rules.append("  - {evaluator: ").append(body.getKey()).append("}\n");
      rules.append("  - {name: s_").append(body.getKey()).append(", evaluator: ");
      rules.append(body.getKey()).append(", scope: span}\n");
    }
    stage.rules(rules.toString());
    int requests = stage.form.of(50, 1_000);
    stage.did("%,d requests past jars of users: %s", requests, String.join(", ", bodies.keySet()));
    stage.up();
    stage.send(requests, SPANS);
    stage.over();
    stage.settle();
    // Ten spans make a trace, each of which has a score of the good rule.
    stage.awaitScores("good", stage.ledger.acknowledged() / 10);
  }

  private static void memory(Stage stage) throws Exception {
    Path folder = stage.directory().resolve("jars");
    UserJar.make(
        folder,
        "eats",
        "java.util.List<byte[]> all = new java.util.ArrayList<>();"
            + " while (run != null) { all.add(new byte[16 << 20]); } return pass();");
    stage.rules("rules:\n" + GOOD + "  - {evaluator: eats}\n");
    // As ./tracewheel starts it: better an end than a process short of memory.
    stage.setup.java.add("-XX:+ExitOnOutOfMemoryError");
    int requests = stage.form.of(20, 300);
    stage.up();
    stage.startLoad();
    stage.awaitEnd();
    stage.unload();
    Files.delete(folder.resolve("eats.jar"));
    stage.rules("rules:\n" + GOOD);
    stage.did(
        "a jar of a user fills the heap until the process ends under load; the jar is taken away");
    stage.duplicatesAtMost(Stage.IN_FLIGHT * SPANS);
    stage.over();
    stage.up();
    stage.settle();
    stage.send(requests, SPANS);
    stage.settle();
  }

  private static void rules(Stage stage) throws Exception {
    stage.rules(
        "rules:\n"
            + GOOD
            + "  - {name: slow, evaluator: matches, params: {pattern: \"((a*)*)*b(a|aa)*$\"},"
            + " budget: {cpu_per_call: 5ms, cpu_per_minute: 100ms}}\n");
    int requests = stage.form.of(5, 50);
    String text = "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Order ";
    String huge = text + "a".repeat(500_000) + "\"}],\"finish_reason\":\"stop\"}]";
    stage.did("%,d requests with answers of 500 KB past a pattern that backtracks", requests);
    stage.up();
    try (OtlpClient client = new OtlpClient(stage.evaluator())) {
      for (int i = 0; i < requests; i++) {
        stage.send(
            client,
            stage.ledger.request(
                10,
                span -> {
                  if (span.getAttributesCount() > 1) {
                    span.getAttributesBuilder(span.getAttributesCount() - 1)
                        .getValueBuilder()
                        .setStringValue(huge);
                  }
                }));
      }
    }
    stage.over();
    stage.settle();
  }

  private static void judge(Stage stage, Conduct conduct) throws Exception {
    int budget = stage.form.of(20, 500);
    int requests = stage.form.of(40, 1_000);
    try (JudgeStandIn judge = new JudgeStandIn()) {
      judge.conduct(conduct);
      stage.rules(
          """
          judges:
            main:
              provider: openai
              model: judge
              endpoint: "http://127.0.0.1:%d/v1"
              requests_per_minute: 60000
              retry_wait_seconds: 0.1
              timeouts: {first_byte_seconds: 1, total_seconds: 1}
          judge_budget: {file: budget, calls: %d}
          rubrics:
            polite:
              prompt: "Is it polite?\\n{{answer}}"
              variables: {answer: final_answer}
              score: {type: boolean}
          rules:
          %s  - {name: kind, evaluator: judge, params: {rubric: polite}}
          """
              .formatted(judge.port(), budget, GOOD));
      stage.up();
      stage.send(requests, SPANS);
      stage.over();
      stage.settle();
      stage.awaitScores("good", stage.ledger.acknowledged() / 10);
      assertThat(judge.calls()).as("calls of the judge").isBetween(1L, (long) budget);
      assertThat(stage.scores("kind")).as("scores without a verdict").isZero();
      stage.did(
          "%,d requests beside a judge (%s); it was called %d times of %d allowed",
          requests, conduct.name().toLowerCase(Locale.ROOT), judge.calls(), budget);
    }
  }
}
