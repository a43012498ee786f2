// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.config;

import static io.tracewheel.server.config.ValueType.BOOLEAN;
import static io.tracewheel.server.config.ValueType.COMPRESSION;
import static io.tracewheel.server.config.ValueType.DURATION_TYPE;
import static io.tracewheel.server.config.ValueType.HOST_PORT;
import static io.tracewheel.server.config.ValueType.HTTP_URI;
import static io.tracewheel.server.config.ValueType.INVALID_SPANS_TYPE;
import static io.tracewheel.server.config.ValueType.KAFKA_NAME;
import static io.tracewheel.server.config.ValueType.LOG_LEVEL;
import static io.tracewheel.server.config.ValueType.OPTIONAL_DURATION;
import static io.tracewheel.server.config.ValueType.OPTIONAL_PATH;
import static io.tracewheel.server.config.ValueType.OPTIONAL_STRING;
import static io.tracewheel.server.config.ValueType.OPTIONAL_TEXT;
import static io.tracewheel.server.config.ValueType.PATH;
import static io.tracewheel.server.config.ValueType.SCORE_OUTPUT;
import static io.tracewheel.server.config.ValueType.STRINGS;
import static io.tracewheel.server.config.ValueType.STRING_MAP;
import static io.tracewheel.server.config.ValueType.intSize;
import static io.tracewheel.server.config.ValueType.integer;
import static io.tracewheel.server.config.ValueType.size;

import io.tracewheel.server.config.EvaluatorConfig.LogLevel;
import io.tracewheel.server.config.EvaluatorConfig.ScoreOutput;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every setting with its type, default and meaning: the one table that the reader, the defaults and
 * the README share.
 */
final class Settings {
  private static final String GRPC = "receivers.otlp.protocols.grpc.";
  private static final String HTTP = "receivers.otlp.protocols.http.";
  private static final int LARGEST_REQUEST = 1 << 30;

  private Settings() {}

