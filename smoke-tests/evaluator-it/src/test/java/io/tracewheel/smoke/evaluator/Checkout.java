// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where things lie in this checkout. */
public final class Checkout {

  private Checkout() {}

  /** The directory that holds {@code .mvn}. */
  public static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(directory.resolve(".mvn"))) {
      Path parent = directory.getParent();
      if (parent == null) {
        throw new IllegalStateException(
            "No directory above "
                + Path.of("").toAbsolutePath()
                + " holds .mvn; run in a checkout.");
      }
      directory = parent;
    }
    return directory;
  }

  /** The packaged evaluator. */
  public static Path evaluatorJar() {
    Path jar =
        root()
            .resolve(
                "otlp-evaluator-service/server/target/tracewheel-evaluator/tracewheel-evaluator.jar");
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException(
          jar + " is missing; run these tests with -am so that the evaluator is packaged first.");
    }
    return jar;
  }
}
