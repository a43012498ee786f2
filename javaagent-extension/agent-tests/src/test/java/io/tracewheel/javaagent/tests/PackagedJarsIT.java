// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What is in the jars that users get. */
class PackagedJarsIT {

  private static final String MODULES =
      "META-INF/services/io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule";

  @Test
  void theOneJarHoldsAllOfUpstreamAndOurs() throws IOException {
    Set<String> upstream = names(Setup.upstreamAgent());
    Set<String> ours = names(Setup.oneJar());

    assertThat(ours).containsAll(upstream);
    assertThat(ours)
        .contains(
            "META-INF/LICENSE",
            "inst/io/tracewheel/javaagent/openai/OpenAiInstrumentationModule.classdata")
        .noneMatch(name -> name.startsWith("io/tracewheel/") && name.endsWith(".class"));
  }

  @Test
  void theOneJarNamesUpstreamsModulesAndOurs() throws IOException {
    assertThat(lines(Setup.oneJar(), "inst/" + MODULES))
        .containsAll(lines(Setup.upstreamAgent(), "inst/" + MODULES))
        .contains("io.tracewheel.javaagent.openai.OpenAiInstrumentationModule");
  }

  @Test
  void theOneJarIsAnAgentAndSaysItsVersion() throws IOException {
    try (JarFile jar = new JarFile(Setup.oneJar().toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      assertThat(manifest.getValue("Premain-Class"))
          .isEqualTo("io.opentelemetry.javaagent.OpenTelemetryAgent");
      assertThat(manifest.getValue("Can-Retransform-Classes")).isEqualTo("true");
      assertThat(manifest.getValue("Tracewheel-Version")).isNotBlank();
    }
  }

  @Test
  void entryTimesDoNotDependOnTheBuild() throws IOException {
    for (Path path : new Path[] {Setup.oneJar(), Setup.extensionJar()}) {
      try (JarFile jar = new JarFile(path.toFile())) {
        assertThat(jar.stream().map(ZipEntry::getTimeLocal).distinct()).hasSize(1);
      }
    }
  }

  @Test
  void noClassOfOursRefersToUnrelocatedApi() throws IOException {
    try (JarFile jar = new JarFile(Setup.extensionJar().toFile())) {
      for (ZipEntry entry : jar.stream().filter(e -> e.getName().endsWith(".class")).toList()) {
        String constants =
            new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.ISO_8859_1)
                .replace("io/opentelemetry/javaagent/shaded/io/opentelemetry/", "");
        assertThat(constants)
            .as(entry.getName())
            .doesNotContain("io/opentelemetry/api/")
            .doesNotContain("io/opentelemetry/context/");
      }
    }
  }

  private static Set<String> names(Path path) throws IOException {
    try (JarFile jar = new JarFile(path.toFile())) {
      return jar.stream()
          .filter(entry -> !entry.isDirectory())
          .map(ZipEntry::getName)
          .collect(Collectors.toSet());
    }
  }

  private static Set<String> lines(Path path, String name) throws IOException {
    try (JarFile jar = new JarFile(path.toFile())) {
      return new String(
              jar.getInputStream(jar.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .collect(Collectors.toSet());
    }
  }
}
