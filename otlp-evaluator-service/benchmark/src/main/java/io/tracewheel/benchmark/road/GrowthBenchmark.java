// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.road;

import io.tracewheel.benchmark.road.GrowthReport.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How the cost of a span grows: spans a second and processor time of the evaluator, each time
 * another thing changed of the same setting. The table and the plot go into the module's README.
 */
public final class GrowthBenchmark {
  private static final String USAGE =
      """
      Usage: bench growth [--seconds F] [--rounds N] [--only WORD] [--print] [--evaluator DIR]
        --seconds F      of each round, and three times as many before them (default 3)
        --rounds N       of each setting, whose median counts (default 3)
        --only WORD      one table only: size, genai, destinations, connections or compression
        --print          print the tables, and leave README.md and growth.svg as they are
        --evaluator DIR  the packaged evaluator
      """;
  private static final Path MODULE = Path.of("otlp-evaluator-service/benchmark");
  private static final int REQUEST_BYTES = 256_000;
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final double seconds;
  private final int rounds;
  private final Path evaluator;
  private final Path work;
  private int runs;

  private GrowthBenchmark(double seconds, int rounds, Path evaluator, Path work) {
    this.seconds = seconds;
    this.rounds = rounds;
    this.evaluator = evaluator;
    this.work = work;
  }

  /** What is changed, one thing in each table; the others are as in the base. */
  private record Setting(
      String dimension,
      String value,
      int spanBytes,
      int genAi,
      int destinations,
      int connections,
      String encoding) {

    static List<Setting> all() {
      List<Setting> all = new ArrayList<>();
      for (int bytes : new int[] {300, 5_000, 60_000}) {
        all.add(base("size", bytes / 1000.0 + " KB").with(bytes, 0));
      }
      for (int percent : new int[] {0, 20, 100}) {
        all.add(base("genai", percent + " %").with(5_000, percent));
      }
      for (int count : new int[] {1, 2, 4}) {
        Setting base = base("destinations", Integer.toString(count));
        all.add(base.with(count, 4, "identity"));
      }
      for (int count : new int[] {1, 100, 1_000}) {
        Setting base = base("connections", Integer.toString(count));
        all.add(base.with(1, count, "identity"));
      }
      for (String encoding : new String[] {"identity", "gzip", "zstd"}) {
        Setting base = base("compression", encoding.equals("identity") ? "none" : encoding);
        all.add(base.with(1, 4, encoding));
      }
      return all;
    }

    private static Setting base(String dimension, String value) {
      return new Setting(dimension, value, 5_000, 20, 1, 4, "identity");
    }

    private Setting with(int bytes, int percent) {
      return new Setting(dimension, value, bytes, percent, destinations, connections, encoding);
    }

    private Setting with(int sinks, int clients, String coding) {
      return new Setting(dimension, value, spanBytes, genAi, sinks, clients, coding);
    }

    Traffic traffic() {
      return new Traffic(Math.max(4, Math.min(512, REQUEST_BYTES / spanBytes)), genAi, spanBytes);
    }

    String exporter() {
      return encoding.equals("identity") ? "none" : encoding;
    }
  }

  /** Runs the benchmark; see {@code --help}. Exit code 2 for a bad argument. */
  public static void main(String[] args) throws Exception {
    double seconds = 3;
    int rounds = 3;
    String only = "";
    boolean print = false;
    Path evaluator = Path.of("otlp-evaluator-service/server/target/tracewheel-evaluator");
    try {
      for (int i = 0; i < args.length; i++) {
        switch (args[i]) {
          case "--help" -> {
            System.out.print(USAGE);
            return;
          }
          case "--seconds" -> seconds = Double.parseDouble(args[++i]);
          case "--rounds" -> rounds = Integer.parseInt(args[++i]);
          case "--only" -> only = args[++i];
          case "--print" -> print = true;
          case "--evaluator" -> evaluator = Path.of(args[++i]);
          default -> throw new IllegalArgumentException("unknown option " + args[i]);
        }
      }
      if (!(seconds > 0) || rounds < 1) {
        throw new IllegalArgumentException("--seconds and --rounds must be more than 0");
      }
      RoadOptions.packaged(evaluator);
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      System.err.println(e.getMessage());
      System.err.print(USAGE);
      System.exit(2);
    }
    Path work = Files.createTempDirectory("tracewheel-growth");
    try {
      List<Figure> figures = new GrowthBenchmark(seconds, rounds, evaluator, work).run(only);
      String when =
          String.format(
              Locale.ROOT,
              "%s, Java %s, %d processors, load, service and destinations together",
              LocalDate.now(ZoneOffset.UTC),
              Runtime.version().feature(),
              Runtime.getRuntime().availableProcessors());
      GrowthReport report = new GrowthReport(when, figures);
      System.out.println(report.markdown());
      if (!print) {
        report.write(MODULE);
      }
    } finally {
      Rounds.delete(work);
    }
  }

