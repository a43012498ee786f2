// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One way to run a room's scripted application.
 *
 * @param release of the library: {@code newest} or {@code oldest}
 * @param classPath of the application with that release
 * @param indy how the agent's advice runs: by invokedynamic, or copied into the library's methods
 */
record Cell(String release, String classPath, Path jdk, boolean indy) {

  /**
   * Both ends of the room's range. Short: each end once, so that both JDKs and both advice modes
   * are met; with the profile {@code agent-matrix} every combination.
   */
  static Stream<Cell> of(String room) {
    String newest = Setup.newest(room);
    String oldest = Setup.oldest(room);
    List<Path> jdks = Setup.jdks();
    if (!Setup.wholeMatrix()) {
      return Stream.of(
          new Cell("newest", newest, jdks.get(0), false),
          new Cell("oldest", oldest, jdks.get(jdks.size() - 1), true));
    }
    List<Cell> cells = new ArrayList<>();
    for (Path jdk : jdks) {
      for (boolean indy : new boolean[] {false, true}) {
        cells.add(new Cell("newest", newest, jdk, indy));
        cells.add(new Cell("oldest", oldest, jdk, indy));
      }
    }
    return cells.stream();
  }

  /** The newest release on this JDK, advice copied: what most users run. */
  static Cell newest(String room) {
    return new Cell("newest", Setup.newest(room), Setup.thisJdk(), false);
  }

  boolean newest() {
    return release.equals("newest");
  }

  /** The JVM without an agent. */
  ApplicationRun.Command plain() {
    return new ApplicationRun.Command(jdk);
  }

  /** The JVM with the one-jar agent. */
  ApplicationRun.Command traced() {
    return plain().agent(Setup.oneJar()).option("-Dotel.javaagent.experimental.indy=" + indy);
  }

  @Override
  public String toString() {
    return release + " release, " + (indy ? "indy" : "injected") + ", " + jdk.getFileName();
  }
}
