// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.agentbuild;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.ClassFileVersion;
import net.bytebuddy.build.Plugin;
import net.bytebuddy.dynamic.ClassFileLocator;

/**
 * The part of {@link GenerateMuzzle} that is loaded by {@link AgentJarClassLoader}: there ByteBuddy
 * and muzzle are the agent's own copies. Public because its twin in the other loader calls it.
 */
public final class MuzzleGeneration {

  private static final String PLUGIN =
      "io.opentelemetry.javaagent.tooling.muzzle.generation.MuzzleCodeGenerationPlugin";

  private MuzzleGeneration() {}

  /**
   * Writes {@code out}: the content of {@code in} with muzzle methods.
   *
   * @param classPath jars that types are looked up in, {@code in} among them
   */
  public static void run(Path in, Path out, List<Path> classPath)
      throws IOException, ClassNotFoundException {
    ClassLoader loader = MuzzleGeneration.class.getClassLoader();
    File[] files = classPath.stream().map(Path::toFile).toArray(File[]::new);
    List<ClassFileLocator> locators = new ArrayList<>();
    locators.add(ClassFileLocator.ForClassLoader.of(loader));
    for (File file : files) {
      locators.add(ClassFileLocator.ForJarFile.of(file));
    }
    Plugin.Engine.Summary summary;
    try (ClassFileLocator all = new ClassFileLocator.Compound(locators)) {
      summary =
          new Plugin.Engine.Default()
              .with(ClassFileVersion.JAVA_V8)
              .with(all)
              .withErrorHandlers(Plugin.Engine.ErrorHandler.Failing.FAIL_FAST)
              .apply(
                  in.toFile(),
                  out.toFile(),
                  new Plugin.Factory.UsingReflection(
                          Class.forName(PLUGIN, true, loader).asSubclass(Plugin.class))
                      .with(
                          Plugin.Factory.UsingReflection.ArgumentResolver.ForType.of(
                              File[].class, files)));
    }
    if (summary.getTransformed().isEmpty()) {
      throw new IllegalStateException(
          "No instrumentation module in " + in + ": is its service file missing?");
    }
  }
}
