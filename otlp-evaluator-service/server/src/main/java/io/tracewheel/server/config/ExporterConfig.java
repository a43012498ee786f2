// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.config;

import io.tracewheel.evaluators.privacy.MaskingRules;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * One destination. Its {@link #id} names its cursor in the log, so it must stay the same from run
 * to run.
 */
public sealed interface ExporterConfig {

  /**
   * {@code type/name} as in the file, such as {@code otlp/backend}; unique in one configuration.
   */
  String id();

  /** What is masked in all that goes there. */
  MaskingRules masking();

  /**
   * OTLP/gRPC.
   *
   * @param endpoint of the destination
   * @param headers sent as metadata with every request; names in lower case
   * @param tlsInsecure true for plain text, false for TLS
   * @param tls files; where there are none, the authorities of the Java platform
   */
  record Otlp(
      String id,
      HostPort endpoint,
      Map<String, String> headers,
      boolean tlsInsecure,
      TlsFiles tls,
      Compression compression,
      Duration timeout,
      Retry retry,
      int concurrency,
      MaskingRules masking)
      implements ExporterConfig {
    public Otlp {
      headers = Map.copyOf(headers);
    }

    /** Without the headers' values, which may be secret. */
    @Override
    public String toString() {
      return "Otlp[" + id + ", " + endpoint + ", headers " + headers.keySet() + "]";
    }

    /** Without masking. */
    public Otlp(
        String id,
        HostPort endpoint,
        Map<String, String> headers,
        boolean tlsInsecure,
        TlsFiles tls,
        Compression compression,
        Duration timeout,
        Retry retry,
        int concurrency) {
      this(
          id,
          endpoint,
          headers,
          tlsInsecure,
          tls,
          compression,
          timeout,
          retry,
          concurrency,
          MaskingRules.NONE);
    }
  }

  /**
   * OTLP/HTTP with protobuf bodies.
   *
   * @param endpoint base address, {@code http} or {@code https}; {@code /v1/traces} and so on are
   *     appended to its path
   * @param headers sent with every request; names in lower case
   * @param tls files; where there are none, the authorities of the Java platform
   */
  record OtlpHttp(
      String id,
      URI endpoint,
      Map<String, String> headers,
      TlsFiles tls,
      Compression compression,
      Duration timeout,
      Retry retry,
      int concurrency,
      MaskingRules masking)
      implements ExporterConfig {
    public OtlpHttp {
      headers = Map.copyOf(headers);
    }

    /** Without the headers' values, which may be secret. */
    @Override
    public String toString() {
      return "OtlpHttp[" + id + ", " + endpoint + ", headers " + headers.keySet() + "]";
    }

    /** Without masking. */
    public OtlpHttp(
        String id,
        URI endpoint,
        Map<String, String> headers,
        TlsFiles tls,
        Compression compression,
        Duration timeout,
        Retry retry,
        int concurrency) {
      this(id, endpoint, headers, tls, compression, timeout, retry, concurrency, MaskingRules.NONE);
    }
  }

  /**
   * OTLP/JSON lines, one request a line, appended.
   *
   * @param path of the file; its directory is made if it does not exist
   */
  record File(String id, Path path, MaskingRules masking) implements ExporterConfig {
    /** Without masking. */
    public File(String id, Path path) {
      this(id, path, MaskingRules.NONE);
    }
  }

  /** Content coding of the requests. */
  enum Compression {
    NONE,
    GZIP,
    ZSTD
  }

  /**
   * Exponential back-off with jitter. There is no last attempt: what a destination has not taken
   * stays in the log.
   *
   * @param initialInterval before the second attempt
   * @param maxInterval the longest wait between two attempts
   */
  record Retry(Duration initialInterval, Duration maxInterval) {}
}
