// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.cli;

import io.tracewheel.server.config.ConfigException;
import io.tracewheel.server.config.ConfigReader;
import io.tracewheel.server.config.DestinationUri;
import io.tracewheel.server.config.EvaluatorConfig;
import io.tracewheel.server.config.EvaluatorConfig.Admin;
import io.tracewheel.server.config.EvaluatorConfig.Receivers;
import io.tracewheel.server.config.EvaluatorConfig.Rules;
import io.tracewheel.server.config.ExporterConfig;
import io.tracewheel.server.config.HostPort;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code up} is told, laid over the configuration file or the defaults. */
final class UpOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML file; see validate. Without one, the defaults apply.")
  private @Nullable Path config;

  @Option(
      names = "--to",
      paramLabel = "URI",
      description = {
        "Where to forward everything, as often as wanted: grpc://host:port, http://host:port,",
        "https://host:port or file:PATH (OTLP/JSON lines). Added to the destinations of the file.",
        "Without any destination, telemetry is kept in DIR/traces.jsonl."
      })
  private List<String> to = new ArrayList<>();

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description = {
        "YAML file of rules, as evaluate takes it: which evaluators score which spans, traces and",
        "sessions. Read anew when it changes or on SIGHUP."
      })
  private @Nullable Path rules;

  @Option(
      names = "--reference",
      paramLabel = "FILE",
      description = "JSON lines: expected tool calls and figures by trace or conversation.")
  private @Nullable Path reference;

  @Option(
      names = "--evaluators",
      paramLabel = "DIR",
      description = {
        "Folder of jars with evaluators of your own, for rules to name. Read anew when it changes."
      })
  private @Nullable Path folder;

  @Option(
      names = "--grpc-port",
      paramLabel = "N",
      description = "Port of OTLP/gRPC; 4317 by default, 0 for a free one.")
  private @Nullable Integer grpcPort;

  @Option(
      names = "--http-port",
      paramLabel = "N",
      description = "Port of OTLP/HTTP; 4318 by default, 0 for a free one.")
  private @Nullable Integer httpPort;

  @Option(
      names = "--admin-port",
      paramLabel = "N",
      description =
          "Port of health, readiness, metrics and state; 13133 by default, 0 for a free one.")
  private @Nullable Integer adminPort;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where to keep the log; ./tracewheel-data by default.")
  private @Nullable Path data;

  /**
   * The configuration to run with.
   *
   * @throws ConfigException if the file or an option cannot be used
   */
  EvaluatorConfig resolve(Set<String> evaluators) throws ConfigException {
    EvaluatorConfig resolved =
        config == null ? ConfigReader.defaults() : ConfigReader.ofProcess(evaluators).read(config);
    resolved = resolved.withReceivers(receivers(resolved.receivers()));
    if (adminPort != null) {
      HostPort endpoint = resolved.admin().endpoint();
      resolved =
          resolved.withAdmin(
              new Admin(endpoint.withPort(port("--admin-port", adminPort, endpoint.port())), true));
    }
    if (data != null) {
      resolved = resolved.withLog(resolved.log().in(data.resolve("log")));
    }
    resolved =
        resolved.withRules(
            new Rules(
                rules == null ? resolved.rules().file() : rules,
                reference == null ? resolved.rules().references() : reference,
                folder == null ? resolved.rules().folder() : folder));
    if (resolved.log().kafka() != null && resolved.rules().file() != null) {
      throw new ConfigException(List.of(EvaluatorConfig.RULES_WITHOUT_KAFKA));
    }
    return resolved.withExporters(exporters(resolved));
  }

  /** The directory that holds the log's directory. */
  static Path dataDirectory(EvaluatorConfig config) {
    Path directory = config.log().directory();
    Path parent = directory.getParent();
    return parent == null ? Path.of(".") : parent;
  }

  private Receivers receivers(Receivers from) throws ConfigException {
    return from.withPorts(
        port("--grpc-port", grpcPort, from.grpc().endpoint().port()),
        port("--http-port", httpPort, from.http().endpoint().port()));
  }

  private static int port(String option, @Nullable Integer given, int configured)
      throws ConfigException {
    if (given != null && (given < 0 || given > 65535)) {
      throw new ConfigException(
          List.of(option + " is " + given + ", but it takes a port from 0 to 65535."));
    }
    return given == null ? configured : given;
  }

  private List<ExporterConfig> exporters(EvaluatorConfig from) throws ConfigException {
    List<ExporterConfig> exporters = new ArrayList<>(from.exporters());
    for (String uri : to) {
      exporters.add(DestinationUri.parse(uri));
    }
    Set<String> ids = new HashSet<>();
    for (ExporterConfig exporter : exporters) {
      if (!ids.add(exporter.id())) {
        throw new ConfigException(
            List.of("The destination " + exporter.id() + " is given twice; keep one of them."));
      }
    }
    if (exporters.isEmpty()) {
      exporters.add(
          new ExporterConfig.File("file/local", dataDirectory(from).resolve("traces.jsonl")));
    }
    return exporters;
  }
}
