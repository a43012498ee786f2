// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.agentbuild;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/**
 * Writes compile-only classes from the agent jar, with the relocation undone: what we compile
 * against is then exactly what runs.
 */
public final class ExtractCompileApi {

  /** Internal names (after relocation is undone) of what extension code may compile against. */
  private static final List<String> KEPT =
      List.of(
          "io/opentelemetry/javaagent/extension/",
          "io/opentelemetry/javaagent/bootstrap/",
          "io/opentelemetry/javaagent/tooling/BeforeAgentListener",
          "io/opentelemetry/javaagent/tooling/bootstrap/",
          "io/opentelemetry/api/incubator/",
          "io/opentelemetry/instrumentation/api/incubator/",
          "io/opentelemetry/sdk/autoconfigure/",
          "io/opentelemetry/sdk/declarativeconfig/",
          "net/bytebuddy/");

  private ExtractCompileApi() {}

  /**
   * @param args agent jar, folder for the classes, marker file
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 3) {
      throw new IllegalArgumentException("expected: agent.jar classes-folder marker-file");
    }
    extract(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]));
  }

  /** Does nothing when the marker says that the same jar was extracted by the same rules. */
  static void extract(Path agentJar, Path classes, Path marker) throws IOException {
    String state = KEPT + "\n" + sha256(agentJar);
    if (Files.exists(marker)
        && Files.isDirectory(classes)
        && Files.readString(marker).equals(state)) {
      return;
    }
    try (JarFile jar = new JarFile(agentJar.toFile())) {
      jar.stream().forEach(entry -> extract(jar, entry, classes));
    }
    Files.createDirectories(marker.toAbsolutePath().getParent());
    Files.writeString(marker, state);
  }

  private static void extract(JarFile jar, JarEntry entry, Path classes) {
    String name = entry.getName();
    String internalName;
    if (name.startsWith(AgentLayout.ISOLATED) && name.endsWith(AgentLayout.ISOLATED_CLASS_SUFFIX)) {
      internalName =
          name.substring(
              AgentLayout.ISOLATED.length(),
              name.length() - AgentLayout.ISOLATED_CLASS_SUFFIX.length());
    } else if (name.endsWith(AgentLayout.CLASS_SUFFIX)) {
      internalName = name.substring(0, name.length() - AgentLayout.CLASS_SUFFIX.length());
    } else {
      return;
    }
    String target = UNRELOCATE.map(internalName);
    if (KEPT.stream().noneMatch(target::startsWith)) {
      return;
    }
    try (InputStream in = jar.getInputStream(entry)) {
      ClassWriter writer = new ClassWriter(0);
      new ClassReader(in.readAllBytes()).accept(new ClassRemapper(writer, UNRELOCATE), 0);
      Path file = classes.resolve(target + AgentLayout.CLASS_SUFFIX);
      Files.createDirectories(file.getParent());
      Files.write(file, writer.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot extract " + name + " of " + jar.getName(), e);
    }
  }

  private static final Remapper UNRELOCATE =
      new Remapper(org.objectweb.asm.Opcodes.ASM9) {
        private static final String API = "io/opentelemetry/javaagent/shaded/io/opentelemetry/";
        private static final String INSTRUMENTATION =
            "io/opentelemetry/javaagent/shaded/instrumentation/";
        private static final String LOGGER = "io/opentelemetry/javaagent/bootstrap/PatchLogger";

        @Override
        public String map(String name) {
          if (name.startsWith(API)) {
            return "io/opentelemetry/" + name.substring(API.length());
          }
          if (name.startsWith(INSTRUMENTATION)) {
            return "io/opentelemetry/instrumentation/" + name.substring(INSTRUMENTATION.length());
          }
          return name.equals(LOGGER) ? "java/util/logging/Logger" : name;
        }
      };

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
