// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.agentbuild;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import net.bytebuddy.ClassFileVersion;
import net.bytebuddy.build.Plugin;
import net.bytebuddy.dynamic.ClassFileLocator;

/**
 * The part of {@link GenerateMuzzle} that is loaded by {@link AgentJarClassLoader}: there ByteBuddy
 * and muzzle are the agent's own copies.
 */
final class MuzzleGeneration {

  private static final String PLUGIN =
      "io.opentelemetry.javaagent.tooling.muzzle.generation.MuzzleCodeGenerationPlugin";

  private MuzzleGeneration() {}

  static void run(Path in, Path out) throws IOException, ClassNotFoundException {
    ClassLoader loader = MuzzleGeneration.class.getClassLoader();
    File[] classPath = {in.toFile()};
    Plugin.Engine.Summary summary;
    try (ClassFileLocator own = ClassFileLocator.ForJarFile.of(in.toFile())) {
      summary =
          new Plugin.Engine.Default()
              .with(ClassFileVersion.JAVA_V8)
              .with(new ClassFileLocator.Compound(ClassFileLocator.ForClassLoader.of(loader), own))
              .withErrorHandlers(Plugin.Engine.ErrorHandler.Failing.FAIL_FAST)
              .apply(
                  in.toFile(),
                  out.toFile(),
                  new Plugin.Factory.UsingReflection(
                          Class.forName(PLUGIN, true, loader).asSubclass(Plugin.class))
                      .with(
                          Plugin.Factory.UsingReflection.ArgumentResolver.ForType.of(
                              File[].class, classPath)));
    }
    if (summary.getTransformed().isEmpty()) {
      throw new IllegalStateException(
          "No instrumentation module in " + in + ": is its service file missing?");
    }
  }
}
