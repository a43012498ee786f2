// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.config;

import io.tracewheel.server.config.ExporterConfig.Compression;
import io.tracewheel.server.config.ExporterConfig.Retry;
import io.tracewheel.server.config.SettingsReader.Values;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Destinations as short as a command line wants them: {@code grpc://host:port}, {@code
 * http(s)://host:port}, {@code file:PATH}.
 */
public final class DestinationUri {
  private static final Values DEFAULTS = new Values();

  private DestinationUri() {}

  /**
   * The destination that a URI names, with the defaults of a configuration file but without
   * compression for the loopback, where it costs more than it saves.
   *
   * @throws ConfigException if it is none of the forms
   */
  public static ExporterConfig parse(String uri) throws ConfigException {
    try {
      if (uri.startsWith("grpc://")) {
        return grpc(HostPort.parse(uri.substring("grpc://".length())));
      }
      if (uri.startsWith("http://") || uri.startsWith("https://")) {
        return http(ValueType.HTTP_URI.parse().apply(uri));
      }
      if (uri.startsWith("file:")) {
        return file(Path.of(uri.substring("file:".length())), uri);
      }
    } catch (IllegalArgumentException e) {
      throw problem(uri);
    }
    throw problem(uri);
  }

  private static ExporterConfig grpc(HostPort endpoint) {
    return new ExporterConfig.Otlp(
        "otlp/" + endpoint,
        endpoint,
        Map.of(),
        true,
        TlsFiles.NONE,
        compression(endpoint.host()),
        DEFAULTS.get(Settings.EXPORT_TIMEOUT),
        retry(),
        DEFAULTS.get(Settings.CONSUMERS));
  }

  private static ExporterConfig http(URI endpoint) {
    return new ExporterConfig.OtlpHttp(
        "otlphttp/" + endpoint,
        endpoint,
        Map.of(),
        TlsFiles.NONE,
        compression(endpoint.getHost()),
        DEFAULTS.get(Settings.EXPORT_TIMEOUT),
        retry(),
        DEFAULTS.get(Settings.CONSUMERS));
  }

  private static ExporterConfig file(Path path, String uri) throws ConfigException {
    if (path.toString().isBlank()) {
      throw problem(uri);
    }
    try {
      // file:///absolute is as good as file:/absolute.
      Path plain = path.toString().startsWith("/") ? path.toAbsolutePath().normalize() : path;
      return new ExporterConfig.File("file/" + plain, plain);
    } catch (InvalidPathException e) {
      throw problem(uri);
    }
  }

  private static Compression compression(String host) {
    boolean loopback =
        host.equals("localhost")
            || host.startsWith("127.")
            || host.equals("::1")
            || host.equals("[::1]");
    return loopback ? Compression.NONE : DEFAULTS.get(Settings.EXPORT_COMPRESSION);
  }

  private static Retry retry() {
    return new Retry(DEFAULTS.get(Settings.RETRY_INITIAL), DEFAULTS.get(Settings.RETRY_MAX));
  }

  private static ConfigException problem(String uri) {
    return new ConfigException(
        java.util.List.of(
            "\""
                + uri
                + "\" is no destination; write grpc://host:port, http://host:port, https://host:port or file:PATH."));
  }
}
