// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.road;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Receive, evaluate, log, forward over gRPC on loopback: the evaluator against the same road built
 * on generated protobuf classes ({@link GeneratedClassesService}).
 *
 * <p>Each service runs in a JVM of its own with the same flags, the same evaluators, the same log
 * and the same sink. Rounds alternate between the two, so that a machine whose speed drifts harms
 * both alike; the figure is spans per CPU-second of the service process, the result the median of
 * the ratios of neighbouring rounds. A round ends when the sink has received every request of it.
 */
public final class RoadBenchmark {

  private final PrintStream out;
  private final RoadOptions options;

  private RoadBenchmark(PrintStream out, RoadOptions options) {
    this.out = out;
    this.options = options;
  }

  /** Runs the benchmark; see {@code --help}. Exit code 2 for a bad argument. */
  public static void main(String[] args) throws Exception {
    RoadOptions options = RoadOptions.orHelp("road", args);
    if (options != null) {
      new RoadBenchmark(System.out, options).run();
    }
  }

  private void run() throws Exception {
    out.printf(
        "Java %s, %d processors, %d rounds, %d spans a request, flags %s%n%n",
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        options.rounds(),
        Payload.SPANS,
        ServiceProcess.JVM_FLAGS);
    out.println(
        "| payload | gzip | request | generated classes, spans per CPU-s | evaluator, spans per"
            + " CPU-s | ratio, median (min to max) | resident MB, generated / evaluator |");
    out.println("|---|---|---|---|---|---|---|");
    for (Payload payload : Payload.values()) {
      for (boolean gzip : new boolean[] {false, true}) {
        if (options.covers(payload, gzip)) {
          compare(payload, gzip);
        }
      }
    }
  }

  private void compare(Payload payload, boolean gzip) throws Exception {
    List<byte[]> requests = payload.requests();
    Path work = Files.createTempDirectory("tracewheel-road");
    try (CountingSink sink = new CountingSink();
        Contender generated =
            Contender.generatedClasses(work.resolve("generated"), sink.port(), gzip);
        Contender evaluator =
            Contender.evaluator(
                options.evaluator(), work.resolve("evaluator"), sink.port(), gzip)) {
      int count = options.requestsPerRound(payload, gzip);
      for (int i = 0; i < options.warmup(); i++) {
        generated.round(sink, requests, count);
        evaluator.round(sink, requests, count);
      }
      double[] slow = new double[options.rounds()];
      double[] fast = new double[options.rounds()];
      for (int i = 0; i < options.rounds(); i++) {
        slow[i] = generated.round(sink, requests, count);
        fast[i] = evaluator.round(sink, requests, count);
      }
      out.printf(
          "| %s | %s | %d KB | %,.0f | %,.0f | %s | %d / %d |%n",
          payload.name().toLowerCase(java.util.Locale.ROOT),
          gzip ? "in and out" : "none",
          requests.get(0).length / 1024,
          Rounds.median(slow),
          Rounds.median(fast),
          Rounds.text(Rounds.ratios(fast, slow)),
          generated.residentMegabytes(),
          evaluator.residentMegabytes());
    } finally {
      Rounds.delete(work);
    }
  }
}
