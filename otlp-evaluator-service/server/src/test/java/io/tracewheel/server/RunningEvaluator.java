// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server;

import io.tracewheel.evaluators.BuiltInEvaluators;
import io.tracewheel.server.config.ConfigReader;
import io.tracewheel.server.config.EvaluatorConfig;
import io.tracewheel.server.config.HostPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** A real evaluator on free ports, configured by a YAML text, with its log in a directory. */
public final class RunningEvaluator implements AutoCloseable {
  private final Evaluator evaluator;
  private boolean stopped;

  private RunningEvaluator(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /**
   * Starts one.
   *
   * @param yaml without {@code log.directory}; endpoints are taken to free ports
   */
  public static RunningEvaluator start(Path directory, String yaml) throws Exception {
    return new RunningEvaluator(Evaluator.start(config(directory, yaml)));
  }

  /** The configuration that {@link #start} starts one with. */
  public static EvaluatorConfig config(Path directory, String yaml) throws Exception {
    Path file = directory.resolve("evaluator.yaml");
    Files.writeString(file, yaml);
    EvaluatorConfig config =
        ConfigReader.ofProcess(Set.copyOf(BuiltInEvaluators.names())).read(file);
    EvaluatorConfig.Log log = config.log();
    return config
        .withReceivers(config.receivers().withPorts(0, 0))
        .withAdmin(new EvaluatorConfig.Admin(new HostPort("127.0.0.1", 0), true))
        .withLog(
            new EvaluatorConfig.Log(
                directory.resolve("log"), log.segmentBytes(), log.maxBytes(), log.fsync()));
  }

  /** Of OTLP/gRPC. */
  public int grpcPort() {
    return evaluator.grpcEndpoint().port();
  }

  /** Of OTLP/HTTP. */
  public int httpPort() {
    return evaluator.httpEndpoint().port();
  }

  /** Of health, readiness, metrics and state. */
  public int adminPort() {
    HostPort endpoint = evaluator.adminEndpoint();
    if (endpoint == null) {
      throw new IllegalStateException("no admin port");
    }
    return endpoint.port();
  }

  /** Drains and ends it. */
  public void stop(Duration atMost) throws InterruptedException, IOException {
    if (!stopped) {
      stopped = true;
      evaluator.stop(atMost);
    }
  }

  @Override
  public void close() throws InterruptedException, IOException {
    stop(Duration.ofMillis(200));
  }
}
