// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.road;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;

/** What is done with the figures of rounds, and with what the services leave behind. */
final class Rounds {
  private Rounds() {}

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The ratios of neighbouring rounds in ascending order. */
  static double[] ratios(double[] fast, double[] slow) {
    double[] ratios = new double[fast.length];
    Arrays.setAll(ratios, i -> fast[i] / slow[i]);
    Arrays.sort(ratios);
    return ratios;
  }

  /** {@code median (min to max)} of ratios in ascending order. */
  static String text(double[] ratios) {
    return "**%.1f** (%.1f to %.1f)"
        .formatted(median(ratios), ratios[0], ratios[ratios.length - 1]);
  }

  /** Removes a directory with all that is in it, saying what could not be removed. */
  static void delete(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.toFile().delete() && Files.exists(path)) {
          System.err.println("left behind: " + path);
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