  static final Setting<HostPort> GRPC_ENDPOINT =
      new Setting<>(GRPC + "endpoint", HOST_PORT, "127.0.0.1:4317", "where OTLP/gRPC is received");
  static final Setting<Integer> GRPC_MAX_REQUEST_BYTES =
      new Setting<>(
          GRPC + "max_request_bytes",
          intSize(1024, LARGEST_REQUEST),
          "64MiB",
          "one request, before and after decompression");
  static final Setting<Integer> GRPC_MAX_CONNECTIONS =
      new Setting<>(GRPC + "max_connections", integer(1, 1_000_000), "4096", "open at one time");
  static final Setting<Integer> GRPC_MAX_CONNECTIONS_PER_SOURCE =
      new Setting<>(
          GRPC + "max_connections_per_source",
          integer(1, 1_000_000),
          "1024",
          "of these from one address, so that one sender cannot shut out the others");
  static final Setting<Integer> GRPC_MAX_CONCURRENT_STREAMS =
      new Setting<>(
          GRPC + "max_concurrent_streams",
          integer(1, 100_000),
          "256",
          "requests in flight on one connection");
  static final Setting<Duration> GRPC_READ_TIMEOUT =
      new Setting<>(GRPC + "read_timeout", DURATION_TYPE, "30s", "for one whole request to arrive");
  static final Setting<HostPort> HTTP_ENDPOINT =
      new Setting<>(HTTP + "endpoint", HOST_PORT, "127.0.0.1:4318", "where OTLP/HTTP is received");
  static final Setting<Integer> HTTP_MAX_REQUEST_BYTES =
      new Setting<>(
          HTTP + "max_request_bytes",
          intSize(1024, LARGEST_REQUEST),
          "64MiB",
          "one body, before and after decompression");
  static final Setting<Integer> HTTP_MAX_CONNECTIONS =
      new Setting<>(HTTP + "max_connections", integer(1, 1_000_000), "4096", "open at one time");
  static final Setting<Integer> HTTP_MAX_CONNECTIONS_PER_SOURCE =
      new Setting<>(
          HTTP + "max_connections_per_source",
          integer(1, 1_000_000),
          "1024",
          "of these from one address, so that one sender cannot shut out the others");
  static final Setting<Duration> HTTP_READ_HEADER_TIMEOUT =
      new Setting<>(
          HTTP + "read_header_timeout", DURATION_TYPE, "10s", "for the headers of one request");
  static final Setting<Duration> HTTP_READ_TIMEOUT =
      new Setting<>(HTTP + "read_timeout", DURATION_TYPE, "30s", "for one whole body to arrive");
  static final Setting<Duration> HTTP_IDLE_TIMEOUT =
      new Setting<>(
          HTTP + "idle_timeout", DURATION_TYPE, "60s", "between two requests of a connection");
  static final Setting<Integer> GRPC_MIN_BODY_RATE =
      new Setting<>(
          GRPC + "min_body_rate",
          intSize(0, LARGEST_REQUEST),
          "4KiB",
          "each second of a request that is arriving, over 5 s; 0B for any");
  static final Setting<Optional<Path>> GRPC_TLS_CERT =
      new Setting<>(
          GRPC + "tls.cert_file",
          OPTIONAL_PATH,
          "",
          "PEM chain of certificates for TLS; like all PEM files read anew when it changes");
  static final Setting<Optional<Path>> GRPC_TLS_KEY =
      new Setting<>(GRPC + "tls.key_file", OPTIONAL_PATH, "", "its private key, PKCS #8");
  static final Setting<Optional<Path>> GRPC_TLS_CLIENT_CA =
      new Setting<>(
          GRPC + "tls.client_ca_file",
          OPTIONAL_PATH,
          "",
          "authorities; with it, clients need a certificate of one of them");
  static final Setting<Integer> HTTP_MIN_BODY_RATE =
      new Setting<>(
          HTTP + "min_body_rate",
          intSize(0, LARGEST_REQUEST),
          "4KiB",
          "each second of a body that is arriving, over 5 s; 0B for any");
  static final Setting<Optional<Path>> HTTP_TLS_CERT =
      new Setting<>(HTTP + "tls.cert_file", OPTIONAL_PATH, "", "as for gRPC");
  static final Setting<Optional<Path>> HTTP_TLS_KEY =
      new Setting<>(HTTP + "tls.key_file", OPTIONAL_PATH, "", "as for gRPC");
  static final Setting<Optional<Path>> HTTP_TLS_CLIENT_CA =
      new Setting<>(HTTP + "tls.client_ca_file", OPTIONAL_PATH, "", "as for gRPC");
  static final Setting<Map<String, String>> AUTH_BEARER =
      new Setting<>(
          "receivers.otlp.auth.bearer",
          STRING_MAP,
          "",
          "names of clients and their tokens; with any of `auth`, others are refused");
  static final Setting<Optional<Path>> AUTH_BEARER_FILE =
      new Setting<>(
          "receivers.otlp.auth.bearer_file",
          OPTIONAL_PATH,
          "",
          "file of lines `name:token`; read anew when it changes, a name may have several tokens");
  static final Setting<Map<String, String>> AUTH_BASIC =
      new Setting<>("receivers.otlp.auth.basic", STRING_MAP, "", "users and their passwords");
  static final Setting<Optional<Path>> AUTH_BASIC_FILE =
      new Setting<>(
          "receivers.otlp.auth.basic_file", OPTIONAL_PATH, "", "file of lines `user:password`");
  static final Setting<Optional<String>> TENANT_HEADER =
      new Setting<>(
          "receivers.otlp.tenants.header",
          OPTIONAL_STRING,
          "",
          "that names the tenant where nobody has to authenticate; otherwise the client is the"
              + " tenant");
  static final Setting<Integer> TENANT_ITEMS =
      new Setting<>(
          "receivers.otlp.tenants.items_per_second",
          integer(0, 1_000_000_000),
          "0",
          "spans, data points, log records or profiles of one tenant; 0 for no limit");
  static final Setting<Long> TENANT_BYTES =
      new Setting<>(
          "receivers.otlp.tenants.bytes_per_second",
          size(0, 1L << 40),
          "0B",
          "of one tenant, after decompression; 0B for no limit");
  static final Setting<EvaluatorConfig.InvalidSpans> INVALID_SPANS =
      new Setting<>(
          "receivers.otlp.invalid_spans",
          INVALID_SPANS_TYPE,
          "reject",
          "without valid ids, or with values nested more than 100 deep: left out and reported to"
              + " the client (`partial_success`), or `forward` those without valid ids");
  static final Setting<Long> MAX_IN_FLIGHT_BYTES =
      new Setting<>(
          "receivers.otlp.max_in_flight_bytes",
          size(1 << 20, 1L << 40),
          "256MiB",
          "all requests being received, evaluated or logged; above it clients are told to try again");
  static final Setting<List<String>> DISABLED_EVALUATORS =
      new Setting<>(
          "evaluators.inline.disabled", STRINGS, "", "names of evaluators that do not run");
  static final Setting<Optional<Path>> RULES =
      new Setting<>(
          "evaluators.rules",
          OPTIONAL_PATH,
          "",
          "file of rules, relative to this one; read anew when it changes, see below");
  static final Setting<Optional<Path>> REFERENCES =
      new Setting<>(
          "evaluators.references",
          OPTIONAL_PATH,
          "",
          "file of references that runs are compared with; read anew when it changes");
  static final Setting<Optional<Path>> FOLDER =
      new Setting<>(
          "evaluators.folder",
          OPTIONAL_PATH,
          "",
          "folder of jars with evaluators of your own; read anew when it changes");
  static final Setting<Duration> TRACE_QUIET =
      new Setting<>(
          "evaluators.traces.quiet",
          DURATION_TYPE,
          "2s",
          "without a further span, after which a trace that has all its spans is scored");
  static final Setting<Duration> TRACE_MAX_WAIT =
      new Setting<>(
          "evaluators.traces.max_wait",
          DURATION_TYPE,
          "10m",
          "without a further span, after which any other trace is scored, as incomplete");
  static final Setting<Duration> TRACE_LATE =
      new Setting<>(
          "evaluators.traces.late",
          DURATION_TYPE,
          "1m",
          "how long a scored trace is kept, so that spans that come late can change its scores");
  static final Setting<Integer> TRACE_MAX_REVISIONS =
      new Setting<>(
          "evaluators.traces.max_revisions",
          integer(0, 1000),
          "2",
          "how often late spans may change the scores of one trace");
  static final Setting<Long> TRACE_MAX_BYTES =
      new Setting<>(
          "evaluators.traces.max_trace_bytes",
          size(64 << 10, 1L << 40),
          "16MiB",
          "of one trace in memory; its further spans are counted but not looked at");
  static final Setting<Long> TRACES_MAX_BYTES =
      new Setting<>(
          "evaluators.traces.max_bytes",
          size(1 << 20, 1L << 40),
          "256MiB",
          "of all traces in memory, a quarter of the heap at most; above it scored ones are"
              + " forgotten, then others scored as they are");
  static final Setting<Long> TRACES_MAX_LOG_BYTES =
      new Setting<>(
          "evaluators.traces.max_log_bytes",
          size(1 << 20, 1L << 50),
          "1GiB",
          "of the log kept for traces that are not scored, half of the log at most; above it the"
              + " oldest are scored as they are");
  static final Setting<Optional<Duration>> TRACE_HOLD =
      new Setting<>(
          "evaluators.traces.hold",
          OPTIONAL_DURATION,
          "",
          "how long requests with GenAI spans may wait for the scores of their traces, so that these"
              + " leave on the root spans; see below");
  static final Setting<Long> TRACE_HOLD_BYTES =
      new Setting<>(
          "evaluators.traces.hold_max_bytes",
          size(64 << 10, 1L << 40),
          "64MiB",
          "of requests that wait, an eighth of the heap at most; above it the oldest leave as they"
              + " are");
  static final Setting<Integer> ASKING_OPEN =
      new Setting<>(
          "evaluators.asking.open",
          integer(1, 100_000),
          "256",
          "questions to judges and other evaluators that take their time, open at one time; each may"
              + " always have one");
  static final Setting<Integer> ASKING_OPEN_EACH =
      new Setting<>(
          "evaluators.asking.open_each",
          integer(1, 100_000),
          "64",
          "of these to one judge, one evaluator of a server, one jar; more wait by the `priority` of"
              + " their rules");
  static final Setting<Duration> SESSION_IDLE =
      new Setting<>(
          "evaluators.sessions.idle",
          DURATION_TYPE,
          "15m",
          "without a further trace, after which a conversation is scored");
  static final Setting<ScoreOutput> SPAN_ATTRIBUTES =
      new Setting<>(
          "scores.span_attributes", SCORE_OUTPUT, "all", "which scores become span attributes");
  static final Setting<ScoreOutput> SCORE_EVENTS =
      new Setting<>(
          "scores.events",
          SCORE_OUTPUT,
          "all",
          "which scores become `gen_ai.evaluation.result` log events");
  static final Setting<Path> LOG_DIRECTORY =
      new Setting<>(
          "log.directory", PATH, "tracewheel-data/log", "where the write-ahead log is kept");
  static final Setting<Long> LOG_SEGMENT_BYTES =
      new Setting<>(
          "log.segment_bytes", size(1 << 20, 1 << 30), "64MiB", "length of one file of the log");
  static final Setting<Long> LOG_MAX_BYTES =
      new Setting<>(
          "log.max_bytes",
          size(2 << 20, 1L << 50),
          "4GiB",
          "the whole log; when it is full of undelivered requests, clients are told to try again");
  static final Setting<Boolean> LOG_FSYNC =
      new Setting<>(
          "log.fsync",
          BOOLEAN,
          "true",
          "acknowledge only what is on the disk; false survives a crash but no power loss");
  static final Setting<List<String>> KAFKA_SERVERS =
      new Setting<>(
          "log.kafka.bootstrap_servers",
          STRINGS,
          "",
          "with any, Apache Kafka is the log, which several evaluators share; see below");
  static final Setting<String> KAFKA_TOPIC =
      new Setting<>(
          "log.kafka.topic", KAFKA_NAME, "tracewheel", "of all requests; made if it is not there");
  static final Setting<String> KAFKA_GROUP =
      new Setting<>(
          "log.kafka.group",
          KAFKA_NAME,
          "tracewheel",
          "what the consumer groups' names begin with; the destination's follows");
  static final Setting<Integer> KAFKA_PARTITIONS =
      new Setting<>(
          "log.kafka.partitions",
          integer(1, 10_000),
          "12",
          "of a topic that is made; as many evaluators can share the work");
  static final Setting<Integer> KAFKA_REPLICATION =
      new Setting<>("log.kafka.replication", integer(1, 9), "3", "of a topic that is made");
  static final Setting<Duration> KAFKA_RETENTION =
      new Setting<>(
          "log.kafka.retention",
          DURATION_TYPE,
          "168h",
          "of a topic that is made; what no destination took for so long is dropped, and reported");
  static final Setting<Map<String, String>> KAFKA_CLIENT =
      new Setting<>(
          "log.kafka.client",
          STRING_MAP,
          "",
          "properties of Kafka's clients, such as `security.protocol`, `sasl.jaas.config`");
  static final List<Setting<?>> KAFKA_DETAILS =
      List.of(
          KAFKA_TOPIC,
          KAFKA_GROUP,
          KAFKA_PARTITIONS,
          KAFKA_REPLICATION,
          KAFKA_RETENTION,
          KAFKA_CLIENT);
  static final Setting<LogLevel> LOG_LEVEL_SETTING =
      new Setting<>("telemetry.logs.level", LOG_LEVEL, "info", "least severe line on stderr");
  static final Setting<Optional<String>> METRICS_TO =
      new Setting<>(
          "telemetry.metrics.exporter",
          OPTIONAL_STRING,
          "",
          "exporter that the evaluator's own metrics are also sent to, such as `otlp/NAME`");
  static final Setting<Duration> METRICS_INTERVAL =
      new Setting<>(
          "telemetry.metrics.interval", DURATION_TYPE, "60s", "between two of these requests");
  static final Setting<HostPort> ADMIN_ENDPOINT =
      new Setting<>(
          "service.admin.endpoint",
          HOST_PORT,
          "127.0.0.1:13133",
          "of `/healthz`, `/readyz`, `/metrics` and a page; where nobody asked for it and it is"
              + " taken, there is none");
  static final Setting<Duration> DRAIN_TIMEOUT =
      new Setting<>(
          "service.drain_timeout",
          DURATION_TYPE,
          "20s",
          "how long a stop may take; what is undelivered then stays in the log");

