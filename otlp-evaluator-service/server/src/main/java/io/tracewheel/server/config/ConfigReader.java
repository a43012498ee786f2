// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.config;

import static java.util.Locale.ROOT;

import io.tracewheel.server.config.EvaluatorConfig.Admin;
import io.tracewheel.server.config.EvaluatorConfig.Connections;
import io.tracewheel.server.config.EvaluatorConfig.Evaluation;
import io.tracewheel.server.config.EvaluatorConfig.GrpcReceiver;
import io.tracewheel.server.config.EvaluatorConfig.HttpReceiver;
import io.tracewheel.server.config.EvaluatorConfig.Log;
import io.tracewheel.server.config.EvaluatorConfig.Receivers;
import io.tracewheel.server.config.EvaluatorConfig.Rules;
import io.tracewheel.server.config.EvaluatorConfig.Telemetry;
import io.tracewheel.server.config.EvaluatorConfig.Traces;
import io.tracewheel.server.config.ExporterConfig.Retry;
import io.tracewheel.server.config.SettingsReader.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads the YAML file, strictly: an unknown key, a wrong value or a missing variable is a problem,
 * and all of them are reported.
 */
public final class ConfigReader {
  private static final String EXPORTERS = "exporters";

  private final Function<String, @Nullable String> environment;
  private final Set<String> evaluators;

  /**
   * @param environment value of an environment variable, null if it is not set
   * @param evaluators names of all inline evaluators
   */
  public ConfigReader(Function<String, @Nullable String> environment, Set<String> evaluators) {
    this.environment = environment;
    this.evaluators = Set.copyOf(evaluators);
  }

  /** A reader that substitutes the variables of this process. */
  public static ConfigReader ofProcess(Set<String> evaluators) {
    return new ConfigReader(System::getenv, evaluators);
  }

