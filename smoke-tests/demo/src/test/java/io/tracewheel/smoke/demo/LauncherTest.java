// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher script as far as it goes without building anything. */
class LauncherTest {
  private static final Path SCRIPT = Path.of("../../tracewheel").toAbsolutePath().normalize();

  /** What the script uses besides Java and Maven. */
  private static final List<String> TOOLS =
      List.of(
          "bash", "dirname", "readlink", "cat", "sed", "head", "tr", "find", "mkdir", "rm", "date");

  @TempDir private Path directory;

  private record Result(int exitCode, String out, String err) {}

  @Test
  void listsEveryCommand() throws Exception {
    Result help = run(Map.of(), "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out())
        .contains("demo", "up", "replay", "validate", "agent", "test", "bench")
        .contains("JDK 17");
    assertThat(help.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "agent", "test", "bench"})
  void explainsItsOwnCommandsWithoutBuilding(String command) throws Exception {
    Result help = run(Map.of(), command, "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).startsWith("Usage: tracewheel " + command);
    assertThat(help.err()).isEmpty();
  }

  @Test
  void refusesAnUnknownCommandInOneSentence() throws Exception {
    Result refused = run(Map.of(), "fly");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).contains("there is no command 'fly'").hasLineCount(1);
  }

  @Test
  void showsTheHelpAsAnErrorWhenNoCommandIsGiven() throws Exception {
    Result refused = run(Map.of());
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).startsWith("Usage: tracewheel");
  }

  @Test
  void refusesWhatACommandDoesNotTakeAndKeepsStdoutForThePath() throws Exception {
    assertThat(run(Map.of(), "agent", "surplus"))
        .isEqualTo(new Result(2, "", "tracewheel: agent takes no argument, not 'surplus'\n"));
    assertThat(run(Map.of(), "demo", "surplus").exitCode()).isEqualTo(2);
    Result bench = run(Map.of(), "bench", "everything");
    assertThat(bench.exitCode()).isEqualTo(2);
    assertThat(bench.err())
        .contains(
            "'everything'",
            "splice, road, collector, load, growth, evaluators, judges, startup, calls or separation");
  }

  @Test
  void saysThatAJdkIsMissing() throws Exception {
    Result missing = run(withoutJava(), "test");
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.out()).isEmpty();
    assertThat(missing.err()).contains("no JDK 17 or newer found", "JAVA_HOME").hasLineCount(1);
  }

  @Test
  void saysThatMavenIsMissing() throws Exception {
    Map<String, String> environment = withoutJava();
    Result missing =
        run(
            Map.of(
                "PATH",
                environment.getOrDefault("PATH", ""),
                "JAVA_HOME",
                System.getProperty("java.home")),
            "test");
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err()).contains("Maven", "MAVEN_HOME").hasLineCount(1);
  }

  @Test
  void worksThroughASymbolicLink() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("tw"), SCRIPT);
    Result help = run(link, Map.of(), "--help");
    Files.delete(link);
    assertThat(help.exitCode()).isZero();
  }

  /** An environment in which only the basic tools can be found. */
  private Map<String, String> withoutJava() throws IOException {
    Path bin = Files.createDirectories(directory.resolve("bin"));
    for (String tool : TOOLS) {
      for (String place : List.of("/usr/bin", "/bin")) {
        Path program = Path.of(place, tool);
        if (Files.exists(program)) {
          Path wrapper = bin.resolve(tool);
          Files.writeString(wrapper, "#!/bin/sh\nexec " + program + " \"$@\"\n");
          assertThat(wrapper.toFile().setExecutable(true)).isTrue();
          break;
        }
      }
    }
    return Map.of("PATH", bin.toString(), "TRACEWHEEL_JDK_DIRS", directory + "/none/*");
  }

  private Result run(Map<String, String> environment, String... arguments) throws Exception {
    return run(SCRIPT, environment, arguments);
  }

  private Result run(Path script, Map<String, String> environment, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of("/bin/bash", script.toString()));
    command.addAll(Arrays.asList(arguments));
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectError(err.toFile());
    if (!environment.isEmpty()) {
      builder.environment().clear();
      builder.environment().put("HOME", directory.toString());
      builder.environment().putAll(environment);
    }
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), out, Files.readString(err));
  }
}
