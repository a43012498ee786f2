// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.benchmark;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What an agent adds to a model call and to a streamed chunk, in time and in bytes allocated: ours
 * beside the upstream agent's instrumentation of the same library, with content captured and not.
 * All take turns, round by round, so that a machine that gets slower meanwhile does so for all.
 */
public final class CallCost {

  private static final List<String> BENCHMARKS = List.of("call", "chunk");

  private CallCost() {}

  /** One JVM to measure in. */
  private record Way(String name, List<String> options, Map<String, List<double[]>> figures) {
    static Way of(String name, String... options) {
      List<String> all = new ArrayList<>(List.of(options));
      all.add("-Dotel.traces.exporter=none");
      all.add("-Dotel.metrics.exporter=none");
      all.add("-Dotel.logs.exporter=none");
      return new Way(name, all, new LinkedHashMap<>());
    }

    /** Of time in microseconds (0) or bytes (1). */
    double median(String benchmark, int what) {
      double[] sorted =
          figures.getOrDefault(benchmark, List.of()).stream()
              .mapToDouble(each -> each[what])
              .sorted()
              .toArray();
      int middle = sorted.length / 2;
      return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
  }

  /**
   * @param args jar of the upstream agent, jar of ours, rounds (default 3)
   * @throws RunnerException if a JVM that was started failed
   */
  public static void main(String[] args) throws RunnerException {
    if (args.length < 2) {
      throw new IllegalArgumentException(
          "expected: upstream-agent.jar tracewheel-agent.jar [ROUNDS]");
    }
    String upstream = agent(args[0]);
    String ours = agent(args[1]);
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
    String content = "-Dotel.instrumentation.genai.capture-message-content=";
    List<Way> ways =
        List.of(
            Way.of("no agent"),
            Way.of("upstream, content off", upstream),
            Way.of("tracewheel, content off", ours),
            Way.of("upstream, content on", upstream, content + "true"),
            Way.of("tracewheel, content on", ours, content + "SPAN_ONLY"));
    for (int round = 1; round <= rounds; round++) {
      for (Way way : ways) {
        System.err.printf("round %d of %d: %s%n", round, rounds, way.name());
        measure(way);
      }
    }
    print(ways, System.out);
  }

  private static String agent(String jar) {
    Path path = Path.of(jar).toAbsolutePath();
    if (!Files.isRegularFile(path)) {
      throw new IllegalArgumentException("no agent at " + path);
    }
    return "-javaagent:" + path;
  }

  private static void measure(Way way) throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    options
        .include(CallBenchmark.class.getName() + "\\..*")
        .forks(1)
        .threads(1)
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT)
        .addProfiler(GCProfiler.class)
        .jvmArgs("-Xms1g", "-Xmx1g", "-XX:+UseSerialGC")
        .jvmArgsAppend(way.options().toArray(String[]::new));
    for (RunResult result : new Runner(options.build()).run()) {
      String label = result.getPrimaryResult().getLabel();
      double bytes =
          result.getSecondaryResults().entrySet().stream()
              .filter(each -> each.getKey().endsWith("gc.alloc.rate.norm"))
              .mapToDouble(each -> each.getValue().getScore())
              .findFirst()
              .orElseThrow();
      way.figures()
          .computeIfAbsent(label, unused -> new ArrayList<>())
          .add(new double[] {result.getPrimaryResult().getScore(), bytes});
    }
  }

  private static void print(List<Way> ways, PrintStream out) {
    Way none = ways.get(0);
    for (String benchmark : BENCHMARKS) {
      out.printf("%nper %s%n", benchmark);
      for (Way way : ways) {
        double micros = way.median(benchmark, 0);
        double bytes = way.median(benchmark, 1);
        out.printf(
            Locale.ROOT,
            "  %-24s %8.3f us  %+8.3f us   %,10.0f B  %+,10.0f B   rounds %s us%n",
            way.name(),
            micros,
            micros - none.median(benchmark, 0),
            bytes,
            bytes - none.median(benchmark, 1),
            Arrays.toString(
                way.figures().getOrDefault(benchmark, List.of()).stream()
                    .map(each -> String.format(Locale.ROOT, "%.2f", each[0]))
                    .toArray()));
      }
    }
  }
}
