// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.road;

import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A JDK to run processes on.
 *
 * @param home its directory
 */
record Jdk(Path home) {
  /** The one of the tests, and the second one where the build was given one. */
  static Stream<Jdk> all() {
    Stream<Jdk> own = Stream.of(new Jdk(Path.of(System.getProperty("java.home"))));
    String second = System.getProperty("tracewheel.second.jdk", "");
    return second.isBlank() ? own : Stream.concat(own, Stream.of(new Jdk(Path.of(second))));
  }

  String java() {
    return home.resolve("bin").resolve("java").toString();
  }

  @Override
  public String toString() {
    return home.getFileName().toString();
  }
}
