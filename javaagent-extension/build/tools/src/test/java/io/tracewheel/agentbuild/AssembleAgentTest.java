// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.agentbuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssembleAgentTest {

  private static final String MANIFEST = "Manifest-Version: 1.0\r\nPremain-Class: a.Agent\r\n\r\n";

  @TempDir private Path dir;

  private Path upstream(String... namesAndTexts) throws IOException {
    Path jar = dir.resolve("upstream.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream out = new ZipOutputStream(file)) {
      entry(out, "META-INF/MANIFEST.MF", MANIFEST);
      for (int i = 0; i < namesAndTexts.length; i += 2) {
        entry(out, namesAndTexts[i], namesAndTexts[i + 1]);
      }
    }
    return jar;
  }

  private static void entry(ZipOutputStream out, String name, String text) throws IOException {
    out.putNextEntry(new ZipEntry(name));
    out.write(bytes(text));
    out.closeEntry();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Path assemble(Path upstream, Map<String, byte[]> ours) throws IOException {
    Path target = dir.resolve("agent.jar");
    AssembleAgent.writeAgent(upstream, new TreeMap<>(ours), bytes("licence"), "1.2", target);
    return target;
  }

  private static String text(Path jar, String name) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return new String(
          file.getInputStream(file.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void classesOfOursAreIsolatedAndBootstrapClassesAreNot() throws IOException {
    Path agent =
        assemble(
            upstream(),
            Map.of(
                "x/Y.class", bytes("y"),
                "x/y.properties", bytes("p"),
                "io/opentelemetry/javaagent/bootstrap/x/Z.class", bytes("z")));

    assertThat(text(agent, "inst/x/Y.classdata")).isEqualTo("y");
    assertThat(text(agent, "inst/x/y.properties")).isEqualTo("p");
    assertThat(text(agent, "io/opentelemetry/javaagent/bootstrap/x/Z.class")).isEqualTo("z");
  }

  @Test
  void linesOfServiceFilesNeverRunIntoEachOther() throws IOException {
    Path agent =
        assemble(
            upstream("inst/META-INF/services/s", "upstream.Without.Newline"),
            Map.of("META-INF/services/s", bytes("ours.One\n")));

    assertThat(text(agent, "inst/META-INF/services/s"))
        .isEqualTo("upstream.Without.Newline\nours.One\n");
  }

  @Test
  void aClassThatUpstreamHasTooIsRefused() throws IOException {
    Path upstream = upstream("inst/x/Y.classdata", "theirs");

    assertThatThrownBy(() -> assemble(upstream, Map.of("x/Y.class", bytes("ours"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("inst/x/Y.classdata");
  }

  @Test
  void upstreamsManifestStaysAndTellsOurVersion() throws IOException {
    try (JarFile agent = new JarFile(assemble(upstream(), Map.of()).toFile())) {
      assertThat(agent.getManifest().getMainAttributes().getValue("Premain-Class"))
          .isEqualTo("a.Agent");
      assertThat(agent.getManifest().getMainAttributes().getValue("Tracewheel-Version"))
          .isEqualTo("1.2");
    }
  }

  @Test
  void theSameInputsGiveTheSameBytes() throws IOException {
    Path upstream = upstream("a", "a", "b", "b");
    byte[] first = Files.readAllBytes(assemble(upstream, Map.of("x/Y.class", bytes("y"))));
    byte[] second = Files.readAllBytes(assemble(upstream, Map.of("x/Y.class", bytes("y"))));

    assertThat(second).isEqualTo(first);
  }

  @Test
  void aNameIsWrittenOnce() throws IOException {
    try (JarWriter writer = new JarWriter(dir.resolve("twice.jar"))) {
      writer.add("a", bytes("1"));

      assertThatThrownBy(() -> writer.add("a", bytes("2")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("called a");
    }
  }

  @Test
  void aJarWithoutModulesIsRefused() throws IOException {
    Path upstream = upstream();

    assertThatThrownBy(() -> ModuleCheck.requireMuzzle(upstream, upstream))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("names no instrumentation module");
  }
}
