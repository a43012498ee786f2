// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.road;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A service under test with the load that goes to it. Not thread-safe. */
final class Contender implements AutoCloseable {
  private final ServiceProcess service;
  private final LoadGenerator load;

  private Contender(ServiceProcess service, boolean gzip) {
    this.service = service;
    this.load = new LoadGenerator(service.port(), gzip);
  }

  /** The baseline on generated classes. */
  static Contender generatedClasses(Path data, int sinkPort, boolean gzip) throws IOException {
    return new Contender(
        ServiceProcess.java(
            List.of(
                "-cp",
                System.getProperty("java.class.path"),
                GeneratedClassesService.class.getName(),
                data.toString(),
                Integer.toString(sinkPort),
                Boolean.toString(gzip))),
        gzip);
  }

  /**
   * The evaluator as it comes: durable log, built-in evaluators.
   *
   * @param packaged its directory
   */
  static Contender evaluator(Path packaged, Path data, int sinkPort, boolean gzip)
      throws IOException {
    Files.createDirectories(data);
    Path config = data.resolve("road.yaml");
    Files.writeString(
        config,
        """
        exporters:
          otlp/sink:
            endpoint: 127.0.0.1:%d
            tls:
              insecure: true
            compression: %s
        """
            .formatted(sinkPort, gzip ? "gzip" : "none"));
    List<String> command = new ArrayList<>(List.of("-jar"));
    command.add(packaged.resolve("tracewheel-evaluator.jar").toString());
    command.addAll(List.of("up", "--config", config.toString(), "--data", data.toString()));
    for (String port : List.of("--grpc-port", "--http-port", "--admin-port")) {
      command.addAll(List.of(port, "0"));
    }
    return new Contender(ServiceProcess.java(command), gzip);
  }

  /** A Collector that was built here. */
  static Contender collector(CollectorConfig config, Path data)
      throws IOException, InterruptedException {
    Files.createDirectories(data);
    Path file = Files.writeString(data.resolve("collector.yaml"), config.yaml(data));
    return new Contender(
        ServiceProcess.listening(
            List.of(config.program().toString(), "--config", "file:" + file),
            config.port(),
            data.resolve("collector.log")),
        config.gzip());
  }

  /**
   * Sends requests and waits until the sink has all their spans.
   *
   * @return spans per CPU-second of the service
   */
  double round(CountingSink sink, List<byte[]> requests, int count) throws InterruptedException {
    Duration before = service.cpu();
    long sent = (long) count * Payload.SPANS;
    long expected = sink.spans() + sent;
    load.send(requests, count);
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (sink.spans() < expected) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "the sink still waits for " + (expected - sink.spans()) + " spans");
      }
      Thread.sleep(5);
    }
    return sent / (service.cpu().minus(before).toNanos() / 1e9);
  }

  /** Resident memory in megabytes, or -1 where the system does not say. */
  long residentMegabytes() throws IOException {
    return service.residentBytes() >> 20;
  }

  @Override
  public void close() throws InterruptedException {
    load.close();
    service.close();
  }
}
