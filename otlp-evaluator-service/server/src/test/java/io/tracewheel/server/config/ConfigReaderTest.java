// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tracewheel.server.config.EvaluatorConfig.LogLevel;
import io.tracewheel.server.config.EvaluatorConfig.ScoreOutput;
import io.tracewheel.server.config.ExporterConfig.Compression;
import io.tracewheel.server.config.ExporterConfig.Retry;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
  private final ConfigReader reader =
      new ConfigReader(
          Map.of("TOKEN", "s3cret", "PORT", "9999", "EMPTY", "")::get,
          Set.of("tool_declared", "answer_not_empty"));

  private EvaluatorConfig read(String yaml) throws ConfigException {
    return reader.read("t.yaml", yaml);
  }

  @Test
  void anEmptyFileGivesTheDefaults() throws Exception {
    for (String empty : new String[] {"", "# nothing\n", "---\n", "receivers:\n", "{}"}) {
      assertThat(read(empty)).isEqualTo(ConfigReader.defaults());
    }
    EvaluatorConfig defaults = ConfigReader.defaults();
    assertThat(defaults.receivers().grpc().endpoint()).hasToString("127.0.0.1:4317");
    assertThat(defaults.receivers().http().endpoint()).hasToString("127.0.0.1:4318");
    assertThat(defaults.receivers().grpc().maxRequestBytes()).isEqualTo(64 << 20);
    assertThat(defaults.log().fsync()).isTrue();
    assertThat(defaults.exporters()).isEmpty();
  }

  @Test
  void readsALogOnKafka() throws Exception {
    EvaluatorConfig.Kafka kafka =
        read("""
                log:
                  kafka:
                    bootstrap_servers: ["k1:9092", "k2:9092"]
                    topic: spans
                    group: team.a
                    partitions: 24
                    replication: 2
                    retention: 48h
                    client: {sasl.jaas.config: "${env:TOKEN}"}
                """)
            .log()
            .kafka();
    assertThat(kafka).isNotNull();
    String secret = kafka.client().get("sasl.jaas.config");
    assertThat(kafka)
        .isEqualTo(
            new EvaluatorConfig.Kafka(
                List.of("k1:9092", "k2:9092"),
                "spans",
                "team.a",
                24,
                2,
                Duration.ofHours(48),
                Map.of("sasl.jaas.config", String.valueOf(secret))));
    assertThat(kafka.toString()).doesNotContain(String.valueOf(secret));
    assertThat(ConfigReader.defaults().log().kafka()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "log: {kafka: {bootstrap_servers: [k1]}} | names \"k1\", but it takes host:port.",
        "log: {kafka: {topic: t}} | log.kafka.topic has no effect without log.kafka.bootstrap_servers.",
        "log: {kafka: {bootstrap_servers: [\"k:1\"], topic: \"a b\"}} | it takes 1 to 200 letters, digits,",
        "{log: {kafka: {bootstrap_servers: [\"k:1\"]}}, evaluators: {rules: r.yaml}} | evaluators.rules needs a log on this machine",
      })
  void namesWhatALogOnKafkaCannotBe(String yaml, String sentence) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void readsEverySetting() throws Exception {
    EvaluatorConfig config =
        read(
            """
            receivers:
              otlp:
                max_in_flight_bytes: 512MiB
                invalid_spans: forward
                auth:
                  bearer: {team-a: "${env:TOKEN}"}
                  bearer_file: tokens
                  basic: {bob: "${env:TOKEN}"}
                tenants: {header: X-Tenant, items_per_second: 5000, bytes_per_second: 1MiB}
                protocols:
                  grpc: {endpoint: "0.0.0.0:14317", max_request_bytes: 4MiB, max_connections: 7, max_connections_per_source: 5,
                         max_concurrent_streams: 8, read_timeout: 1m30s, min_body_rate: 1KiB,
                         tls: {cert_file: c.pem, key_file: k.pem, client_ca_file: ca.pem}}
                  http:
                    endpoint: "[::1]:14318"
                    max_request_bytes: 1048576
                    max_connections: 9
                    read_header_timeout: 1s
                    read_timeout: 1500ms
                    idle_timeout: 2m
            evaluators:
              inline:
                disabled: [tool_declared]
              rules: rules.yaml
              traces:
                quiet: 300ms
                max_wait: 1m
                late: 7s
                max_revisions: 3
                max_trace_bytes: 1MiB
                max_bytes: 64MiB
                max_log_bytes: 100MiB
                hold: 5s
                hold_max_bytes: 1MiB
              asking:
                open: 9
                open_each: 3
              sessions: {idle: 2m}
            scores:
              span_attributes: failed
              events: none
            log:
              directory: /var/lib/tracewheel
              segment_bytes: 16 MiB
              max_bytes: 2GB
              fsync: false
            telemetry: {logs: {level: warn}, metrics: {exporter: otlp/backend, interval: 15s}}
            service: {drain_timeout: 5s, admin: {endpoint: "127.0.0.1:9"}}
            exporters:
              otlp/backend:
                endpoint: backend.example:4317
                headers: {X-Api-Key: "${env:TOKEN}"}
                tls: {insecure: true}
                compression: none
                timeout: 3s
                retry_on_failure: {initial_interval: 100ms, max_interval: 1m}
                sending_queue: {num_consumers: 2}
              otlphttp/other:
                endpoint: https://other.example/otlp
                tls: {ca_file: ca.pem}
              file/copy:
                path: copy.jsonl
            """);

    assertThat(config)
        .isEqualTo(
            new EvaluatorConfig(
                new EvaluatorConfig.Receivers(
                    new EvaluatorConfig.GrpcReceiver(
                        new HostPort("0.0.0.0", 14317),
                        4 << 20,
                        new EvaluatorConfig.Connections(7, 5),
                        8,
                        Duration.ofSeconds(90),
                        1024,
                        new TlsFiles(Path.of("c.pem"), Path.of("k.pem"), Path.of("ca.pem"))),
                    new EvaluatorConfig.HttpReceiver(
                        new HostPort("::1", 14318),
                        1 << 20,
                        new EvaluatorConfig.Connections(9, 1024),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(1500),
                        Duration.ofMinutes(2),
                        4096,
                        TlsFiles.NONE),
                    512L << 20,
                    new SecurityConfig(
                        Map.of("team-a", "s3cret"),
                        Path.of("tokens"),
                        Map.of("bob", "s3cret"),
                        null,
                        new SecurityConfig.Tenants("x-tenant", 5000, 1 << 20)),
                    EvaluatorConfig.InvalidSpans.FORWARD),
                new EvaluatorConfig.Evaluation(
                    Set.of("tool_declared"), ScoreOutput.FAILED, ScoreOutput.NONE),
                new EvaluatorConfig.Rules(Path.of("rules.yaml"), null, null),
                new EvaluatorConfig.Traces(
                    Duration.ofMillis(300),
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(7),
                    3,
                    1 << 20,
                    64 << 20,
                    100 << 20,
                    Duration.ofMinutes(2),
                    new EvaluatorConfig.Hold(Duration.ofSeconds(5), 1 << 20),
                    new EvaluatorConfig.Asking(9, 3)),
                new EvaluatorConfig.Log(
                    Path.of("/var/lib/tracewheel"), 16L << 20, 2_000_000_000L, false),
                java.util.List.of(
                    new ExporterConfig.Otlp(
                        "otlp/backend",
                        new HostPort("backend.example", 4317),
                        Map.of("x-api-key", "s3cret"),
                        true,
                        TlsFiles.NONE,
                        Compression.NONE,
                        Duration.ofSeconds(3),
                        new Retry(Duration.ofMillis(100), Duration.ofMinutes(1)),
                        2),
                    new ExporterConfig.OtlpHttp(
                        "otlphttp/other",
                        URI.create("https://other.example/otlp"),
                        Map.of(),
                        new TlsFiles(null, null, Path.of("ca.pem")),
                        Compression.GZIP,
                        Duration.ofSeconds(10),
                        new Retry(Duration.ofSeconds(1), Duration.ofSeconds(30)),
                        4),
                    new ExporterConfig.File("file/copy", Path.of("copy.jsonl"))),
                new EvaluatorConfig.Telemetry(
                    LogLevel.WARN, "otlp/backend", Duration.ofSeconds(15)),
                new EvaluatorConfig.Admin(new HostPort("127.0.0.1", 9), true),
                Duration.ofSeconds(5)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "127.0.0.1:${PORT}                 | 127.0.0.1:9999",
        "127.0.0.1:${env:PORT}             | 127.0.0.1:9999",
        "127.0.0.1:${env:NONE:-1234}       | 127.0.0.1:1234",
        "127.0.0.1:${env:EMPTY:-1234}      | 127.0.0.1:1234",
        "a$$b:1                            | a$b:1",
      })
  void substitutesVariables(String written, String meant) throws Exception {
    assertThat(
            read("receivers: {otlp: {protocols: {grpc: {endpoint: '" + written + "'}}}}")
                .receivers()
                .grpc()
                .endpoint())
        .hasToString(meant);
  }

  @Test
  void substitutesTheContentOfAFileAndLooksIntoItNoFurther(@TempDir Path directory)
      throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "${env:TOKEN}$$\n");

    EvaluatorConfig config =
        read(
            "exporters: {otlp/a: {endpoint: 'a:1', headers: {k: 'Bearer ${file:"
                + secret
                + "}'}}}");

    assertThat(((ExporterConfig.Otlp) config.exporters().get(0)).headers())
        .containsEntry("k", "Bearer ${env:TOKEN}$$");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // unknown keys
        "receiver: {} | t.yaml:1:1: unknown key \"receiver\"; did you mean \"receivers\"?",
        "processors: {} | t.yaml:1:1: unknown key \"processors\"; known are evaluators, exporters, log, receivers, scores, service, telemetry.",
        "receivers: {otlp: {protocols: {grpc: {endpont: 'a:1'}}}} | t.yaml:1:39: unknown key \"endpont\" in receivers.otlp.protocols.grpc; did you mean \"endpoint\"?",
        "exporters: {otlp/a: {endpoint: 'a:1', tls: {insecur: true}}} | t.yaml:1:45: unknown key \"insecur\" in exporters.otlp/a.tls; did you mean \"insecure\"?",
        "exporters: {oltp/a: {endpoint: 'a:1'}} | t.yaml:1:13: unknown exporter type \"oltp\" in exporters.oltp/a; did you mean \"otlp\"?",
        "exporters: {kafka: {}} | t.yaml:1:13: unknown exporter type \"kafka\" in exporters.kafka; known are file, otlp, otlphttp.",
        // wrong types and values
        "log: 7 | t.yaml:1:6: log is \"7\", but it takes settings below it, each on a line of its own.",
        "[] | t.yaml:1:1: the file is a list, but it takes settings below it, each on a line of its own.",
        "log: {fsync: yes} | t.yaml:1:14: log.fsync is \"yes\", but it takes true or false.",
        "log: {directory: ' '} | t.yaml:1:18: log.directory is \" \", but it takes a path.",
        "log: {max_bytes: lots} | t.yaml:1:18: log.max_bytes is \"lots\", but it takes a size from 2MiB to 1024TiB such as 64MiB.",
        "log: {max_bytes: 1KiB} | t.yaml:1:18: log.max_bytes is \"1KiB\", but it takes a size from 2MiB to 1024TiB such as 64MiB.",
        "log: {max_bytes: 9999999999999TiB} | t.yaml:1:18: log.max_bytes is \"9999999999999TiB\", but it takes a size from 2MiB to 1024TiB such as 64MiB.",
        "scores: {events: some} | t.yaml:1:18: scores.events is \"some\", but it takes all, failed or none.",
        "scores: {events: [all]} | t.yaml:1:18: scores.events is a list, but it takes all, failed or none.",
        "service: {drain_timeout: 20} | t.yaml:1:26: service.drain_timeout is \"20\", but it takes a duration above zero such as 200ms, 10s or 5m.",
        "service: {drain_timeout: 0s} | t.yaml:1:26: service.drain_timeout is \"0s\", but it takes a duration above zero such as 200ms, 10s or 5m.",
        "receivers: {otlp: {protocols: {http: {endpoint: '4318'}}}} | t.yaml:1:49: receivers.otlp.protocols.http.endpoint is \"4318\", but it takes host:port such as 127.0.0.1:4317.",
        "receivers: {otlp: {protocols: {http: {endpoint: 'a:70000'}}}} | t.yaml:1:49: receivers.otlp.protocols.http.endpoint is \"a:70000\", but it takes host:port such as 127.0.0.1:4317.",
        "receivers: {otlp: {protocols: {http: {max_connections: 1.5}}}} | t.yaml:1:56: receivers.otlp.protocols.http.max_connections is \"1.5\", but it takes a whole number from 1 to 1000000.",
        "evaluators: {inline: {disabled: tool_declared}} | t.yaml:1:33: evaluators.inline.disabled is \"tool_declared\", but it takes a list such as [one, two].",
        "exporters: {otlphttp/a: {endpoint: 'a:1'}} | t.yaml:1:36: exporters.otlphttp/a.endpoint is \"a:1\", but it takes an address such as https://backend.example:4318.",
        "exporters: {otlp/a: {endpoint: 'a:1', headers: [x]}} | t.yaml:1:48: exporters.otlp/a.headers is a list, but it takes names and values such as {x-api-key: secret}.",
        // missing
        "exporters: {otlp/a: {}} | t.yaml:1:13: exporters.otlp/a needs endpoint: host:port such as 127.0.0.1:4317.",
        "exporters: {file/a: } | t.yaml:1:13: exporters.file/a needs path: a path.",
        "log: {directory: '${env:NOWHERE}'} | t.yaml:1:18: log.directory: environment variable NOWHERE is not set; set it, or write a default as ${env:NOWHERE:-default}.",
        "log: {directory: '${file:/no/such}'} | t.yaml:1:18: log.directory: file /no/such of ${file:/no/such} cannot be read.",
        "log: {directory: '${yaml:x}'} | t.yaml:1:18: log.directory: ${yaml:x} is no substitution; write ${env:NAME}, ${env:NAME:-default} or ${file:PATH}, or $$ for a literal $.",
        "log: {directory: '${env:X'} | t.yaml:1:18: log.directory: \"${\" without \"}\"; close it, or write $$ for a literal $.",
        // twice
        "{log: {}, log: {}} | t.yaml:1:11: log is given twice; keep one of them.",
      })
  void namesPlaceFaultAndRemedy(String yaml, String sentence) {
    assertThatThrownBy(() -> read(yaml)).isInstanceOf(ConfigException.class).hasMessage(sentence);
  }

  @Test
  void suggestsEvaluatorNames() {
    assertThatThrownBy(() -> read("evaluators: {inline: {disabled: [tool_declaredd]}}"))
        .hasMessage(
            "t.yaml:1:34: evaluators.inline.disabled names the unknown evaluator \"tool_declaredd\"; did you mean"
                + " \"tool_declared\"?");
  }

  @Test
  void namesEveryProblemInTheOrderOfTheFile() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    log:
                      fsync: maybe
                      max_byts: 1GiB
                    scores:
                      events: some
                    """))
        .hasMessage(
            String.join(
                System.lineSeparator(),
                "t.yaml:2:10: log.fsync is \"maybe\", but it takes true or false.",
                "t.yaml:3:3: unknown key \"max_byts\" in log; did you mean \"max_bytes\"?",
                "t.yaml:5:11: scores.events is \"some\", but it takes all, failed or none."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: [", "a: b: c", "\t- x", "'", "*nowhere", "%YAML 9.9\n---\n"})
  void saysWhereAFileIsNoYaml(String yaml) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("t.yaml:")
        .hasMessageContaining("this is not valid YAML");
  }

  @Test
  void neverPrintsASecretThatWasPutInTheWrongPlace() {
    assertThatThrownBy(() -> read("log: {fsync: '${env:TOKEN}'}"))
        .hasMessageContaining("${env:TOKEN}")
        .message()
        .doesNotContain("s3cret");
  }

  @Test
  void namesAMissingFile(@TempDir Path directory) {
    assertThatThrownBy(() -> reader.read(directory.resolve("none.yaml")))
        .hasMessageEndingWith("none.yaml: there is no such configuration file; check the path.");
    assertThatThrownBy(() -> reader.read(directory)).hasMessageContaining("cannot be read");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "grpc://127.0.0.1:4317    | otlp/127.0.0.1:4317",
        "grpc://[::1]:4317        | otlp/[::1]:4317",
        "http://localhost:4318    | otlphttp/http://localhost:4318",
        "https://b.example/otlp   | otlphttp/https://b.example/otlp",
        "file:out/traces.jsonl    | file/out/traces.jsonl",
        "file:///tmp/a.jsonl      | file//tmp/a.jsonl",
      })
  void readsDestinationUris(String uri, String id) throws Exception {
    assertThat(DestinationUri.parse(uri).id()).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost:4317",
        "grpc://host",
        "grpc://",
        "ftp://x",
        "http://",
        "file:",
        "http:// x"
      })
  void namesAUriThatIsNoDestination(String uri) {
    assertThatThrownBy(() -> DestinationUri.parse(uri))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "\""
                + uri
                + "\" is no destination; write grpc://host:port, http://host:port, https://host:port or file:PATH.");
  }
}
