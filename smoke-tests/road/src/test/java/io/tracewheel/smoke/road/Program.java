// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.road;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process whose output goes to files; killed by {@link #close} when it has not ended. */
final class Program implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Process process;
  private final Path out;
  private final Path err;

  private Program(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** What a process left behind; the output byte for byte (a char for each byte). */
  record Result(int exitCode, String out, String err) {}

  static Program start(Path directory, List<String> command, Map<String, String> environment)
      throws IOException {
    Files.createDirectories(directory);
    Path out = Files.createTempFile(directory, "out", ".txt");
    Path err = Files.createTempFile(directory, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(key -> key.startsWith("OTEL_") || key.equals("JAVA_TOOL_OPTIONS"));
    builder.environment().putAll(environment);
    return new Program(builder.start(), out, err);
  }

  /** Waits for the end. */
  Result result() throws IOException, InterruptedException {
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("hangs; it said:\n" + said());
    }
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** SIGTERM, then the end. */
  Result terminate() throws IOException, InterruptedException {
    process.destroy();
    return result();
  }

  /** Waits for a line of output and gives the groups. */
  Matcher awaitLine(Pattern pattern) throws IOException, InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      boolean alive = process.isAlive();
      Matcher matcher = pattern.matcher(Files.readString(out));
      if (matcher.find()) {
        return matcher;
      }
      if (!alive || System.nanoTime() > end) {
        throw new IllegalStateException("never said " + pattern + "; it said:\n" + said());
      }
      Thread.sleep(20);
    }
  }

  private String said() throws IOException {
    return new String(Files.readAllBytes(out), UTF_8) + new String(Files.readAllBytes(err), UTF_8);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
