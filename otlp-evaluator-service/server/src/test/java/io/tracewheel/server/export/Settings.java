// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import io.tracewheel.server.config.ExporterConfig;
import io.tracewheel.server.config.ExporterConfig.Compression;
import io.tracewheel.server.config.ExporterConfig.Retry;
import io.tracewheel.server.config.HostPort;
import io.tracewheel.server.config.TlsFiles;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Destinations on the loopback that try again soon. */
final class Settings {
  static final int CONCURRENCY = 4;
  private static final Retry RETRY = new Retry(Duration.ofMillis(5), Duration.ofMillis(50));

  private Settings() {}

  static ExporterConfig.Otlp grpc(String id, int port) {
    return grpc(id, port, Compression.NONE, Duration.ofMinutes(5));
  }

  static ExporterConfig.Otlp grpc(String id, int port, Compression compression, Duration timeout) {
    return new ExporterConfig.Otlp(
        id,
        new HostPort("127.0.0.1", port),
        Map.of("x-api-key", "k1"),
        true,
        TlsFiles.NONE,
        compression,
        timeout,
        RETRY,
        CONCURRENCY);
  }

  static ExporterConfig.OtlpHttp http(String id, int port) {
    return http(id, port, Compression.NONE, Duration.ofMinutes(5));
  }

  static ExporterConfig.OtlpHttp http(
      String id, int port, Compression compression, Duration timeout) {
    return new ExporterConfig.OtlpHttp(
        id,
        URI.create("http://127.0.0.1:" + port + "/base/"),
        Map.of("x-api-key", "k1"),
        TlsFiles.NONE,
        compression,
        timeout,
        RETRY,
        CONCURRENCY);
  }
}
