// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.road;

import io.tracewheel.smoke.modelstub.JudgeStandIn;
import io.tracewheel.smoke.modelstub.JudgeStandIn.Conduct;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What judges do to the traffic that they judge: throughput, and the time from sender to
 * destination at a steady rate, with a judge that answers, hangs, lies, talks garbage, limits rates
 * or dies, each against rounds without a judge.
 *
 * <p>One evaluator in a JVM of its own; its rules are changed under it. A code rule puts all traces
 * together in every phase, so that the judge alone makes the difference. Rounds go through all
 * phases in turn, each beside one without a judge; ratios are of neighbours, the result their
 * median. Calls are counted by the judge itself. At the end a small budget is set, which must not
 * be passed.
 */
public final class JudgesBenchmark {

  private static final String USAGE =
      """
      Usage: bench judges [--rounds N] [--seconds S] [--rate R] [--budget CALLS]
        --rounds N       measured rounds, after one that is not (default 3)
        --seconds S      of each measurement; there are two in a phase (default 3)
        --rate R         traces a second where latency is measured (default 100)
        --budget CALLS   what may be called in a day, in a last phase of its own (default 100)
        --evaluator DIR  the packaged evaluator
                         (default: otlp-evaluator-service/server/target/tracewheel-evaluator)
      """;

  private final PrintStream out;
  private final Options options;
  private final Path work;
  private String budget = "{file: ample, calls: 1000000}";
  private int changes;

  private JudgesBenchmark(PrintStream out, Options options, Path work) {
    this.out = out;
    this.options = options;
    this.work = work;
  }

  /** One phase: spans a second, and latencies in milliseconds. */
  private record Phase(double throughput, double p50, double p99) {}

  /** A phase beside one without a judge. */
  private record Pair(Phase without, Phase with) {}

  /** Runs the benchmark; see {@code --help}. Exit code 2 for a bad argument. */
  public static void main(String[] args) throws Exception {
    if (Arrays.asList(args).contains("--help")) {
      System.out.print(USAGE);
      return;
    }
    Options options;
    try {
      options = Options.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.print(USAGE);
      System.exit(2);
      return;
    }
    Path work = Files.createTempDirectory("tracewheel-judges");
    try {
      new JudgesBenchmark(System.out, options, work).run();
    } finally {
      Rounds.delete(work);
    }
  }

  private void run() throws Exception {
    out.printf(
        Locale.ROOT,
        "Java %s, %d processors, %d rounds, %d spans a trace, latency at %.0f traces a second%n%n",
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        options.rounds(),
        JudgedTraffic.SPANS,
        options.rate());
    try (JudgeStandIn judge = new JudgeStandIn();
        JudgedTraffic traffic = new JudgedTraffic()) {
      rules(null, judge);
      try (ServiceProcess evaluator = ServiceProcess.java(evaluator(traffic.port()))) {
        traffic.to(evaluator.port());
        Map<Conduct, List<Pair>> pairs = new EnumMap<>(Conduct.class);
        Map<Conduct, Long> calls = new EnumMap<>(Conduct.class);
        for (int round = 0; round <= options.rounds(); round++) {
          for (Conduct conduct : Conduct.values()) {
            Phase without = phase(null, judge, traffic);
            long before = judge.calls();
            Phase with = phase(conduct, judge, traffic);
            calls.merge(conduct, judge.calls() - before, Long::sum);
            if (round > 0) {
              pairs
                  .computeIfAbsent(conduct, each -> new ArrayList<>())
                  .add(new Pair(without, with));
            }
          }
        }
        report(pairs, calls);
        spend(judge, traffic);
      }
    }
  }

  private Phase phase(@Nullable Conduct conduct, JudgeStandIn judge, JudgedTraffic traffic)
      throws IOException, InterruptedException {
    rules(conduct, judge);
    // Files are looked at twice a second, and must have come to rest.
    Thread.sleep(1_500);
    double throughput = traffic.throughput(options.seconds());
    long[] sorted = traffic.latencies(options.seconds(), options.rate());
    return new Phase(throughput, at(sorted, 0.5), at(sorted, 0.99));
  }

