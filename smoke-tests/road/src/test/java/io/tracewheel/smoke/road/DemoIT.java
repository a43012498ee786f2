// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.road;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The demo as the launcher starts it, where its output is no terminal. */
class DemoIT {
  @TempDir private Path directory;

  static Stream<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void showsScoredTracesAndLeavesNothingBehind(Jdk jdk) throws Exception {
    Program.Result result = run(jdk, Checkout.agent());
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .contains("invoke_agent Assistant.answer", "chat gpt-4o-mini", "execute_tool findOrder")
        .contains("tool_call_arguments_valid = 0.0", "tool_success = 0.0", "answer_complete = 0.0")
        .contains("(384 cached)", "./tracewheel up --to grpc://your-backend:4317")
        .doesNotContain("\u001b");
    assertThat(result.out().lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    try (Stream<Path> left = Files.list(directory.resolve("tmp"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void failsAndSaysSoWhenTheApplicationIsNotTraced() throws Exception {
    Program.Result result = run(Jdk.all().findFirst().orElseThrow(), Checkout.supportAgent());
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("tracewheel demo:", "support-agent ended with exit code");
  }

  private Program.Result run(Jdk jdk, Path agent) throws Exception {
    Path temporary = Files.createDirectories(directory.resolve("tmp"));
    List<String> command =
        new ArrayList<>(
            List.of(
                jdk.java(),
                "-Djava.io.tmpdir=" + temporary,
                "-XX:-UsePerfData",
                "-cp",
                Checkout.demo().resolveSibling("*").toString(),
                "io.tracewheel.smoke.demo.Demo",
                "--java",
                jdk.java(),
                "--evaluator",
                Checkout.evaluator().toString(),
                "--agent",
                agent.toString(),
                "--support-agent",
                Checkout.supportAgent().toString()));
    try (Program demo = Program.start(directory, command, Map.of())) {
      return demo.result();
    }
  }
}
