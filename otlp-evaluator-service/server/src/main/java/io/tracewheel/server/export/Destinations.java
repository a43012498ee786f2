// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import io.tracewheel.server.config.ExporterConfig;
import io.tracewheel.server.config.ExporterConfig.Compression;
import io.tracewheel.server.log.LogReader;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * All destinations of one log. Each goes through it on its own; one that is slow or dead holds up
 * no other. Thread-safe.
 */
public final class Destinations implements AutoCloseable {
  private static final ExporterConfig.Retry FILE_RETRY =
      new ExporterConfig.Retry(Duration.ofSeconds(1), Duration.ofSeconds(30));
  private static final long DRAIN_LOOK_MILLIS = 20;

  private final List<Destination> destinations;

  private Destinations(List<Destination> destinations) {
    this.destinations = destinations;
  }

  /**
   * Starts one destination for each configuration, where it was before; call it before the first
   * append. A destination that cannot be reached is tried until it can.
   *
   * @param readers of the log, by the ids of the destinations
   * @param deadLetters directory for what destinations refuse for good; made when need be
   */
  public static Destinations start(
      List<ExporterConfig> configs, Map<String, LogReader> readers, Path deadLetters) {
    return start(configs, readers, deadLetters, new SecureRandom());
  }

  static Destinations start(
      List<ExporterConfig> configs,
      Map<String, LogReader> readers,
      Path deadLetters,
      RandomGenerator random) {
    List<Destination> destinations = new ArrayList<>();
    for (ExporterConfig config : configs) {
      LogReader reader = readers.get(config.id());
      if (reader == null) {
        throw new IllegalStateException("the log has no reader for " + config.id());
      }
      destinations.add(
          destination(config, reader, new DeadLetters(deadLetters, config.id()), random));
    }
    destinations.forEach(Destination::start);
    return new Destinations(List.copyOf(destinations));
  }

  private static Destination destination(
      ExporterConfig config, LogReader reader, DeadLetters deadLetters, RandomGenerator random) {
    if (config instanceof ExporterConfig.Otlp otlp) {
      return new OtlpDestination(
          otlp.id(),
          reader,
          OtlpSender.open(otlp),
          new Outgoing(otlp.masking()),
          otlp.concurrency(),
          Backoff.of(otlp.retry(), random),
          deadLetters);
    }
    if (config instanceof ExporterConfig.OtlpHttp http) {
      return new OtlpDestination(
          http.id(),
          reader,
          OtlpSender.open(http),
          new Outgoing(http.masking()),
          http.concurrency(),
          Backoff.of(http.retry(), random),
          deadLetters);
    }
    if (config instanceof ExporterConfig.File file) {
      return new FileDestination(
          file.id(),
          file.path(),
          reader,
          new Outgoing(file.masking()),
          Backoff.of(FILE_RETRY, random),
          deadLetters);
    }
    throw new IllegalArgumentException("no such destination: " + config);
  }

  /** Whether all of them send what is logged as it is, compressed by gzip. */
  public static boolean allSendGzip(List<ExporterConfig> configs) {
    return configs.stream()
        .allMatch(config -> config.masking().isEmpty() && compression(config) == Compression.GZIP);
  }

  private static Compression compression(ExporterConfig config) {
    if (config instanceof ExporterConfig.Otlp otlp) {
      return otlp.compression();
    }
    return config instanceof ExporterConfig.OtlpHttp http ? http.compression() : Compression.NONE;
  }

  /** What each destination has done, in the order of the configuration. */
  public List<DestinationStatistics> statistics() {
    return destinations.stream().map(Destination::statistics).toList();
  }

  /**
   * Waits until every destination has all that the log holds.
   *
   * @param longest how long to wait at most
   * @return true if nothing is left; false if time ran out, what is left stays in the log
   */
  public boolean drain(Duration longest) throws InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    while (!drained()) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      Thread.sleep(DRAIN_LOOK_MILLIS);
    }
    return true;
  }

  private boolean drained() {
    return statistics().stream().allMatch(one -> one.lagBytes() == 0);
  }

  /** Stops all at once; close the log after this. Idempotent. */
  @Override
  public void close() {
    destinations.forEach(Destination::close);
  }
}