  static final Setting<HostPort> OTLP_ENDPOINT =
      new Setting<>("endpoint", HOST_PORT, null, "of the destination");
  static final Setting<URI> OTLP_HTTP_ENDPOINT =
      new Setting<>(
          "endpoint", HTTP_URI, null, "base address; `/v1/traces` and so on are appended");
  static final Setting<Map<String, String>> HEADERS =
      new Setting<>("headers", STRING_MAP, "", "sent with every request");
  static final Setting<Boolean> TLS_INSECURE =
      new Setting<>("tls.insecure", BOOLEAN, "false", "true for plain text instead of TLS");
  static final Setting<Optional<Path>> TLS_CA =
      new Setting<>(
          "tls.ca_file",
          OPTIONAL_PATH,
          "",
          "authorities of the destination's certificate; the Java platform's by default");
  static final Setting<Optional<Path>> TLS_CERT =
      new Setting<>("tls.cert_file", OPTIONAL_PATH, "", "own certificate, if it asks for one");
  static final Setting<Optional<Path>> TLS_KEY =
      new Setting<>("tls.key_file", OPTIONAL_PATH, "", "its private key, PKCS #8");
  static final Setting<ExporterConfig.Compression> EXPORT_COMPRESSION =
      new Setting<>(
          "compression",
          COMPRESSION,
          "gzip",
          "of requests: `none`, `gzip` or `zstd`; gzip by ISA-L where `lib/gkl-*.jar` runs (Linux and"
              + " macOS on x86-64), else by the JDK");
  static final Setting<Duration> EXPORT_TIMEOUT =
      new Setting<>("timeout", DURATION_TYPE, "10s", "of one attempt");
  static final Setting<Duration> RETRY_INITIAL =
      new Setting<>(
          "retry_on_failure.initial_interval", DURATION_TYPE, "1s", "before the second attempt");
  static final Setting<Duration> RETRY_MAX =
      new Setting<>(
          "retry_on_failure.max_interval",
          DURATION_TYPE,
          "30s",
          "longest wait between attempts; there is no last attempt");
  static final Setting<Integer> CONSUMERS =
      new Setting<>(
          "sending_queue.num_consumers", integer(1, 256), "4", "requests in flight at one time");
  static final Setting<Path> FILE_PATH =
      new Setting<>("path", PATH, null, "of the file of OTLP/JSON lines");

