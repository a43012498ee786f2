// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.agentbuild;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Adds the muzzle methods (what a module refers to, which helpers it injects) to every
 * instrumentation module of a jar. Must run on relocated classes: the generator inside the agent
 * jar is relocated itself and writes type names into string constants.
 */
public final class GenerateMuzzle {

  private GenerateMuzzle() {}

  /**
   * @param args agent jar, relocated input jar, output jar, then jars of instrumented libraries
   *     whose types our helpers extend or implement
   */
  public static void main(String[] args) throws Exception {
    if (args.length < 3) {
      throw new IllegalArgumentException(
          "expected: agent.jar relocated.jar out.jar [library.jar ...]");
    }
    List<Path> libraries = Arrays.stream(args).skip(3).map(Path::of).toList();
    generate(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), libraries);
  }

  /**
   * @throws IllegalStateException if a module is left without muzzle methods
   */
  static void generate(Path agentJar, Path in, Path out, List<Path> libraries) throws Exception {
    List<Path> classPath = new ArrayList<>();
    classPath.add(in);
    classPath.addAll(libraries);
    try (AgentJarClassLoader loader = new AgentJarClassLoader(agentJar, ownClassPath())) {
      loader
          .loadClass("io.tracewheel.agentbuild.MuzzleGeneration")
          .getMethod("run", Path.class, Path.class, List.class)
          .invoke(null, in, out, classPath);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("Muzzle generation failed for " + in, e.getCause());
    }
    ModuleCheck.requireMuzzle(agentJar, out);
  }

  /** Our classes and the generator's one library that the agent jar lacks. */
  static List<URL> ownClassPath() throws IOException {
    List<URL> urls = new ArrayList<>();
    urls.add(locationOf(GenerateMuzzle.class));
    urls.add(locationOf(com.google.common.collect.ImmutableList.class));
    urls.add(
        locationOf(com.google.common.util.concurrent.internal.InternalFutureFailureAccess.class));
    return urls;
  }

  private static URL locationOf(Class<?> type) throws MalformedURLException {
    try {
      return type.getProtectionDomain().getCodeSource().getLocation().toURI().toURL();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Class path entry of " + type + " is not a URI", e);
    }
  }
}