  private List<Figure> run(String only) throws Exception {
    List<Figure> figures = new ArrayList<>();
    for (Setting setting : Setting.all()) {
      if (only.isEmpty() || only.equals(setting.dimension())) {
        Figure figure = measure(setting);
        System.err.println(figure);
        figures.add(figure);
      }
    }
    if (figures.isEmpty()) {
      throw new IllegalArgumentException("there is no table '" + only + "'");
    }
    return figures;
  }

  private Figure measure(Setting setting) throws Exception {
    List<CountingSink> sinks = new ArrayList<>();
    try {
      for (int i = 0; i < setting.destinations(); i++) {
        sinks.add(new CountingSink());
      }
      EvaluatorSetup setup =
          new EvaluatorSetup(
              evaluator,
              work.resolve("run" + runs++),
              sinks.stream().map(CountingSink::port).toList(),
              setting.exporter(),
              0,
              0);
      try (ServiceProcess service = ServiceProcess.java(setup.arguments());
          LoadGenerator load =
              new LoadGenerator(service.port(), setting.connections(), setting.encoding())) {
        return measure(setting, service, load, sinks);
      }
    } finally {
      sinks.forEach(CountingSink::close);
      Rounds.delete(work.resolve("run" + (runs - 1)));
    }
  }

  private Figure measure(
      Setting setting, ServiceProcess service, LoadGenerator load, List<CountingSink> sinks)
      throws IOException, InterruptedException {
    Traffic traffic = setting.traffic();
    List<byte[]> requests = traffic.requests();
    int count = Math.max(16, setting.connections());
    long warm = System.nanoTime() + (long) (3 * seconds * 1e9);
    do {
      double took = round(load, requests, count, traffic, sinks);
      count = (int) Math.max(16, Math.min(20_000, count * seconds / took));
    } while (System.nanoTime() < warm);
    double[] perSecond = new double[rounds];
    double[] micros = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      Duration before = service.cpu();
      double took = round(load, requests, count, traffic, sinks);
      double spans = (double) count * traffic.spans();
      perSecond[i] = spans / took;
      micros[i] = service.cpu().minus(before).toNanos() / 1e3 / spans;
    }
    Arrays.sort(perSecond);
    return new Figure(
        setting.dimension(),
        setting.value(),
        Rounds.median(perSecond),
        Rounds.median(micros),
        service.residentBytes() >> 20);
  }

  /** Seconds from the first request sent until the last span is at every destination. */
  private static double round(
      LoadGenerator load,
      List<byte[]> requests,
      int count,
      Traffic traffic,
      List<CountingSink> sinks)
      throws InterruptedException {
    long[] expected = new long[sinks.size()];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = sinks.get(i).spans() + (long) count * traffic.spans();
    }
    long begun = System.nanoTime();
    load.send(requests, count);
    for (int i = 0; i < expected.length; i++) {
      while (sinks.get(i).spans() < expected[i]) {
        if (System.nanoTime() - begun > PATIENCE_NANOS) {
          throw new IllegalStateException("a destination still waits for spans");
        }
        Thread.sleep(2);
      }
    }
    return (System.nanoTime() - begun) / 1e9;
  }
}
