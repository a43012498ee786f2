// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.road;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asked for.
 *
 * @param rounds measured rounds
 * @param warmup rounds before them
 * @param scale of the number of requests in a round
 * @param only name of a payload; empty for all
 * @param evaluator directory of the packaged evaluator
 */
record RoadOptions(
    int rounds, int warmup, double scale, String only, boolean gzip, Path evaluator) {

  private static final String USAGE =
      """
      Usage: bench %s [--rounds N] [--warmup N] [--scale F] [--only plain|mix20] [--no-gzip]
        --rounds N       measured rounds of each service and payload (default 5)
        --warmup N       rounds before them, for the compiler to come to rest (default 20)
        --scale F        multiplies the number of requests in a round (default 1.0)
        --only P         one payload only: plain or mix20
        --no-gzip        leave out the runs with gzip in and out
        --evaluator DIR  the packaged evaluator
                         (default: otlp-evaluator-service/server/target/tracewheel-evaluator)
      """;

  /** The options of a benchmark; null if help was asked for and given. Ends the JVM on bad ones. */
  static @Nullable RoadOptions orHelp(String benchmark, String[] args) {
    String usage = USAGE.formatted(benchmark);
    if (Arrays.asList(args).contains("--help")) {
      System.out.print(usage);
      return null;
    }
    try {
      return parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.print(usage);
      System.exit(2);
      return null;
    }
  }

  private static RoadOptions parse(String[] args) {
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
    return new RoadOptions(rounds, warmup, scale, only, gzip, packaged(evaluator));
  }

  /** The directory, which must hold an evaluator. */
  static Path packaged(Path evaluator) {
    if (!Files.isReadable(evaluator.resolve("tracewheel-evaluator.jar"))) {
      throw new IllegalArgumentException(
          "no packaged evaluator in " + evaluator + ": build it, or name it with --evaluator");
    }
    return evaluator;
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
