// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.evaluate;

import io.tracewheel.benchmark.Turns;
import io.tracewheel.benchmark.splice.SpliceWay;
import io.tracewheel.evaluators.EnricherSettings;
import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.evaluators.EvaluatorHealth;
import io.tracewheel.evaluators.QuarantineRules;
import io.tracewheel.evaluators.RequestEnricher;
import io.tracewheel.evaluators.SpanEvaluator;
import io.tracewheel.evaluators.privacy.MaskingRules;
import io.tracewheel.evaluators.privacy.RequestMasker;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.rules.RuleCompiler;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What evaluators cost on the way of a GenAI span whose messages have 4 KB: CPU time per span of
 * reading it into the normal form, scoring it, and splicing the scores in, and of masking it for a
 * destination, beside the splice alone.
 */
public final class EvaluationCost {
  private static final String USAGE =
      """
      Usage: bench evaluators [SECONDS]      (CPU time for all together; default 20)
      """;

  /** What most set-ups have: the seven built-in ones and three on the text of the answer. */
  private static final String TEN =
      """
        - name: no_apology
          evaluator: refusal_phrases
          scope: span
        - name: short_enough
          evaluator: length
          scope: span
          params: {unit: words, max: 400}
        - name: no_placeholder
          evaluator: contains
          scope: span
          params: {expected: "[PLACEHOLDER]", negate: true}
      """;

  private EvaluationCost() {}

  /** Measures and prints; exit code 2 for a bad argument. */
  public static void main(String[] args) throws Exception {
    if (args.length == 1 && args[0].equals("--help")) {
      System.out.print(USAGE);
      return;
    }
    double seconds;
    try {
      seconds = args.length == 0 ? 20 : Double.parseDouble(args[0]);
    } catch (NumberFormatException e) {
      seconds = -1;
    }
    if (args.length > 1 || !(seconds > 0)) {
      System.err.println("bench evaluators takes one number of seconds above 0, or nothing");
      System.err.print(USAGE);
      System.exit(2);
      return;
    }
    run(System.out, seconds);
  }

  private static void run(PrintStream out, double seconds) throws Exception {
    ByteSlice request = ByteSlice.of(Exchanges.request());
    SpliceWay splice = new SpliceWay();
    RequestEnricher none = enricher(List.of());
    RequestEnricher builtIn = enricher(rules(""));
    RequestEnricher ten = enricher(rules(TEN));
    RequestEnricher privacy =
        enricher(
            rules(
                TEN + "  - {name: pii, evaluator: pii}\n  - {name: secrets, evaluator: secrets}"));
    RequestMasker masker = masker();
    ByteSlice planted = ByteSlice.of(Exchanges.requestWithPrivateData());
    Turns.Cost[] costs =
        Turns.measure(
            new Turns.Way[] {
              () -> splice.edit(request).length(),
              () -> none.enrich(request).scores(),
              () -> builtIn.enrich(request).scores(),
              () -> ten.enrich(request).scores(),
              () -> privacy.enrich(request).scores(),
              () -> masker.mask(Signal.TRACES, request).length(),
              () -> masker.mask(Signal.TRACES, planted).length(),
            },
            seconds);
    out.printf(
        "JDK %s, %d spans a request, %d bytes a span, %.1f scores a span by ten evaluators%n%n",
        System.getProperty("java.version"),
        Exchanges.SPANS,
        request.length() / Exchanges.SPANS,
        (double) ten.enrich(request).scores() / Exchanges.SPANS);
    out.println(
        "| | CPU per span, us | above the splice, us | times the splice | allocated per span, bytes"
            + " |");
    out.println("|---|---|---|---|---|");
    String[] names = {
      "splice of three attributes",
      "spans read, no evaluator",
      "seven built-in evaluators",
      "ten evaluators",
      "ten, and personal data and secrets",
      "masking of all types, nothing found",
      "masking of all types, three found in each span",
    };
    for (int i = 0; i < costs.length; i++) {
      out.printf(
          "| %s | %.1f | %.1f | %.1f | %d |%n",
          names[i],
          costs[i].micros() / Exchanges.SPANS,
          (costs[i].micros() - costs[0].micros()) / Exchanges.SPANS,
          costs[i].micros() / costs[0].micros(),
          costs[i].allocated() / Exchanges.SPANS);
    }
  }

  private static List<SpanEvaluator> rules(String more) throws IOException, ConfigException {
    Path file = Files.createTempFile("tracewheel-rules", ".yaml");
    try {
      // A rule in place of a built-in evaluator is that evaluator, so one stands for all.
      Files.writeString(
          file, "rules:\n  - {name: answer_complete, evaluator: answer_complete}\n" + more);
      return RuleCompiler.compile(file).inline(Set.of());
    } finally {
      Files.delete(file);
    }
  }

  private static RequestMasker masker() {
    return new RequestMasker(
        MaskingRules.of(
            Map.of(MaskingRules.Action.MASK, List.of("all")),
            Map.of(),
            List.of(),
            MaskingRules.Secret.NONE),
        ScanLimits.DEFAULT);
  }

  private static RequestEnricher enricher(List<SpanEvaluator> evaluators) {
    return new RequestEnricher(
        EnricherSettings.DEFAULT,
        new EvaluatorHealth(QuarantineRules.DEFAULT, EvaluationClock.system()),
        evaluators);
  }
}
