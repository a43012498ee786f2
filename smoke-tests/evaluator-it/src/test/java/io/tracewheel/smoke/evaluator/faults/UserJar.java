// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator.faults;

import io.tracewheel.smoke.evaluator.Checkout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;

/** An evaluator as a user makes one, against the jars of the packaged evaluator. */
final class UserJar {

  private static final String SOURCE =
      """
      package user;
      import io.tracewheel.evaluators.*;
      import io.tracewheel.evaluators.trajectory.*;
      public class %1$s implements CustomEvaluator {
        public String id() { return "%1$s"; }
        public ScoreScale scale() { return ScoreScale.PASS_FAIL; }
        static int deeper(int n) { return deeper(n + 1) + 1; }
        public Outcome evaluate(Run run) { %2$s }
      }
      """;

  private UserJar() {}

  /**
   * Makes {@code folder/name.jar}.
   *
   * @param name of class and evaluator
   * @param body of {@code Outcome evaluate(Run run)}
   */
  static void make(Path folder, String name, String body) throws IOException {
    Files.createDirectories(folder);
    Path work = Files.createTempDirectory("user-jar");
    Path source = work.resolve(name + ".java");
    Files.writeString(source, SOURCE.formatted(name, body));
    List<String> arguments =
        List.of("-proc:none", "-d", work.toString(), "-cp", classPath(), source.toString());
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    if (failed != 0) {
      throw new IllegalArgumentException("does not compile: " + body);
    }
    Path jar = work.resolve("packed.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("user/" + name + ".class"));
      out.write(Files.readAllBytes(work.resolve("user/" + name + ".class")));
      out.putNextEntry(
          new ZipEntry("META-INF/services/io.tracewheel.evaluators.trajectory.CustomEvaluator"));
      out.write(("user." + name + "\n").getBytes(StandardCharsets.UTF_8));
    }
    Files.move(jar, folder.resolve(name + ".jar"));
  }

  private static String classPath() throws IOException {
    try (Stream<Path> jars = Files.list(Checkout.evaluatorJar().resolveSibling("lib"))) {
      return String.join(
          java.io.File.pathSeparator, jars.map(Path::toString).toArray(String[]::new));
    }
  }
}
