// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.smoke.evaluator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The packaged evaluator as a child process. */
public final class EvaluatorProcess implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(1);
  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(2);
  private static final Pattern READY =
      Pattern.compile(
          "tracewheel evaluator ready: OTLP/gRPC 127\\.0\\.0\\.1:(\\d+), OTLP/HTTP"
              + " 127\\.0\\.0\\.1:(\\d+)\\b.*");

  /**
   * How a process is launched.
   *
   * @param under program and arguments that run it, such as a tracer; often none
   * @param java further options of the JVM
   */
  public record Launch(List<String> under, List<String> java) {
    static final Launch PLAIN = new Launch(List.of(), List.of());
  }

  /** What a command that ends by itself has left. */
  public record Result(int exitCode, List<String> out, List<String> err) {
    /** All it said, for assertions on sentences. */
    public String said() {
      return String.join("\n", out) + "\n" + String.join("\n", err);
    }
  }

  private final Process process;
  private final Lines out;
  private final Lines err;
  private int grpcPort;
  private int httpPort;

  private EvaluatorProcess(Launch launch, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(launch.under());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Two cores carry load, evaluator and sinks: the cheap compiler starts sooner.
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Xmx512m");
    command.addAll(launch.java());
    command.add("-jar");
    command.add(Checkout.evaluatorJar().toString());
    command.addAll(arguments);
    process = new ProcessBuilder(command).start();
    out = new Lines(process.getInputStream(), "evaluator-out");
    err = new Lines(process.getErrorStream(), "evaluator-err");
  }

  /**
   * {@code up} on free ports with these further arguments; returns when it is ready.
   *
   * @throws IllegalStateException with all it said if it does not become ready
   */
  public static EvaluatorProcess up(String... arguments) throws IOException, InterruptedException {
    return up(Launch.PLAIN, arguments);
  }

  /** Like {@link #up(String...)}, launched in a way of its own. */
  public static EvaluatorProcess up(Launch launch, String... arguments)
      throws IOException, InterruptedException {
    EvaluatorProcess evaluator = begin(launch, arguments);
    evaluator.awaitReady();
    return evaluator;
  }

  /** Like {@link #up}, but returns at once; it has no ports then. */
  public static EvaluatorProcess begin(Launch launch, String... arguments) throws IOException {
    List<String> all =
        new ArrayList<>(List.of("up", "--grpc-port", "0", "--http-port", "0", "--admin-port", "0"));
    all.addAll(List.of(arguments));
    return new EvaluatorProcess(launch, all);
  }

  /** Runs a command that ends by itself. */
  public static Result run(String... arguments) throws IOException, InterruptedException {
    try (EvaluatorProcess evaluator = new EvaluatorProcess(Launch.PLAIN, List.of(arguments))) {
      if (!evaluator.process.waitFor(COMMAND_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            String.join(" ", arguments) + " hangs; it said:\n" + evaluator.said());
      }
      evaluator.out.awaitEnd();
      evaluator.err.awaitEnd();
      return new Result(evaluator.process.exitValue(), evaluator.out.copy(), evaluator.err.copy());
    }
  }

  private void awaitReady() throws InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      boolean alive = process.isAlive();
      for (String line : out.copy()) {
        Matcher ready = READY.matcher(line);
        if (ready.matches()) {
          grpcPort = Integer.parseInt(ready.group(1));
          httpPort = Integer.parseInt(ready.group(2));
          return;
        }
      }
      if (!alive || System.nanoTime() > deadline) {
        close();
        throw new IllegalStateException("The evaluator did not become ready; it said:\n" + said());
      }
      Thread.sleep(20);
    }
  }

  public int grpcPort() {
    return grpcPort;
  }

  public int httpPort() {
    return httpPort;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public List<String> out() {
    return out.copy();
  }

  public List<String> err() {
    return err.copy();
  }

  /** All it said so far. */
  public String said() {
    return String.join("\n", out.copy()) + "\n" + String.join("\n", err.copy());
  }

  /** Most memory it had resident so far, in MB; 0 where the system does not tell. */
  public long peakMegabytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) >> 10;
        }
      }
    } catch (IOException e) {
      // No such system, or the process is gone.
    }
    return 0;
  }

  /** Files and sockets that it has open. */
  public long openFiles() {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      return open.count();
    } catch (IOException e) {
      return 0;
    }
  }

  /** SIGKILL; returns when the process is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /**
   * SIGTERM.
   *
   * @return the exit code
   * @throws IllegalStateException if it is still there after {@code limit}
   */
  public int terminate(Duration limit) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException(
          "The evaluator did not stop within " + limit + "; it said:\n" + said());
    }
    out.awaitEnd();
    err.awaitEnd();
    return process.exitValue();
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

  /** Collects the lines of a stream, so that the process never blocks on it. */
  private static final class Lines {
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch end = new CountDownLatch(1);

    Lines(InputStream stream, String name) {
      Thread reader = new Thread(() -> read(stream), name);
      reader.setDaemon(true);
      reader.start();
    }

    private void read(InputStream stream) {
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          lines.add(line);
        }
      } catch (IOException e) {
        // The stream of a killed process may end in the middle of a read.
        lines.add("(" + new UncheckedIOException(e).getMessage() + ")");
      } finally {
        end.countDown();
      }
    }

    void awaitEnd() throws InterruptedException {
      if (!end.await(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the output of a process that has ended stays open");
      }
    }

    List<String> copy() {
      synchronized (lines) {
        return List.copyOf(lines);
      }
    }
  }
}