  /** What applies without a file: all defaults, and no destination. */
  public static EvaluatorConfig defaults() {
    return config(new Values(), List.of());
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException if it cannot be read or used
   */
  public EvaluatorConfig read(Path file) throws ConfigException {
    EvaluatorConfig config = read(file.toString(), text(file));
    return config.withRules(
        new Rules(
            beside(file, config.rules().file()),
            beside(file, config.rules().references()),
            beside(file, config.rules().folder())));
  }

  /**
   * Reads a text.
   *
   * @param name of the file, for messages
   * @throws ConfigException if it cannot be used
   */
  EvaluatorConfig read(String name, String text) throws ConfigException {
    List<String> problems = new ArrayList<>();
    SettingsReader reader = new SettingsReader(name, new Substitution(environment), problems);
    Node root = compose(name, text);
    Values values = reader.read(root, "", Settings.TOP, Set.of(EXPORTERS));
    checkEvaluators(reader, values);
    List<ExporterConfig> exporters = exporters(reader, root);
    checkMetricsTo(reader, values, exporters);
    checkKafka(reader, values);
    checkSecrets(reader, values, Settings.AUTH_BEARER);
    checkSecrets(reader, values, Settings.AUTH_BASIC);
    checkTls(
        reader,
        values,
        "",
        Settings.GRPC_TLS_CERT,
        Settings.GRPC_TLS_KEY,
        Settings.GRPC_TLS_CLIENT_CA);
    checkTls(
        reader,
        values,
        "",
        Settings.HTTP_TLS_CERT,
        Settings.HTTP_TLS_KEY,
        Settings.HTTP_TLS_CLIENT_CA);
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return config(values, exporters);
  }

  private static @Nullable Path beside(Path file, @Nullable Path named) {
    return named == null ? null : file.resolveSibling(named);
  }

  /** The text of a configuration file. */
  static String text(Path file) throws ConfigException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new ConfigException(
          List.of(file + ": there is no such configuration file; check the path."));
    } catch (IOException e) {
      throw new ConfigException(
          List.of(
              file
                  + ": the configuration file cannot be read ("
                  + e.getClass().getSimpleName()
                  + "); check that it is a UTF-8 text file and that you may read it."));
    }
  }

  private void checkEvaluators(SettingsReader reader, Values values) {
    if (values.given(Settings.DISABLED_EVALUATORS) instanceof SequenceNode list) {
      for (Node element : list.getValue()) {
        String name = element instanceof ScalarNode scalar ? scalar.getValue() : "";
        if (!evaluators.contains(name)) {
          reader.problem(
              element,
              Settings.DISABLED_EVALUATORS.key()
                  + " names the unknown evaluator \""
                  + name
                  + "\""
                  + Suggestion.of(name, evaluators));
        }
      }
    }
  }

  private static EvaluatorConfig.@Nullable Kafka kafka(Values values) {
    List<String> servers = values.get(Settings.KAFKA_SERVERS);
    return servers.isEmpty()
        ? null
        : new EvaluatorConfig.Kafka(
            servers,
            values.get(Settings.KAFKA_TOPIC),
            values.get(Settings.KAFKA_GROUP),
            values.get(Settings.KAFKA_PARTITIONS),
            values.get(Settings.KAFKA_REPLICATION),
            values.get(Settings.KAFKA_RETENTION),
            values.get(Settings.KAFKA_CLIENT));
  }

  private static void checkKafka(SettingsReader reader, Values values) {
    List<String> servers = values.get(Settings.KAFKA_SERVERS);
    for (String server : servers) {
      try {
        HostPort unused = HostPort.parse(server);
      } catch (IllegalArgumentException e) {
        reader.problem(
            values.given(Settings.KAFKA_SERVERS),
            Settings.KAFKA_SERVERS.key() + " names \"" + server + "\", but it takes host:port.");
      }
    }
    if (servers.isEmpty()) {
      for (Setting<?> setting : Settings.KAFKA_DETAILS) {
        if (values.given(setting) != null) {
          reader.problem(
              values.given(setting),
              setting.key() + " has no effect without " + Settings.KAFKA_SERVERS.key() + ".");
        }
      }
    } else if (values.get(Settings.RULES).isPresent()) {
      reader.problem(values.given(Settings.RULES), EvaluatorConfig.RULES_WITHOUT_KAFKA);
    }
  }

  private static void checkMetricsTo(
      SettingsReader reader, Values values, List<ExporterConfig> exporters) {
    Node given = values.given(Settings.METRICS_TO);
    String id = values.get(Settings.METRICS_TO).orElse(null);
    if (given == null || id == null) {
      return;
    }
    List<String> possible =
        exporters.stream()
            .filter(exporter -> !(exporter instanceof ExporterConfig.File))
            .map(ExporterConfig::id)
            .toList();
    if (!possible.contains(id)) {
      reader.problem(
          given,
          Settings.METRICS_TO.key()
              + " is \""
              + id
              + "\", but it takes the name of an otlp or otlphttp exporter of this file"
              + (possible.isEmpty()
                  ? ", and there is none."
                  : ", one of " + String.join(", ", possible) + "."));
    }
  }

  /** The YAML of a file; null when there is nothing in it. */
  static @Nullable Node compose(String name, String text) throws ConfigException {
    LoadSettings settings = LoadSettings.builder().setLabel(name).setUseMarks(true).build();
    try {
      Optional<Node> root = new Compose(settings).composeString(text);
      return root.orElse(null);
    } catch (MarkedYamlEngineException e) {
      String place =
          e.getProblemMark()
              .map(mark -> ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1))
              .orElse("");
      throw new ConfigException(
          List.of(name + place + ": this is not valid YAML: " + e.getProblem() + "."));
    } catch (YamlEngineException e) {
      throw new ConfigException(
          List.of(name + ": this is not valid YAML: " + e.getMessage() + "."));
    }
  }

  private static List<ExporterConfig> exporters(SettingsReader reader, @Nullable Node root) {
    List<ExporterConfig> exporters = new ArrayList<>();
    if (!(root instanceof org.snakeyaml.engine.v2.nodes.MappingNode mapping)) {
      return exporters;
    }
    mapping.getValue().stream()
        .filter(
            tuple ->
                tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(EXPORTERS))
        .findFirst()
        .ifPresent(
            tuple ->
                reader
                    .entries(tuple.getValueNode(), EXPORTERS)
                    .forEach(
                        (id, node) -> {
                          ExporterConfig exporter = exporter(reader, id, node);
                          if (exporter != null) {
                            exporters.add(exporter);
                          }
                        }));
    return exporters;
  }

  private static @Nullable ExporterConfig exporter(
      SettingsReader reader, ScalarNode idNode, Node node) {
    String id = idNode.getValue();
    int slash = id.indexOf('/');
    String type = slash < 0 ? id : id.substring(0, slash);
    String path = SettingsReader.join(EXPORTERS, id);
    return switch (type) {
      case "otlp", "otlp_grpc" -> {
        Values values = reader.read(node, path, Settings.OTLP, Set.of());
        checkTls(reader, values, path, Settings.TLS_CERT, Settings.TLS_KEY, null);
        yield complete(reader, idNode, path, values, Settings.OTLP_ENDPOINT)
            ? new ExporterConfig.Otlp(
                id,
                values.get(Settings.OTLP_ENDPOINT),
                lowerCase(values.get(Settings.HEADERS)),
                values.get(Settings.TLS_INSECURE),
                clientTls(values),
                values.get(Settings.EXPORT_COMPRESSION),
                values.get(Settings.EXPORT_TIMEOUT),
                retry(values),
                values.get(Settings.CONSUMERS),
                MaskingReader.read(reader, path, values))
            : null;
      }
      case "otlphttp", "otlp_http" -> {
        Values values = reader.read(node, path, Settings.OTLP_HTTP, Set.of());
        checkTls(reader, values, path, Settings.TLS_CERT, Settings.TLS_KEY, null);
        yield complete(reader, idNode, path, values, Settings.OTLP_HTTP_ENDPOINT)
            ? new ExporterConfig.OtlpHttp(
                id,
                values.get(Settings.OTLP_HTTP_ENDPOINT),
                lowerCase(values.get(Settings.HEADERS)),
                clientTls(values),
                values.get(Settings.EXPORT_COMPRESSION),
                values.get(Settings.EXPORT_TIMEOUT),
                retry(values),
                values.get(Settings.CONSUMERS),
                MaskingReader.read(reader, path, values))
            : null;
      }
      case "file" -> {
        Values values = reader.read(node, path, Settings.FILE, Set.of());
        yield complete(reader, idNode, path, values, Settings.FILE_PATH)
            ? new ExporterConfig.File(
                id, values.get(Settings.FILE_PATH), MaskingReader.read(reader, path, values))
            : null;
      }
      default -> {
        reader.problem(
            idNode,
            "unknown exporter type \""
                + type
                + "\" in "
                + path
                + Suggestion.of(type, List.of("otlp", "otlphttp", "file")));
        yield null;
      }
    };
  }

  private static boolean complete(
      SettingsReader reader, Node at, String path, Values values, Setting<?> required) {
    if (values.given(required) == null) {
      reader.problem(at, path + " needs " + required.key() + ": " + required.type().wanted() + ".");
    }
    return values.has(required);
  }

  private static Retry retry(Values values) {
    return new Retry(values.get(Settings.RETRY_INITIAL), values.get(Settings.RETRY_MAX));
  }

  private static Map<String, String> lowerCase(Map<String, String> headers) {
    Map<String, String> lower = new LinkedHashMap<>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(ROOT), value));
    return lower;
  }

  private static TlsFiles tls(
      Values values,
      Setting<Optional<Path>> certificate,
      Setting<Optional<Path>> key,
      Setting<Optional<Path>> authorities) {
    return new TlsFiles(
        values.get(certificate).orElse(null),
        values.get(key).orElse(null),
        values.get(authorities).orElse(null));
  }

  private static TlsFiles clientTls(Values values) {
    return tls(values, Settings.TLS_CERT, Settings.TLS_KEY, Settings.TLS_CA);
  }

  private static SecurityConfig security(Values values) {
    return new SecurityConfig(
        values.get(Settings.AUTH_BEARER),
        values.get(Settings.AUTH_BEARER_FILE).orElse(null),
        values.get(Settings.AUTH_BASIC),
        values.get(Settings.AUTH_BASIC_FILE).orElse(null),
        new SecurityConfig.Tenants(
            values.get(Settings.TENANT_HEADER).map(name -> name.toLowerCase(ROOT)).orElse(null),
            values.get(Settings.TENANT_ITEMS),
            values.get(Settings.TENANT_BYTES)));
  }

  /** An empty secret, as of a variable that is set to nothing, would let everybody in. */
  private static void checkSecrets(
      SettingsReader reader, Values values, Setting<Map<String, String>> setting) {
    values
        .get(setting)
        .forEach(
            (name, secret) -> {
              if (secret.isBlank()) {
                reader.problem(
                    values.given(setting),
                    SettingsReader.join(setting.key(), name)
                        + " is empty; a secret needs at least one character.");
              }
            });
  }

  /** A certificate without key is of no use, nor is a server's TLS without certificate. */
  private static void checkTls(
      SettingsReader reader,
      Values values,
      String above,
      Setting<?> certificate,
      Setting<?> key,
      @Nullable Setting<?> clientAuthorities) {
    Node ca = clientAuthorities == null ? null : values.given(clientAuthorities);
    boolean any = values.given(certificate) != null || values.given(key) != null || ca != null;
    for (Setting<?> needed : List.of(certificate, key)) {
      if (any && values.given(needed) == null) {
        Node other = values.given(needed == certificate ? key : certificate);
        reader.problem(
            other == null ? ca : other,
            SettingsReader.join(above, needed.key())
                + " is missing; TLS takes a certificate and its private key together.");
      }
    }
  }

  private static EvaluatorConfig config(Values values, List<ExporterConfig> exporters) {
    return new EvaluatorConfig(
        new Receivers(
            new GrpcReceiver(
                values.get(Settings.GRPC_ENDPOINT),
                values.get(Settings.GRPC_MAX_REQUEST_BYTES),
                new Connections(
                    values.get(Settings.GRPC_MAX_CONNECTIONS),
                    values.get(Settings.GRPC_MAX_CONNECTIONS_PER_SOURCE)),
                values.get(Settings.GRPC_MAX_CONCURRENT_STREAMS),
                values.get(Settings.GRPC_READ_TIMEOUT),
                values.get(Settings.GRPC_MIN_BODY_RATE),
                tls(
                    values,
                    Settings.GRPC_TLS_CERT,
                    Settings.GRPC_TLS_KEY,
                    Settings.GRPC_TLS_CLIENT_CA)),
            new HttpReceiver(
                values.get(Settings.HTTP_ENDPOINT),
                values.get(Settings.HTTP_MAX_REQUEST_BYTES),
                new Connections(
                    values.get(Settings.HTTP_MAX_CONNECTIONS),
                    values.get(Settings.HTTP_MAX_CONNECTIONS_PER_SOURCE)),
                values.get(Settings.HTTP_READ_HEADER_TIMEOUT),
                values.get(Settings.HTTP_READ_TIMEOUT),
                values.get(Settings.HTTP_IDLE_TIMEOUT),
                values.get(Settings.HTTP_MIN_BODY_RATE),
                tls(
                    values,
                    Settings.HTTP_TLS_CERT,
                    Settings.HTTP_TLS_KEY,
                    Settings.HTTP_TLS_CLIENT_CA)),
            values.get(Settings.MAX_IN_FLIGHT_BYTES),
            security(values),
            values.get(Settings.INVALID_SPANS)),
        new Evaluation(
            new HashSet<>(values.get(Settings.DISABLED_EVALUATORS)),
            values.get(Settings.SPAN_ATTRIBUTES),
            values.get(Settings.SCORE_EVENTS)),
        new Rules(
            values.get(Settings.RULES).orElse(null),
            values.get(Settings.REFERENCES).orElse(null),
            values.get(Settings.FOLDER).orElse(null)),
        new Traces(
            values.get(Settings.TRACE_QUIET),
            values.get(Settings.TRACE_MAX_WAIT),
            values.get(Settings.TRACE_LATE),
            values.get(Settings.TRACE_MAX_REVISIONS),
            values.get(Settings.TRACE_MAX_BYTES),
            values.get(Settings.TRACES_MAX_BYTES),
            values.get(Settings.TRACES_MAX_LOG_BYTES),
            values.get(Settings.SESSION_IDLE),
            new EvaluatorConfig.Hold(
                values.get(Settings.TRACE_HOLD).orElse(null),
                values.get(Settings.TRACE_HOLD_BYTES)),
            new EvaluatorConfig.Asking(
                values.get(Settings.ASKING_OPEN), values.get(Settings.ASKING_OPEN_EACH))),
        new Log(
            values.get(Settings.LOG_DIRECTORY),
            values.get(Settings.LOG_SEGMENT_BYTES),
            values.get(Settings.LOG_MAX_BYTES),
            values.get(Settings.LOG_FSYNC),
            kafka(values)),
        exporters,
        new Telemetry(
            values.get(Settings.LOG_LEVEL_SETTING),
            values.get(Settings.METRICS_TO).orElse(null),
            values.get(Settings.METRICS_INTERVAL)),
        new Admin(
            values.get(Settings.ADMIN_ENDPOINT), values.given(Settings.ADMIN_ENDPOINT) != null),
        values.get(Settings.DRAIN_TIMEOUT));
  }
}