  static final Setting<List<String>> MASK =
      new Setting<>(
          "masking.mask",
          STRINGS,
          "",
          "types whose findings become a mark such as `[EMAIL]`: `all`, `pii`, `secrets`, types, names"
              + " of patterns; see Masking");
  static final Setting<List<String>> MASK_DROP =
      new Setting<>("masking.drop", STRINGS, "", "types whose findings are taken out");
  static final Setting<List<String>> MASK_PSEUDONYM =
      new Setting<>(
          "masking.pseudonym",
          STRINGS,
          "",
          "types whose findings become a mark with a keyed hash: the same for the same value, also"
              + " after a restart");
  static final Setting<Optional<String>> MASK_KEY =
      new Setting<>(
          "masking.pseudonym_key",
          OPTIONAL_TEXT,
          "",
          "of the hash, at least 16 bytes; write `${env:NAME}` or `${file:PATH}`, not the key");
  static final Setting<Map<String, String>> MASK_PATTERNS =
      new Setting<>(
          "masking.patterns",
          STRING_MAP,
          "",
          "regular expressions (RE2, without `*` and `+`) of your own, by name; masked unless named"
              + " elsewhere");
  static final Setting<List<String>> MASK_EXCEPT =
      new Setting<>(
          "masking.except", STRINGS, "", "keys of attributes whose values are not looked into");

