// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the parts are.
 *
 * @param java program that runs them
 * @param evaluator jar of the evaluator
 * @param agent one-jar Java agent
 * @param supportAgent jar of the sample application
 * @param color whether the terminal shows colours
 */
record Options(Path java, Path evaluator, Path agent, Path supportAgent, boolean color) {
  private static final List<String> FILES =
      List.of("--java", "--evaluator", "--agent", "--support-agent");

  static Options parse(String[] args) throws DemoException {
    Map<String, Path> files = new HashMap<>();
    boolean color = false;
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--color")) {
        color = true;
      } else if (FILES.contains(args[i]) && i + 1 < args.length) {
        files.put(args[i], Path.of(args[++i]).toAbsolutePath());
      } else {
        throw new DemoException(
            "unknown option " + args[i] + "; start the demo by ./tracewheel demo");
      }
    }
    return new Options(
        file(files, "--java"),
        file(files, "--evaluator"),
        file(files, "--agent"),
        file(files, "--support-agent"),
        color);
  }

  private static Path file(Map<String, Path> files, String option) throws DemoException {
    Path file = files.get(option);
    if (file == null || !Files.isRegularFile(file)) {
      throw new DemoException(
          option + " names no file (" + file + "); start the demo by ./tracewheel demo");
    }
    return file;
  }
}
