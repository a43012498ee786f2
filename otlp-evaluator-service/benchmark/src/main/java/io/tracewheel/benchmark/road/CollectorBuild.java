// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.road;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds the Collector that is compared with, from {@code collector/go.mod}. */
final class CollectorBuild {

  /** As in {@code collector/go.mod}. */
  static final String VERSION = "0.162.0";

  private CollectorBuild() {}

  /**
   * The program, built unless it is there; null, having said why, where it cannot be built.
   *
   * @param module directory of the benchmark
   */
  static @Nullable Path build(Path module) throws IOException, InterruptedException {
    Path program = module.resolve("target/otelcol-" + VERSION).toAbsolutePath();
    if (Files.isExecutable(program)) {
      return program;
    }
    System.err.println(
        "Building the OpenTelemetry Collector " + VERSION + " from its modules (some minutes) ...");
    int exit;
    try {
      exit =
          new ProcessBuilder(List.of("go", "build", "-o", program.toString(), "."))
              .directory(module.resolve("collector").toFile())
              .inheritIO()
              .start()
              .waitFor();
    } catch (IOException e) {
      System.out.println("Nothing was compared: there is no Go on the path to build a Collector.");
      return null;
    }
    if (exit != 0) {
      System.out.println("Nothing was compared: the Collector's modules could not be built.");
      return null;
    }
    return program;
  }
}
