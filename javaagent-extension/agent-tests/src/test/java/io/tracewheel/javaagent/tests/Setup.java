// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

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
        + System.getProperty("path.separator")
        + read(room(room).resolve("target/application.classpath"));
  }

  /** The same application with the newest release. */
  static String newest(String room) {
    return room(room).resolve("target/test-classes")
        + System.getProperty("path.separator")
        + newestLibraries();
  }

  /** Class path of the newest releases of all rooms that have none of their own. */
  static String newestLibraries() {
    return read(room("agent-tests").resolve("target/application.classpath"));
  }

  /** The same, for a room whose newest release has a class path of its own. */
  static String newestApart(String room) {
    return room(room).resolve("target/test-classes")
        + System.getProperty("path.separator")
        + read(room(room).resolve("newest/target/application.classpath"));
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
