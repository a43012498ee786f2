// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What an application in a JVM of its own did.
 *
 * @param seen what it wrote down itself
 * @param spans what the agent exported
 * @param log standard error: the agent's log
 */
record ApplicationRun(String seen, List<RecordedSpan> spans, String log) {

  private static final long LONGEST_SECONDS = 180;

  /** LLM spans of one model, by request. */
  List<RecordedSpan> llmSpans(String model) {
    return spans.stream()
        .filter(RecordedSpan::isLlm)
        .filter(span -> model.equals(span.get("gen_ai.request.model")))
        .toList();
  }

  /** The only LLM span of a model. */
  RecordedSpan onlyLlmSpan(String model) {
    List<RecordedSpan> found = llmSpans(model);
    assertThat(found).as("LLM spans of %s", model).hasSize(1);
    return found.get(0);
  }

  /** The only span of a name. */
  RecordedSpan onlySpan(String name) {
    List<RecordedSpan> found = spans.stream().filter(span -> span.name().equals(name)).toList();
    assertThat(found).as("spans named %s", name).hasSize(1);
    return found.get(0);
  }

  /** How many LLM spans each requested model has, {@code "null"} those that name none. */
  Map<String, Long> llmSpansPerModel() {
    return spans.stream()
        .filter(RecordedSpan::isLlm)
        .collect(
            Collectors.groupingBy(
                span -> String.valueOf(span.get("gen_ai.request.model")),
                TreeMap::new,
                Collectors.counting()));
  }

  List<RecordedSpan> childrenOf(RecordedSpan parent) {
    return spans.stream().filter(span -> span.parentId().equals(parent.spanId())).toList();
  }

  /**
   * Lines by which the agent tells that an instrumentation failed, all of them silent by default.
   */
  List<String> complaints() {
    return log.lines()
        .filter(
            line ->
                line.contains("ExceptionLogger")
                    || line.contains("Failed to handle exception")
                    || ((line.contains(" WARN ") || line.contains(" ERROR "))
                        && line.contains("io.opentelemetry.javaagent")))
        .toList();
  }

  /** The files with what an application wrote down, what it was told to print, and its log. */
  record Output(Path seen, Path out, Path err) {}

  /** How to start an application. */
  static final class Command {
    private final Path javaHome;
    private final List<String> jvmOptions = new ArrayList<>();
    private final List<String> environment = new ArrayList<>();

    Command(Path javaHome) {
      this.javaHome = javaHome;
    }

    Command option(String option) {
      jvmOptions.add(option);
      return this;
    }

    Command env(String name, String value) {
      environment.add(name + "=" + value);
      return this;
    }

    /** Adds an agent whose spans end up in {@link ApplicationRun#spans}. */
    Command agent(Path agentJar) {
      return option("-javaagent:" + agentJar)
          .option("-Dotel.traces.exporter=experimental-otlp/stdout")
          .option("-Dotel.metrics.exporter=none")
          .option("-Dotel.logs.exporter=none")
          .option("-Dotel.javaagent.debug=true");
    }

    /**
     * @param arguments of the main class; the file that it writes to is added as the last one
     */
    ApplicationRun run(Path workDir, String classPath, String mainClass, String... arguments)
        throws IOException, InterruptedException {
      Output output = output(LONGEST_SECONDS, workDir, classPath, mainClass, arguments);
      List<RecordedSpan> spans = new ArrayList<>();
      for (String line : Files.readAllLines(output.out())) {
        if (line.startsWith("{\"resourceSpans\"")) {
          spans.addAll(RecordedSpan.read(line));
        }
      }
      Observed.note(mainClass, spans);
      return new ApplicationRun(
          Files.readString(output.seen()), spans, Files.readString(output.err()));
    }

    /** As above, for output that is too much to be read at once. */
    Output output(
        long longestSeconds, Path workDir, String classPath, String mainClass, String... arguments)
        throws IOException, InterruptedException {
      Path seen = Files.createTempFile(workDir, "seen", ".txt");
      Path out = Files.createTempFile(workDir, "out", ".txt");
      Path err = Files.createTempFile(workDir, "err", ".txt");
      List<String> command = new ArrayList<>();
      command.add(javaHome.resolve("bin/java").toString());
      command.addAll(jvmOptions);
      command.add("-cp");
      command.add(classPath);
      command.add(mainClass);
      command.addAll(List.of(arguments));
      command.add(seen.toString());
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder
          .environment()
          .keySet()
          .removeIf(name -> name.startsWith("OTEL_") || name.startsWith("TRACEWHEEL_"));
      for (String pair : environment) {
        int equals = pair.indexOf('=');
        builder.environment().put(pair.substring(0, equals), pair.substring(equals + 1));
      }
      Process process = builder.start();
      if (!process.waitFor(longestSeconds, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError(
            mainClass
                + " did not end in "
                + longestSeconds
                + " s; it saw "
                + Files.readString(seen)
                + " and complained "
                + Files.readString(err));
      }
      if (process.exitValue() != 0) {
        throw new AssertionError(
            mainClass + " failed with " + process.exitValue() + ": " + Files.readString(err));
      }
      return new Output(seen, out, err);
    }
  }
}
