// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.road;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code bench load} was asked for.
 *
 * @param only names of the measurements; all if empty
 * @param seconds of each measurement at a rate
 * @param rate spans a second while memory is measured
 * @param traffic what is sent
 * @param connections to the service
 * @param backlogMegabytes of log that is drained
 * @param starts how often the service is started
 * @param flags of the service's JVM
 */
record LoadOptions(
    Set<String> only,
    double seconds,
    double rate,
    Traffic traffic,
    int connections,
    boolean gzip,
    int backlogMegabytes,
    int starts,
    List<String> flags,
    Path evaluator) {

  private static final List<String> MEASUREMENTS = List.of("start", "latency", "memory", "drain");

  private static final String USAGE =
      """
      Usage: bench load [--only M,..] [--seconds F] [--rate N] [--spans N] [--genai N] [--span-bytes N]
                        [--connections N] [--gzip] [--backlog MB] [--starts N] [--jvm FLAGS] [--evaluator DIR]
        --only M,..      of start, latency, memory, drain (default: all)
        --seconds F      of each measurement at a constant rate (default 10)
        --rate N         spans a second while memory is measured (default 5000)
        --spans N        in each request (default 100)
        --genai N        percent of the spans that are chat calls (default 20)
        --span-bytes N   length of each span (default: 600 plain, 2,000 to 20,000 for a chat call)
        --connections N  to the service (default 4)
        --gzip           requests in and out are compressed
        --backlog MB     of log that is drained (default 256)
        --starts N       of the service, whose median counts (default 5)
        --jvm FLAGS      of the service (default: as deploy/tracewheel-evaluator.service has them)
        --evaluator DIR  the packaged evaluator
      """;

  /** Null if help was asked for and given. Ends the JVM on bad options. */
  static @Nullable LoadOptions orHelp(String[] args) {
    if (Arrays.asList(args).contains("--help")) {
      System.out.print(USAGE);
      return null;
    }
    try {
      return parse(args);
    } catch (IllegalArgumentException | IOException e) {
      System.err.println(e.getMessage());
      System.err.print(USAGE);
      System.exit(2);
      return null;
    }
  }

  private static LoadOptions parse(String[] args) throws IOException {
    Set<String> only = Set.of();
    double seconds = 10;
    double rate = 5_000;
    int spans = 100;
    int genAi = 20;
    int spanBytes = 0;
    int connections = 4;
    boolean gzip = false;
    int backlog = 256;
    int starts = 5;
    List<String> flags = List.of();
    Path evaluator = Path.of("otlp-evaluator-service/server/target/tracewheel-evaluator");
    for (int i = 0; i < args.length; i++) {
      String option = args[i];
      if (option.equals("--gzip")) {
        gzip = true;
        continue;
      }
      if (++i >= args.length) {
        throw new IllegalArgumentException(option + " needs a value, or is unknown");
      }
      switch (option) {
        case "--only" -> only = Set.of(args[i].split(","));
        case "--seconds" -> seconds = Double.parseDouble(args[i]);
        case "--rate" -> rate = Double.parseDouble(args[i]);
        case "--spans" -> spans = Integer.parseInt(args[i]);
        case "--genai" -> genAi = Integer.parseInt(args[i]);
        case "--span-bytes" -> spanBytes = Integer.parseInt(args[i]);
        case "--connections" -> connections = Integer.parseInt(args[i]);
        case "--backlog" -> backlog = Integer.parseInt(args[i]);
        case "--starts" -> starts = Integer.parseInt(args[i]);
        case "--jvm" -> flags = List.of(args[i].trim().split(" +"));
        case "--evaluator" -> evaluator = Path.of(args[i]);
        default -> throw new IllegalArgumentException("unknown option " + option);
      }
    }
    if (!(seconds > 0) || !(rate > 0) || connections < 1 || backlog < 1 || starts < 1) {
      throw new IllegalArgumentException(
          "--seconds, --rate, --connections, --backlog and --starts must be more than 0");
    }
    if (!MEASUREMENTS.containsAll(only)) {
      throw new IllegalArgumentException("--only takes some of " + MEASUREMENTS + ", not " + only);
    }
    return new LoadOptions(
        only,
        seconds,
        rate,
        new Traffic(spans, genAi, spanBytes),
        connections,
        gzip,
        backlog,
        starts,
        flags.isEmpty() ? packagedFlags() : flags,
        RoadOptions.packaged(evaluator));
  }

  /** What the service's unit file gives to the JVM. */
  private static List<String> packagedFlags() throws IOException {
    Path unit = Path.of("otlp-evaluator-service/deploy/tracewheel-evaluator.service");
    for (String line : Files.readAllLines(unit)) {
      if (line.startsWith("ExecStart=")) {
        return Arrays.stream(line.split(" +")).filter(word -> word.startsWith("-X")).toList();
      }
    }
    throw new IllegalArgumentException(unit + " starts no JVM; name its flags with --jvm");
  }

  boolean covers(String measurement) {
    return only.isEmpty() || only.contains(measurement);
  }
}
