// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * What starting an application costs without agent, with the unmodified upstream agent and with
 * ours: processor seconds (user and system) of the whole JVM. The three take turns, so that a
 * machine that gets slower or faster meanwhile does so for all.
 *
 * <pre>java -cp target/test-classes io.tracewheel.javaagent.tests.StartupBenchmark
 *   opentelemetry-javaagent.jar tracewheel-javaagent.jar [rounds, default 15]</pre>
 */
public final class StartupBenchmark {

  private StartupBenchmark() {}

  /** See the class. */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length < 2) {
      throw new IllegalArgumentException(
          "expected: upstream-agent.jar tracewheel-agent.jar [rounds]");
    }
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 15;
    Way upstream = new Way("upstream", args[0]);
    List<Way> ways =
        List.of(
            new Way("no agent", ""),
            upstream,
            new Way("tracewheel", args[1]),
            new Way("llm-only", args[1], "-Dtracewheel.agent.mode=llm-only"));
    for (int round = 0; round <= rounds; round++) {
      for (Way way : ways) {
        double cost = cpuSeconds(way.options);
        if (round > 0) { // the first round fills the file cache
          way.seconds.add(cost);
        }
      }
    }
    for (Way way : ways) {
      System.out.printf(
          Locale.ROOT,
          "%-10s median %.2f s  lowest %.2f s  highest %.2f s  %+.1f %% against upstream%n",
          way.name,
          median(way.seconds),
          Collections.min(way.seconds),
          Collections.max(way.seconds),
          100 * (median(way.seconds) / median(upstream.seconds) - 1));
    }
  }

  private static final class Way {
    private final String name;
    private final List<String> options;
    private final List<Double> seconds = new ArrayList<>();

    Way(String name, String agentJar, String... more) {
      this.name = name;
      this.options = new ArrayList<>(List.of(more));
      if (!agentJar.isEmpty()) {
        options.add("-javaagent:" + Path.of(agentJar).toAbsolutePath());
      }
    }
  }

  private static double cpuSeconds(List<String> options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-Dotel.traces.exporter=none");
    command.add("-Dotel.metrics.exporter=none");
    command.add("-Dotel.logs.exporter=none");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(StartupApplication.class.getName());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", command) + " failed: " + printed);
    }
    return Long.parseLong(printed) / 1e9;
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
