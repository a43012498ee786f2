// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.road;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The evaluator, with its durable log and its evaluators on, against the OpenTelemetry Collector,
 * which only batches and forwards: once with its queue in memory, once with its queue on the disk.
 *
 * <p>The Collector is built from its published modules by the Go that is on the path; where there
 * is none, or the modules cannot be had, nothing is compared, and that is said. Same requests, same
 * connections, same sink, rounds in turn; the figure is spans per CPU-second of the service
 * process, the result the median of the ratios of neighbouring rounds.
 */
public final class CollectorBenchmark {

  private final PrintStream out;
  private final RoadOptions options;
  private final Path collector;

  private CollectorBenchmark(PrintStream out, RoadOptions options, Path collector) {
    this.out = out;
    this.options = options;
    this.collector = collector;
  }

  /** Runs the benchmark; see {@code --help}. Exit code 2 for a bad argument. */
  public static void main(String[] args) throws Exception {
    RoadOptions options = RoadOptions.orHelp("collector", args);
    if (options != null) {
      Path collector = CollectorBuild.build(Path.of("otlp-evaluator-service/benchmark"));
      if (collector != null) {
        new CollectorBenchmark(System.out, options, collector).run();
      }
    }
  }

  private void run() throws Exception {
    out.printf(
        "Collector %s, Java %s, %d processors, %d rounds, %d spans a request, flags %s%n%n",
        CollectorBuild.VERSION,
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        options.rounds(),
        Payload.SPANS,
        ServiceProcess.JVM_FLAGS);
    out.println(
        "| payload | gzip | evaluator, spans per CPU-s | Collector, queue in memory | ratio, median"
            + " (min to max) | Collector, queue on disk | ratio | resident MB: evaluator / memory /"
            + " disk |");
    out.println("|---|---|---|---|---|---|---|---|");
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
    Path work = Files.createTempDirectory("tracewheel-collector");
    try (CountingSink sink = new CountingSink();
        Contender evaluator =
            Contender.evaluator(options.evaluator(), work.resolve("evaluator"), sink.port(), gzip);
        Contender inMemory =
            Contender.collector(config(sink, gzip, false), work.resolve("memory"));
        Contender onDisk = Contender.collector(config(sink, gzip, true), work.resolve("disk"))) {
      Contender[] all = {evaluator, inMemory, onDisk};
      int count = options.requestsPerRound(payload, gzip);
      for (int i = 0; i < options.warmup(); i++) {
        evaluator.round(sink, requests, count);
        if (i < 2) { // compiled ahead of time: it only has to open its connections
          inMemory.round(sink, requests, count);
          onDisk.round(sink, requests, count);
        }
      }
      double[][] figures = new double[all.length][options.rounds()];
      for (int i = 0; i < options.rounds(); i++) {
        for (int service = 0; service < all.length; service++) {
          figures[service][i] = all[service].round(sink, requests, count);
        }
      }
      out.printf(
          "| %s | %s | %,.0f | %,.0f | %s | %,.0f | %s | %d / %d / %d |%n",
          payload.name().toLowerCase(Locale.ROOT),
          gzip ? "in and out" : "none",
          Rounds.median(figures[0]),
          Rounds.median(figures[1]),
          Rounds.text(Rounds.ratios(figures[0], figures[1])),
          Rounds.median(figures[2]),
          Rounds.text(Rounds.ratios(figures[0], figures[2])),
          evaluator.residentMegabytes(),
          inMemory.residentMegabytes(),
          onDisk.residentMegabytes());
    } finally {
      Rounds.delete(work);
    }
  }

  private CollectorConfig config(CountingSink sink, boolean gzip, boolean persistent)
      throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    return new CollectorConfig(collector, port, sink.port(), gzip, persistent);
  }
}
