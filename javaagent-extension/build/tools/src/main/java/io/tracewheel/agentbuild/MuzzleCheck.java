// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.agentbuild;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Asks muzzle, as the agent would at run time, whether our modules fit a set of library jars. */
public final class MuzzleCheck {

  private final Path agentJar;
  private final Path extensionJar;

  /**
   * @param agentJar the upstream agent that the extension was built with
   * @param extensionJar our relocated jar with muzzle methods
   */
  public MuzzleCheck(Path agentJar, Path extensionJar) {
    this.agentJar = agentJar;
    this.extensionJar = extensionJar;
  }

  /**
   * Mismatches of each of our modules, by class name of the module; an empty list means that the
   * module applies to these jars and that all its helpers can be defined.
   *
   * @throws IOException if a jar cannot be read
   * @throws ReflectiveOperationException if the agent's muzzle is not the expected one
   */
  public Map<String, List<String>> mismatches(List<Path> libraryJars)
      throws IOException, ReflectiveOperationException {
    List<URL> library = new ArrayList<>();
    for (Path jar : libraryJars) {
      library.add(jar.toUri().toURL());
    }
    // The shaded API classes that helpers refer to are bootstrap classes in a real JVM.
    library.add(agentJar.toUri().toURL());
    List<URL> extension = List.of(extensionJar.toUri().toURL());
    Map<String, List<String>> result = new TreeMap<>();
    try (AgentJarClassLoader agent = new AgentJarClassLoader(agentJar, extension);
        URLClassLoader user =
            new URLClassLoader(library.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
      Map<?, ?> found =
          (Map<?, ?>)
              agent
                  .loadClass("io.opentelemetry.javaagent.tooling.muzzle.ClassLoaderMatcher")
                  .getMethod("matchesAll", ClassLoader.class, boolean.class, Set.class)
                  .invoke(null, user, true, Set.of());
      found.forEach(
          (module, mismatches) ->
              result.put(
                  String.valueOf(module),
                  ((List<?>) mismatches).stream().map(String::valueOf).toList()));
    }
    return result;
  }
}
