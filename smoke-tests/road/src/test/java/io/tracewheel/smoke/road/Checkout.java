// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.road;

import java.nio.file.Files;
import java.nio.file.Path;

/** What the build has packaged, where a user finds it. */
final class Checkout {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  private Checkout() {}

  static Path evaluator() {
    return packaged(
        "otlp-evaluator-service/server/target/tracewheel-evaluator/tracewheel-evaluator.jar");
  }

  static Path agent() {
    return packaged("javaagent-extension/agent/target/tracewheel-javaagent.jar");
  }

  static Path supportAgent() {
    return packaged("smoke-tests/support-agent/target/support-agent.jar");
  }

  static Path demo() {
    return packaged("smoke-tests/demo/target/tracewheel-demo/demo.jar");
  }

  private static Path packaged(String path) {
    Path file = ROOT.resolve(path);
    if (!Files.isRegularFile(file)) {
      throw new IllegalStateException(file + " is not there; build it with mvn package");
    }
    return file;
  }
}
