// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.agentbuild;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * Build check: an instrumentation module without muzzle methods is skipped by the agent without any
 * message, so a jar that holds one must not be built.
 */
final class ModuleCheck {

  private static final String MUZZLE =
      "io.opentelemetry.javaagent.tooling.muzzle.InstrumentationModuleMuzzle";

  private ModuleCheck() {}

  /**
   * @throws IllegalStateException if the jar names no module, a named module is missing, or one
   *     does not implement the muzzle interface
   */
  static void requireMuzzle(Path agentJar, Path jar) throws IOException, ClassNotFoundException {
    List<String> modules = modulesOf(jar);
    if (modules.isEmpty()) {
      throw new IllegalStateException(jar + " names no instrumentation module");
    }
    List<URL> extra = List.of(jar.toUri().toURL());
    try (AgentJarClassLoader loader = new AgentJarClassLoader(agentJar, extra)) {
      Class<?> muzzle = loader.loadClass(MUZZLE);
      for (String module : modules) {
        if (!muzzle.isAssignableFrom(loader.loadClass(module))) {
          throw new IllegalStateException(
              module + " in " + jar + " has no muzzle methods; the agent would skip it silently");
        }
      }
    }
  }

  /** Class names in the jar's module service file, in order. */
  static List<String> modulesOf(Path jar) throws IOException {
    List<String> modules = new ArrayList<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      ZipEntry entry = file.getEntry(AgentLayout.MODULE_SERVICE);
      if (entry == null) {
        return modules;
      }
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(file.getInputStream(entry), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          String name = line.strip();
          if (!name.isEmpty() && name.charAt(0) != '#') {
            modules.add(name);
          }
        }
      }
    }
    return modules;
  }
}
