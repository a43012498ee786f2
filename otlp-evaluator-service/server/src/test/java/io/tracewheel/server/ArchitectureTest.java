// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The rules of the house. */
class ArchitectureTest {
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.tracewheel");

  @Test
  void arrowsPointFromServerToEvaluatorsToTraceToOtlpOnly() {
    noClasses()
        .that()
        .resideInAPackage("io.tracewheel.otlp..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.tracewheel.trace..", "io.tracewheel.evaluators..", "io.tracewheel.server..")
        .check(OURS);
    noClasses()
        .that()
        .resideInAPackage("io.tracewheel.trace..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.tracewheel.evaluators..", "io.tracewheel.server..")
        .check(OURS);
    noClasses()
        .that()
        .resideInAPackage("io.tracewheel.evaluators..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.tracewheel.judges..", "io.tracewheel.embeddings..", "io.tracewheel.server..")
        .check(OURS);
    noClasses()
        .that()
        .resideInAnyPackage("io.tracewheel.judges..", "io.tracewheel.embeddings..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.tracewheel.server..")
        .check(OURS);
  }

  @Test
  void otlpNeedsOnlyTheJdkAndJacksonCore() {
    classes()
        .that()
        .resideInAPackage("io.tracewheel.otlp..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.tracewheel.otlp..", "java..", "tools.jackson.core..", "org.jspecify.annotations..")
        .check(OURS);
  }

  @Test
  void traceAndEvaluatorsRunWithoutSocketsFilesAndThreads() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.tracewheel.otlp..", "io.tracewheel.trace..", "io.tracewheel.evaluators..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.nio.channels..", "java.nio.file..")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .check(OURS);
  }

  @Test
  void onlyConfigurationReadsTheEnvironment() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.tracewheel.server.config")
        .should()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .check(OURS);
  }

  @Test
  void nounsSayWhatAClassIs() {
    noClasses()
        .should()
        .haveSimpleNameEndingWith("Manager")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .orShould()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Impl")
        .check(OURS);
  }

  @Test
  void packagesOfTheServerHaveNoCycles() {
    slices().matching("io.tracewheel.server.(*)..").should().beFreeOfCycles().check(OURS);
  }

  @Test
  void netHttpAndGrpcStayAtTheEdges() {
    noClasses()
        .that()
        .resideInAnyPackage("io.tracewheel.server.pipeline..", "io.tracewheel.server.log..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..", "io.grpc..", "java.net.http..")
        .check(OURS);
  }
}