  private static final List<Setting<?>> MASKING =
      List.of(MASK, MASK_DROP, MASK_PSEUDONYM, MASK_KEY, MASK_PATTERNS, MASK_EXCEPT);

  /** Settings from the top of the file. */
  static final List<Setting<?>> TOP =
      List.of(
          GRPC_ENDPOINT,
          GRPC_MAX_REQUEST_BYTES,
          GRPC_MAX_CONNECTIONS,
          GRPC_MAX_CONNECTIONS_PER_SOURCE,
          GRPC_MAX_CONCURRENT_STREAMS,
          GRPC_READ_TIMEOUT,
          GRPC_MIN_BODY_RATE,
          GRPC_TLS_CERT,
          GRPC_TLS_KEY,
          GRPC_TLS_CLIENT_CA,
          HTTP_ENDPOINT,
          HTTP_MAX_REQUEST_BYTES,
          HTTP_MAX_CONNECTIONS,
          HTTP_MAX_CONNECTIONS_PER_SOURCE,
          HTTP_READ_HEADER_TIMEOUT,
          HTTP_READ_TIMEOUT,
          HTTP_IDLE_TIMEOUT,
          HTTP_MIN_BODY_RATE,
          HTTP_TLS_CERT,
          HTTP_TLS_KEY,
          HTTP_TLS_CLIENT_CA,
          AUTH_BEARER,
          AUTH_BEARER_FILE,
          AUTH_BASIC,
          AUTH_BASIC_FILE,
          TENANT_HEADER,
          TENANT_ITEMS,
          TENANT_BYTES,
          INVALID_SPANS,
          MAX_IN_FLIGHT_BYTES,
          DISABLED_EVALUATORS,
          RULES,
          REFERENCES,
          FOLDER,
          TRACE_QUIET,
          TRACE_MAX_WAIT,
          TRACE_LATE,
          TRACE_MAX_REVISIONS,
          TRACE_MAX_BYTES,
          TRACES_MAX_BYTES,
          TRACES_MAX_LOG_BYTES,
          TRACE_HOLD,
          TRACE_HOLD_BYTES,
          ASKING_OPEN,
          ASKING_OPEN_EACH,
          SESSION_IDLE,
          SPAN_ATTRIBUTES,
          SCORE_EVENTS,
          LOG_DIRECTORY,
          LOG_SEGMENT_BYTES,
          LOG_MAX_BYTES,
          LOG_FSYNC,
          KAFKA_SERVERS,
          KAFKA_TOPIC,
          KAFKA_GROUP,
          KAFKA_PARTITIONS,
          KAFKA_REPLICATION,
          KAFKA_RETENTION,
          KAFKA_CLIENT,
          LOG_LEVEL_SETTING,
          METRICS_TO,
          METRICS_INTERVAL,
          ADMIN_ENDPOINT,
          DRAIN_TIMEOUT);

  /** Settings below {@code exporters.otlp/NAME}. */
  static final List<Setting<?>> OTLP =
      withMasking(
          OTLP_ENDPOINT,
          HEADERS,
          TLS_INSECURE,
          TLS_CA,
          TLS_CERT,
          TLS_KEY,
          EXPORT_COMPRESSION,
          EXPORT_TIMEOUT,
          RETRY_INITIAL,
          RETRY_MAX,
          CONSUMERS);

  /** Settings below {@code exporters.otlphttp/NAME}. */
  static final List<Setting<?>> OTLP_HTTP =
      withMasking(
          OTLP_HTTP_ENDPOINT,
          HEADERS,
          TLS_CA,
          TLS_CERT,
          TLS_KEY,
          EXPORT_COMPRESSION,
          EXPORT_TIMEOUT,
          RETRY_INITIAL,
          RETRY_MAX,
          CONSUMERS);

  /** Settings below {@code exporters.file/NAME}. */
  static final List<Setting<?>> FILE = withMasking(FILE_PATH);

  private static List<Setting<?>> withMasking(Setting<?>... own) {
    List<Setting<?>> all = new ArrayList<>(List.of(own));
    all.addAll(MASKING);
    return List.copyOf(all);
  }
}
