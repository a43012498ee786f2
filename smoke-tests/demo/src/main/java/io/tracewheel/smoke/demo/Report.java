// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.demo;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The pages of the demo. */
final class Report {
  private final PrintStream out;
  private final Style style;

  Report(PrintStream out, Style style) {
    this.out = out;
    this.style = style;
  }

  void print(Telemetry telemetry) {
    TraceTree tree = new TraceTree(out, style);
    int number = 1;
    for (List<Span> trace : telemetry.traces().values()) {
      tree.print(number++, trace);
    }
    printScores(telemetry);
    printNext();
  }

  private void printScores(Telemetry telemetry) {
    Map<String, int[]> counts = new TreeMap<>();
    int all = 0;
    for (Span span : telemetry.spans()) {
      for (Score score : span.scores()) {
        counts.computeIfAbsent(score.evaluator(), name -> new int[2])[score.passed() ? 0 : 1]++;
        all++;
      }
    }
    out.println(style.bold("Where the scores come from"));
    out.println(style.dim("   evaluator                  pass  fail  rule"));
    counts.forEach(
        (evaluator, count) ->
            out.println(
                String.format(Locale.ROOT, "   %-25s  %4d  ", evaluator, count[0])
                    + (count[1] > 0
                        ? style.bad(String.format(Locale.ROOT, "%4d", count[1]))
                        : "   0")
                    + "  "
                    + Rules.of(evaluator)));
    out.println(
        "   "
            + all
            + " scores; each is on its span (tracewheel.evaluation.<evaluator>.score.value,"
            + " .score.label,");
    out.println(
        "   .explanation) and a gen_ai.evaluation.result log event of that span ("
            + telemetry.scoreEvents().size()
            + " arrived).");
    out.println();
  }

  private void printNext() {
    out.println(style.bold("What next"));
    out.println("   trace and score your own service:");
    out.println("      ./tracewheel up");
    out.println("      java -javaagent:$(./tracewheel agent) -jar your-service.jar");
    out.println("   forward everything, scored, to your own backend:");
    out.println("      ./tracewheel up --to grpc://your-backend:4317");
  }
}
