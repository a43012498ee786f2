// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Rules between the agent's modules: rooms of libraries know the core and nothing of each other.
 */
class RoomsIT {

  private static final String OURS = "io.tracewheel.javaagent.";

  /** Modules that are no library's room. */
  private static final List<String> OTHERS =
      List.of(
          "annotations", "genai", "mcp-conventions", "agent", "agent-tests", "benchmark", "build");

  @Test
  void noRoomSeesAnother() throws IOException {
    List<String> rooms = rooms();
    assertThat(rooms).contains("openai");
    for (String room : rooms) {
      JavaClasses imported = imported(room);
      assertThat(imported).as("classes of %s", room).isNotEmpty();
      classes()
          .should()
          .resideInAPackage(packageOf(room))
          .as("classes of room " + room + " live in its package")
          .check(imported);
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              Stream.concat(rooms.stream(), Stream.of("defaults"))
                  .filter(other -> !other.equals(room))
                  .map(RoomsIT::packageOf)
                  .toArray(String[]::new))
          .as("room " + room + " sees no other room")
          .check(imported);
    }
  }

  @Test
  void theCoreKnowsNoLibrary() {
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.TracewheelInstrumentationModule.*") // stays in the agent
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("java..", "io.opentelemetry..", OURS + "genai..", "org.jspecify..")
        .check(imported("genai"));
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            "java..",
            "io.opentelemetry..",
            OURS + "genai..",
            OURS + "mcpconventions..",
            "org.jspecify..")
        .check(imported("mcp-conventions"));
  }

  private static String packageOf(String room) {
    return OURS + room.replace("-", "") + "..";
  }

  private static List<String> rooms() throws IOException {
    List<String> rooms = new ArrayList<>();
    try (Stream<Path> folders = Files.list(Setup.room(""))) {
      folders
          .filter(folder -> Files.exists(folder.resolve("pom.xml")))
          .map(folder -> folder.getFileName().toString())
          .filter(name -> !OTHERS.contains(name))
          .forEach(rooms::add);
    }
    return rooms;
  }

  private static JavaClasses imported(String room) {
    return new ClassFileImporter().importPath(Setup.room(room).resolve("target/classes"));
  }
}
