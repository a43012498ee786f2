// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where the build put what is tested; system properties set by the build. */
final class Setup {

  private Setup() {}

  static Path oneJar() {
    return agentDir().resolve("tracewheel-javaagent.jar");
  }

  static Path extensionJar() {
    return agentDir().resolve("tracewheel-extension.jar");
  }

  static Path upstreamAgent() {
    return Path.of(property("upstream.agent"));
  }

  static Path room(String name) {
    return Path.of(property("rooms.dir")).resolve(name).normalize();
  }

  static boolean wholeMatrix() {
    return property("agent.matrix").equals("all");
  }

  static Path thisJdk() {
    return Path.of(System.getProperty("java.home"));
  }

  /** This JDK and, if the build was given one, the second. */
  static List<Path> jdks() {
    List<Path> jdks = new ArrayList<>(List.of(thisJdk()));
    String second = System.getProperty("second.jdk", "");
    if (!second.isEmpty()) {
      jdks.add(Path.of(second));
    }
    return jdks;
  }

  /** Class path of the room's scripted application with the oldest release of its library. */
  static String oldest(String room) {
    return room(room).resolve("target/test-classes")
        + File.pathSeparator
        + read(room(room).resolve("target/application.classpath"));
  }

  /**
   * The same application with the newest release: from a module {@code newest} of the room, whose
   * own test classes come first, or from this module.
   */
  static String newest(String room) {
    Path apart = room(room).resolve("newest/target");
    List<String> entries = new ArrayList<>();
    entries.add(apart.resolve("test-classes").toString());
    entries.add(room(room).resolve("target/test-classes").toString());
    if (Files.exists(apart.resolve("application.classpath"))) {
      entries.add(read(apart.resolve("application.classpath")));
    } else {
      entries.add(newestLibraries());
    }
    return String.join(File.pathSeparator, entries);
  }

  /** Class path of the newest releases of all rooms that have none of their own. */
  static String newestLibraries() {
    return read(room("agent-tests").resolve("target/application.classpath"));
  }

  private static Path agentDir() {
    return Path.of(property("agent.dir")).normalize();
  }

  private static String property(String name) {
    String value = System.getProperty(name, "");
    if (value.isEmpty()) {
      throw new IllegalStateException(
          "System property " + name + " is not set: run this test through Maven");
    }
    return value;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
