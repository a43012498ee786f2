// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.road;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

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

  private static final String USAGE =
      """
      Usage: bench road [--rounds N] [--warmup N] [--scale F] [--only plain|mix20] [--no-gzip]
        --rounds N       measured rounds of each service and payload (default 5)
        --warmup N       rounds before them, for the compiler to come to rest (default 20)
        --scale F        multiplies the number of requests in a round (default 1.0)
        --only P         one payload only: plain or mix20
        --no-gzip        leave out the runs with gzip in and out
        --evaluator DIR  the packaged evaluator
                         (default: otlp-evaluator-service/server/target/tracewheel-evaluator)
      """;

  private final PrintStream out;
  private final Options options;

  private RoadBenchmark(PrintStream out, Options options) {
    this.out = out;
    this.options = options;
  }

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
    new RoadBenchmark(System.out, options).run();
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
        ServiceProcess generated =
            new ServiceProcess(generatedClasses(work.resolve("generated"), sink.port(), gzip));
        ServiceProcess evaluator =
            new ServiceProcess(evaluator(work.resolve("evaluator"), sink.port(), gzip));
        LoadGenerator toGenerated = new LoadGenerator(generated.port(), gzip);
        LoadGenerator toEvaluator = new LoadGenerator(evaluator.port(), gzip)) {
      int count = options.requestsPerRound(payload, gzip);
      for (int i = 0; i < options.warmup(); i++) {
        round(generated, toGenerated, sink, requests, count);
        round(evaluator, toEvaluator, sink, requests, count);
      }
      double[] slow = new double[options.rounds()];
      double[] fast = new double[options.rounds()];
      double[] ratios = new double[options.rounds()];
      for (int i = 0; i < options.rounds(); i++) {
        slow[i] = round(generated, toGenerated, sink, requests, count);
        fast[i] = round(evaluator, toEvaluator, sink, requests, count);
        ratios[i] = fast[i] / slow[i];
      }
      Arrays.sort(ratios);
      out.printf(
          "| %s | %s | %d KB | %,.0f | %,.0f | **%.1f** (%.1f to %.1f) | %d / %d |%n",
          payload.name().toLowerCase(java.util.Locale.ROOT),
          gzip ? "in and out" : "none",
          requests.get(0).length / 1024,
          median(slow),
          median(fast),
          median(ratios),
          ratios[0],
          ratios[ratios.length - 1],
          generated.residentBytes() >> 20,
          evaluator.residentBytes() >> 20);
    } finally {
      delete(work);
    }
  }

  /** One round; the result is in spans per CPU-second of the service. */
  private static double round(
      ServiceProcess service,
      LoadGenerator load,
      CountingSink sink,
      List<byte[]> requests,
      int count)
      throws InterruptedException {
    Duration before = service.cpu();
    long expected = sink.traceRequests() + count;
    load.send(requests, count);
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (sink.traceRequests() < expected) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "the sink still waits for " + (expected - sink.traceRequests()) + " requests");
      }
      Thread.sleep(5);
    }
    Duration used = service.cpu().minus(before);
    return (double) count * Payload.SPANS / (used.toNanos() / 1e9);
  }

  private static List<String> generatedClasses(Path data, int sinkPort, boolean gzip) {
    return List.of(
        "-cp",
        System.getProperty("java.class.path"),
        GeneratedClassesService.class.getName(),
        data.toString(),
        Integer.toString(sinkPort),
        Boolean.toString(gzip));
  }

  private List<String> evaluator(Path data, int sinkPort, boolean gzip) throws IOException {
    Files.createDirectories(data);
    Path config = data.resolve("road.yaml");
    Files.writeString(
        config,
        """
        exporters:
          otlp/sink:
            endpoint: 127.0.0.1:%d
            tls:
              insecure: true
            compression: %s
        """
            .formatted(sinkPort, gzip ? "gzip" : "none"));
    List<String> command = new ArrayList<>(List.of("-jar"));
    command.add(options.evaluator().resolve("tracewheel-evaluator.jar").toString());
    command.addAll(
        List.of(
            "up",
            "--config",
            config.toString(),
            "--data",
            data.toString(),
            "--grpc-port",
            "0",
            "--admin-port",
            "0",
            "--http-port",
            "0"));
    return command;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      paths.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(RoadBenchmark::delete);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void delete(File file) {
    if (!file.delete() && file.exists()) {
      System.err.println("left behind: " + file);
    }
  }

  /** What the command line asked for. */
  private record Options(
      int rounds, int warmup, double scale, String only, boolean gzip, Path evaluator) {

    static Options parse(String[] args) {
      int rounds = 5;
      int warmup = 20;
      double scale = 1.0;
      String only = "";
      boolean gzip = true;
      Path evaluator = Path.of("otlp-evaluator-service/server/target/tracewheel-evaluator");
      for (int i = 0; i < args.length; i++) {
        switch (args[i]) {
          case "--rounds" -> rounds = Integer.parseInt(value(args, ++i));
          case "--warmup" -> warmup = Integer.parseInt(value(args, ++i));
          case "--scale" -> scale = Double.parseDouble(value(args, ++i));
          case "--only" -> only = value(args, ++i);
          case "--no-gzip" -> gzip = false;
          case "--evaluator" -> evaluator = Path.of(value(args, ++i));
          default -> throw new IllegalArgumentException("unknown option " + args[i]);
        }
      }
      if (rounds < 1) {
        throw new IllegalArgumentException("--rounds must be 1 or more, not " + rounds);
      }
      if (!Files.isReadable(evaluator.resolve("tracewheel-evaluator.jar"))) {
        throw new IllegalArgumentException(
            "no packaged evaluator in " + evaluator + ": build it, or name it with --evaluator");
      }
      return new Options(rounds, warmup, scale, only, gzip, evaluator);
    }

    private static String value(String[] args, int at) {
      if (at >= args.length) {
        throw new IllegalArgumentException(args[at - 1] + " needs a value");
      }
      return args[at];
    }

    boolean covers(Payload payload, boolean compressed) {
      return (only.isEmpty() || payload.name().equalsIgnoreCase(only)) && (gzip || !compressed);
    }

    int requestsPerRound(Payload payload, boolean compressed) {
      int base = payload == Payload.PLAIN ? 1000 : 250;
      return Math.max(8, (int) (base * scale / (compressed ? 4 : 1)));
    }
  }
}
