// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.road;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A service under test in a process of its own, so that its CPU time is its own. Not thread-safe.
 */
final class ServiceProcess implements AutoCloseable {

  /** The same for every service under test. */
  static final List<String> JVM_FLAGS = List.of("-Xms512m", "-Xmx512m", "-XX:+UseParallelGC");

  private static final Pattern READY = Pattern.compile("OTLP/gRPC \\S*?:(\\d+)");

  private final Process process;
  private final int port;

  /** So that nothing goes on running when the benchmark is interrupted. */
  private final Thread atExit;

  private ServiceProcess(Process process, int port) {
    this.process = process;
    this.port = port;
    this.atExit = new Thread(process::destroyForcibly, "end-of-service");
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts {@code java JVM_FLAGS arguments...} and waits for its ready line.
   *
   * @throws IOException if it ends without saying where it listens
   */
  static ServiceProcess java(List<String> arguments) throws IOException {
    return java(JVM_FLAGS, arguments);
  }

  /** The same with other flags. */
  static ServiceProcess java(List<String> flags, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    return new ServiceProcess(process, awaitReady(process, command));
  }

  /**
   * Starts a command that was told its port, and waits until somebody listens there.
   *
   * @param log where what it prints goes
   * @throws IOException if it ends before, or does not listen within half a minute
   */
  static ServiceProcess listening(List<String> command, int port, Path log)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (process.isAlive() && System.nanoTime() < deadline) {
      try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return new ServiceProcess(process, probe.getPort());
      } catch (ConnectException e) {
        Thread.sleep(50);
      }
    }
    process.destroyForcibly();
    throw new IOException(
        "the service did not listen on " + port + "; it said: " + Files.readString(log));
  }

  private static int awaitReady(Process process, List<String> command) throws IOException {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher ready = READY.matcher(line);
      if (ready.find()) {
        return Integer.parseInt(ready.group(1));
      }
    }
    throw new IOException("the service ended before it was ready: " + String.join(" ", command));
  }

  int port() {
    return port;
  }

  /** CPU time of all its threads so far, user and system. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** Resident memory in bytes, or -1 where the system does not say. */
  long residentBytes() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.isReadable(status)) {
      return -1;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    return -1;
  }

  @Override
  public void close() throws InterruptedException {
    Runtime.getRuntime().removeShutdownHook(atExit);
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