  private static double at(long[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1.0, share * sorted.length)] / 1e6;
  }

  /** Each change makes a judge that nothing is known of. */
  private void rules(@Nullable Conduct conduct, JudgeStandIn judge) throws IOException {
    changes++;
    String text = "rules:\n  - {evaluator: tokens}\n";
    if (conduct != null) {
      judge.conduct(conduct);
      text =
          String.format(
              Locale.ROOT,
              """
              judges:
                main:
                  provider: openai
                  model: judge-%d
                  endpoint: "http://127.0.0.1:%d/v1"
                  requests_per_minute: 60000
                  retry_wait_seconds: 0.1
                  timeouts: {first_byte_seconds: 1, total_seconds: 1}
              judge_budget: %s
              rubrics:
                polite:
                  prompt: "Is it polite?\\n{{answer}}"
                  variables: {answer: final_answer}
                  score: {type: boolean}
              rules:
                - {evaluator: tokens}
                - {name: kind, evaluator: judge, params: {rubric: polite}}
              """,
              changes,
              judge.port(),
              budget);
    }
    Path fresh = work.resolve("fresh.yaml");
    Files.writeString(fresh, text);
    Files.move(
        fresh,
        work.resolve("rules.yaml"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private List<String> evaluator(int sinkPort) throws IOException {
    Path config = work.resolve("judges.yaml");
    Files.writeString(
        config,
        """
        evaluators:
          rules: rules.yaml
          traces: {quiet: 200ms}
        exporters:
          otlp/sink:
            endpoint: 127.0.0.1:%d
            tls: {insecure: true}
            compression: none
        telemetry: {logs: {level: error}}
        """
            .formatted(sinkPort));
    return List.of(
        "-jar",
        options.evaluator().resolve("tracewheel-evaluator.jar").toString(),
        "up",
        "--config",
        config.toString(),
        "--data",
        work.resolve("data").toString(),
        "--grpc-port",
        "0",
        "--http-port",
        "0",
        "--admin-port",
        "0");
  }

  private void report(Map<Conduct, List<Pair>> pairs, Map<Conduct, Long> calls) {
    out.println(
        "| judge | calls | spans/s, without / with | ratio, median (min to max) | p50 ms, without /"
            + " with | p99 ms, without / with | p99 ratio, median |");
    out.println("|---|---|---|---|---|---|---|");
    pairs.forEach(
        (conduct, list) -> {
          double[] ratios =
              sorted(list, pair -> pair.with().throughput() / pair.without().throughput());
          out.printf(
              Locale.ROOT,
              "| %s | %d | %,.0f / %,.0f | **%.2f** (%.2f to %.2f) | %.1f / %.1f | %.1f / %.1f |"
                  + " **%.2f** |%n",
              conduct.name().toLowerCase(Locale.ROOT),
              calls.getOrDefault(conduct, 0L),
              middle(sorted(list, pair -> pair.without().throughput())),
              middle(sorted(list, pair -> pair.with().throughput())),
              middle(ratios),
              ratios[0],
              ratios[ratios.length - 1],
              middle(sorted(list, pair -> pair.without().p50())),
              middle(sorted(list, pair -> pair.with().p50())),
              middle(sorted(list, pair -> pair.without().p99())),
              middle(sorted(list, pair -> pair.with().p99())),
              middle(sorted(list, pair -> pair.with().p99() / pair.without().p99())));
        });
  }

  private void spend(JudgeStandIn judge, JudgedTraffic traffic)
      throws IOException, InterruptedException {
    long before = judge.calls();
    budget = "{file: small, calls: " + options.budget() + "}";
    phase(Conduct.ANSWERS, judge, traffic);
    long spent = judge.calls() - before;
    out.printf(
        Locale.ROOT,
        "%nWith a budget of %,d calls the judge counted %,d.%n",
        options.budget(),
        spent);
    if (spent == 0 || spent > options.budget()) {
      throw new IllegalStateException(
          spent == 0 ? "the last phase asked nobody" : "more was spent than the budget allows");
    }
  }

  private static double[] sorted(List<Pair> pairs, ToDoubleFunction<Pair> figure) {
    return pairs.stream().mapToDouble(figure).sorted().toArray();
  }

  private static double middle(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** What the command line asked for. */
  private record Options(int rounds, double seconds, double rate, int budget, Path evaluator) {

    static Options parse(String[] args) {
      int rounds = 3;
      double seconds = 3;
      double rate = 100;
      int budget = 100;
      Path evaluator = Path.of("otlp-evaluator-service/server/target/tracewheel-evaluator");
      for (int i = 0; i < args.length; i++) {
        switch (args[i]) {
          case "--rounds" -> rounds = Integer.parseInt(value(args, ++i));
          case "--seconds" -> seconds = Double.parseDouble(value(args, ++i));
          case "--rate" -> rate = Double.parseDouble(value(args, ++i));
          case "--budget" -> budget = Integer.parseInt(value(args, ++i));
          case "--evaluator" -> evaluator = Path.of(value(args, ++i));
          default -> throw new IllegalArgumentException("unknown option " + args[i]);
        }
      }
      if (rounds < 1 || !(seconds > 0) || !(seconds * rate >= 1)) {
        throw new IllegalArgumentException(
            "--rounds must be 1 or more, and --seconds and --rate give at least one trace");
      }
      return new Options(rounds, seconds, rate, budget, RoadOptions.packaged(evaluator));
    }

    private static String value(String[] args, int at) {
      if (at >= args.length) {
        throw new IllegalArgumentException(args[at - 1] + " needs a value");
      }
      return args[at];
    }
  }
}
