// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process whose output goes to files. Stopped for certain by {@link #close}. */
final class Child implements AutoCloseable {
  private static final int POLL_MILLIS = 20;
  private static final int GRACE_SECONDS = 5;

  private final String name;
  private final Process process;
  private final Path out;
  private final Path err;

  private Child(String name, Process process, Path out, Path err) {
    this.name = name;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts a process in the directory. What the user has set for other Java programs is kept away
   * from it, so that the demo is the same for everybody.
   */
  static Child start(String name, Path directory, List<String> command, Map<String, String> more)
      throws IOException {
    Path out = directory.resolve(name + ".out");
    Path err = directory.resolve(name + ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(
            key ->
                key.startsWith("OTEL_")
                    || key.equals("JAVA_TOOL_OPTIONS")
                    || key.equals("JDK_JAVA_OPTIONS"));
    builder.environment().putAll(more);
    return new Child(name, builder.start(), out, err);
  }

  /** Waits for the first line of output. */
  String firstLine(Duration limit) throws DemoException, IOException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      String output = Files.readString(out);
      int newline = output.indexOf('\n');
      if (newline >= 0) {
        return output.substring(0, newline);
      }
      if (!process.isAlive()) {
        throw new DemoException(name + " ended before it was ready: " + complaint());
      }
      if (System.nanoTime() > end) {
        throw new DemoException(
            name + " was not ready within " + limit.toSeconds() + " s: " + complaint());
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** Waits for the end, which must be a good one, and returns what was printed. */
  String finish(Duration limit) throws DemoException, IOException, InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new DemoException(
          name + " did not end within " + limit.toSeconds() + " s: " + complaint());
    }
    if (process.exitValue() != 0) {
      throw new DemoException(
          name + " ended with exit code " + process.exitValue() + ": " + complaint());
    }
    return Files.readString(out);
  }

  /** Asks to stop (SIGTERM) and waits. */
  void stop(Duration limit) throws DemoException, IOException, InterruptedException {
    process.destroy();
    finish(limit);
  }

  /** The end of what it complained about. */
  private String complaint() throws IOException {
    List<String> lines = Files.readAllLines(err);
    return lines.isEmpty()
        ? "it printed no error"
        : String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
