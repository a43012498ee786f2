// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that the evaluator can be told, complete: every default is filled in. Immutable.
 *
 * @param receivers where and within which limits OTLP is received
 * @param evaluation which inline evaluators run and what becomes of their scores
 * @param rules where rules come from
 * @param traces how whole traces are put together
 * @param log the write-ahead log between receivers and exporters
 * @param exporters the destinations, in the order of the file; every one gets everything. Ids are
 *     unique
 * @param telemetry the evaluator's own logging and metrics
 * @param admin where health, readiness, metrics and state are served
 * @param drainTimeout how long a stop may wait for requests in flight and for destinations;
 *     positive
 */
public record EvaluatorConfig(
    Receivers receivers,
    Evaluation evaluation,
    Rules rules,
    Traces traces,
    Log log,
    List<ExporterConfig> exporters,
    Telemetry telemetry,
    Admin admin,
    Duration drainTimeout) {

  /** Why rules and a log on Kafka do not go together. */
  public static final String RULES_WITHOUT_KAFKA =
      "evaluators.rules needs a log on this machine: traces are not put together from Kafka; leave"
          + " out the rules, or log.kafka.";

  public EvaluatorConfig {
    exporters = List.copyOf(exporters);
  }

  /** This configuration with other destinations. */
  public EvaluatorConfig withExporters(List<ExporterConfig> others) {
    return new EvaluatorConfig(
        receivers, evaluation, rules, traces, log, others, telemetry, admin, drainTimeout);
  }

  /** This configuration with other receivers. */
  public EvaluatorConfig withReceivers(Receivers others) {
    return new EvaluatorConfig(
        others, evaluation, rules, traces, log, exporters, telemetry, admin, drainTimeout);
  }

  /** This configuration with another log. */
  public EvaluatorConfig withLog(Log other) {
    return new EvaluatorConfig(
        receivers, evaluation, rules, traces, other, exporters, telemetry, admin, drainTimeout);
  }

  /** This configuration with rules from elsewhere. */
  public EvaluatorConfig withRules(Rules others) {
    return new EvaluatorConfig(
        receivers, evaluation, others, traces, log, exporters, telemetry, admin, drainTimeout);
  }

  /** This configuration with another place for health, readiness, metrics and state. */
  public EvaluatorConfig withAdmin(Admin other) {
    return new EvaluatorConfig(
        receivers, evaluation, rules, traces, log, exporters, telemetry, other, drainTimeout);
  }

  /**
   * Both receivers and what they share.
   *
   * @param grpc OTLP/gRPC
   * @param http OTLP/HTTP
   * @param maxInFlightBytes bytes of all requests that are being received, evaluated or logged at
   *     one time, in both receivers together; above it requests are refused as retryable. At least
   *     1 MiB
   * @param security who may send, and how much
   * @param invalidSpans what becomes of spans that cannot be used
   */
  public record Receivers(
      GrpcReceiver grpc,
      HttpReceiver http,
      long maxInFlightBytes,
      SecurityConfig security,
      InvalidSpans invalidSpans) {

    /** These receivers on other ports; 0 takes a free one. */
    public Receivers withPorts(int grpcPort, int httpPort) {
      return new Receivers(
          grpc.withPort(grpcPort),
          http.withPort(httpPort),
          maxInFlightBytes,
          security,
          invalidSpans);
    }
  }

  /** What becomes of spans that cannot be used. */
  public enum InvalidSpans {
    /** They are left out, and the client is told how many. */
    REJECT,
    /** Those without valid ids go on as they are; a request with others is refused. */
    FORWARD
  }

  /**
   * Connections that are open at one time.
   *
   * @param most to one receiver
   * @param mostPerSource of these from one address
   */
  public record Connections(int most, int mostPerSource) {}

  /**
   * OTLP/gRPC.
   *
   * @param endpoint where to listen; port 0 takes a free one
   * @param maxRequestBytes of one request after decompression; 1 to {@link Integer#MAX_VALUE} - 64
   * @param connections more are closed at accept
   * @param maxConcurrentStreams requests in flight on one connection
   * @param readTimeout for one whole request to arrive
   * @param minBodyRate bytes per second that a request has to arrive with; 0 for any
   * @param tls files; none for plain text
   */
  public record GrpcReceiver(
      HostPort endpoint,
      int maxRequestBytes,
      Connections connections,
      int maxConcurrentStreams,
      Duration readTimeout,
      int minBodyRate,
      TlsFiles tls) {

    GrpcReceiver withPort(int port) {
      return new GrpcReceiver(
          endpoint.withPort(port),
          maxRequestBytes,
          connections,
          maxConcurrentStreams,
          readTimeout,
          minBodyRate,
          tls);
    }
  }

  /**
   * OTLP/HTTP.
   *
   * @param endpoint where to listen; port 0 takes a free one
   * @param maxRequestBytes of one body, before and after decompression; 1 to {@link
   *     Integer#MAX_VALUE} - 64
   * @param connections more are closed at accept
   * @param readHeaderTimeout from the first byte of a request to the end of its headers
   * @param readTimeout for one whole body to arrive
   * @param idleTimeout between two requests of one connection
   * @param minBodyRate bytes per second that a body has to arrive with; 0 for any
   * @param tls files; none for plain text
   */
  public record HttpReceiver(
      HostPort endpoint,
      int maxRequestBytes,
      Connections connections,
      Duration readHeaderTimeout,
      Duration readTimeout,
      Duration idleTimeout,
      int minBodyRate,
      TlsFiles tls) {

    HttpReceiver withPort(int port) {
      return new HttpReceiver(
          endpoint.withPort(port),
          maxRequestBytes,
          connections,
          readHeaderTimeout,
          readTimeout,
          idleTimeout,
          minBodyRate,
          tls);
    }
  }

  /**
   * Inline evaluation.
   *
   * @param disabled names of the inline evaluators that do not run
   * @param spanAttributes which scores become attributes of the scored span
   * @param events which scores become {@code gen_ai.evaluation.result} log events
   */
  public record Evaluation(Set<String> disabled, ScoreOutput spanAttributes, ScoreOutput events) {
    public Evaluation {
      disabled = Set.copyOf(disabled);
    }
  }

  /**
   * Rules.
   *
   * @param file of the rules; null when only the built-in evaluators of spans run
   * @param references what runs are compared with; null for nothing
   * @param folder of jars with evaluators of users; null for none
   */
  public record Rules(@Nullable Path file, @Nullable Path references, @Nullable Path folder) {
    /** No rules. */
    public static final Rules NONE = new Rules(null, null, null);
  }

  /**
   * Whole traces in memory.
   *
   * @param quiet without a further span, after which a trace that has all its spans is scored
   * @param maxWait without a further span, after which any other trace is scored as it is
   * @param late after its score, how long a trace is kept for spans that come late
   * @param maxRevisions how often scores of one trace may be replaced
   * @param maxTraceBytes of one trace; further spans are counted and left out
   * @param maxBytes of all traces; above it scored traces are forgotten, then others scored as they
   *     are
   * @param maxLogBytes of the log that are kept for traces without scores; above it the oldest are
   *     scored as they are
   * @param sessionIdle without a further trace, after which a conversation is scored
   * @param hold requests that wait for scores
   * @param asking questions to those who take their time
   */
  public record Traces(
      Duration quiet,
      Duration maxWait,
      Duration late,
      int maxRevisions,
      long maxTraceBytes,
      long maxBytes,
      long maxLogBytes,
      Duration sessionIdle,
      Hold hold,
      Asking asking) {}

  /**
   * Questions that are open at one time.
   *
   * @param open to all together; each may have one whatever the others have
   * @param openEach to each who is asked
   */
  public record Asking(int open, int openEach) {}

  /**
   * Requests with GenAI spans that wait for the scores of their traces.
   *
   * @param longest how long one may wait; null when none waits
   * @param maxBytes of those that wait; above it the oldest leave as they are
   */
  public record Hold(@Nullable Duration longest, long maxBytes) {
    /** None waits. */
    public static final Hold NONE = new Hold(null, 0);
  }

  /** Which scores leave by one way. */
  public enum ScoreOutput {
    /** Every score. */
    ALL,
    /** Only scores whose label is {@code fail}. */
    FAILED,
    /** None. */
    NONE
  }

  /**
   * The write-ahead log.
   *
   * @param directory of its segments and cursors; made if it does not exist
   * @param segmentBytes length of one segment file
   * @param maxBytes of all segments; when it is reached, requests are refused as retryable until
   *     destinations have caught up
   * @param fsync whether requests are acknowledged only after they are on the disk; without it a
   *     power loss, but not a crash of the process, can lose acknowledged requests
   * @param kafka where requests are logged instead; null for segments in the directory
   */
  public record Log(
      Path directory, long segmentBytes, long maxBytes, boolean fsync, @Nullable Kafka kafka) {

    /** A log on this machine. */
    public Log(Path directory, long segmentBytes, long maxBytes, boolean fsync) {
      this(directory, segmentBytes, maxBytes, fsync, null);
    }

    /** This log in another directory. */
    public Log in(Path other) {
      return new Log(other, segmentBytes, maxBytes, fsync, kafka);
    }
  }

  /**
   * A log on Apache Kafka, which several evaluators share.
   *
   * @param bootstrapServers addresses, {@code host:port}; at least one
   * @param topic that requests are written to; made if it does not exist
   * @param group what the names of the destinations' consumer groups begin with
   * @param partitions of a topic that is made
   * @param replication of a topic that is made
   * @param retention of a topic that is made
   * @param client further properties of Kafka's clients; may hold secrets
   */
  public record Kafka(
      List<String> bootstrapServers,
      String topic,
      String group,
      int partitions,
      int replication,
      Duration retention,
      Map<String, String> client) {
    public Kafka {
      bootstrapServers = List.copyOf(bootstrapServers);
      client = Map.copyOf(client);
    }

    /** Without the clients' properties, which may be secret. */
    @Override
    public String toString() {
      return "Kafka[" + String.join(",", bootstrapServers) + ", " + topic + ", " + group + "]";
    }
  }

  /**
   * The evaluator's own telemetry.
   *
   * @param logLevel least severe level that is written to stderr
   * @param metricsTo id of the exporter that the evaluator's own metrics are sent to; null for none
   * @param metricsInterval between two of them
   */
  public record Telemetry(
      LogLevel logLevel, @Nullable String metricsTo, Duration metricsInterval) {}

  /**
   * Health, readiness, metrics and state over HTTP.
   *
   * @param endpoint where to listen; port 0 takes a free one
   * @param asked whether somebody asked for this endpoint: then it is an error when it cannot be
   *     had, otherwise the evaluator runs without
   */
  public record Admin(HostPort endpoint, boolean asked) {}

  /** Severity of the evaluator's own log lines. */
  public enum LogLevel {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }
}
