// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.benchmark.road;

import java.nio.file.Path;

/**
 * How a Collector is set up: OTLP over gRPC in and out with batches between, every setting that is
 * not named as it comes. Its own metrics are off, which spares it their cost.
 *
 * @param program the Collector
 * @param port where it is to listen on loopback
 * @param persistent whether its queue is on the disk
 */
record CollectorConfig(Path program, int port, int sinkPort, boolean gzip, boolean persistent) {

  /**
   * Its configuration.
   *
   * @param data directory that is its own
   */
  String yaml(Path data) {
    return """
    extensions:%s
    receivers:
      otlp:
        protocols:
          grpc:
            endpoint: 127.0.0.1:%d
            max_recv_msg_size_mib: 64
    processors:
      batch:
    exporters:
      otlp:
        endpoint: 127.0.0.1:%d
        compression: %s
        tls:
          insecure: true
        sending_queue:
          enabled: true%s
    service:
      extensions: [%s]
      telemetry:
        metrics:
          level: none
      pipelines:
        traces:
          receivers: [otlp]
          processors: [batch]
          exporters: [otlp]
    """
        .formatted(
            persistent
                ? "\n  file_storage:\n    create_directory: true\n    fsync: true\n    directory: "
                    + data.resolve("queue")
                : " {}",
            port,
            sinkPort,
            gzip ? "gzip" : "none",
            persistent ? "\n      storage: file_storage" : "",
            persistent ? "file_storage" : "");
  }
}
