// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.tls;

import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.config.CredentialsFile;
import io.tracewheel.server.config.EvaluatorConfig;
import io.tracewheel.server.config.ExporterConfig;
import io.tracewheel.server.config.TlsFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Looks at all files of certificates, keys and secrets before anything is started. */
public final class SecurityCheck {
  private SecurityCheck() {}

  /**
   * Reads them all.
   *
   * @throws ConfigException naming every one that cannot be used
   */
  public static void check(EvaluatorConfig config) throws ConfigException {
    List<String> problems = new ArrayList<>();
    List<TlsFiles> files = new ArrayList<>();
    files.add(config.receivers().grpc().tls());
    files.add(config.receivers().http().tls());
    for (ExporterConfig exporter : config.exporters()) {
      if (exporter instanceof ExporterConfig.Otlp otlp) {
        files.add(otlp.tls());
      } else if (exporter instanceof ExporterConfig.OtlpHttp http) {
        files.add(http.tls());
      }
    }
    for (TlsFiles one : files) {
      if (!one.isEmpty()) {
        try {
          LiveTls.check(one);
        } catch (ConfigException e) {
          problems.add(String.valueOf(e.getMessage()));
        }
      }
    }
    for (Path file :
        Stream.of(
                config.receivers().security().bearerFile(),
                config.receivers().security().basicFile())
            .filter(Objects::nonNull)
            .toList()) {
      try {
        CredentialsFile.read(file);
      } catch (ConfigException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems.stream().distinct().toList());
    }
  }
}
