// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.admin;

import static java.util.Locale.ROOT;

import io.tracewheel.evaluators.EvaluatorHealth;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.assembly.TraceStatistics;
import io.tracewheel.server.export.DestinationStatistics;
import io.tracewheel.server.log.LogStatistics;
import io.tracewheel.server.pipeline.Traffic;
import io.tracewheel.server.pipeline.Traffic.Counts;
import io.tracewheel.server.pipeline.Traffic.Transport;
import io.tracewheel.server.rules.RuleTally;
import io.tracewheel.server.telemetry.Metric;
import io.tracewheel.server.telemetry.Metrics;
import java.util.List;

/**
 * Every figure about the evaluator, taken at one moment. What the OpenTelemetry Collector has too
 * goes by the Collector's name, so that its dashboards and alerts work; the rest begins with {@code
 * tracewheel}.
 */
final class EvaluatorMetrics {
  private static final String RECEIVER = "otlp";

  private final Parts parts;
  private final ProcessMetrics process = new ProcessMetrics();
  private final long firstLogEnd;

  EvaluatorMetrics(Parts parts) {
    this.parts = parts;
    this.firstLogEnd = parts.logEnd().getAsLong();
  }

  List<Metric> collect() {
    Metrics metrics = new Metrics();
    receivers(metrics);
    log(metrics);
    destinations(metrics);
    evaluators(metrics);
    traces(metrics);
    judges(metrics);
    process.collect(metrics);
    return metrics.all();
  }

  /** What the Collector calls the items of a signal. */
  static String items(Signal signal) {
    return switch (signal) {
      case TRACES -> "spans";
      case METRICS -> "metric_points";
      case LOGS -> "log_records";
      case PROFILES -> "profile_samples";
    };
  }

  private void receivers(Metrics metrics) {
    Traffic traffic = parts.pipeline().traffic();
    for (Transport transport : Transport.values()) {
      String by = transport.name().toLowerCase(ROOT);
      for (Signal signal : Signal.values()) {
        Counts counts = traffic.counts(transport, signal);
        String name = signal.name().toLowerCase(ROOT);
        metrics.counter(
            "otelcol_receiver_accepted_" + items(signal),
            "{" + signal.items() + "}",
            "Received and in the log",
            counts.items(),
            "receiver",
            RECEIVER,
            "transport",
            by);
        metrics.counter(
            "tracewheel.receiver.rejected_items",
            "{item}",
            "Left out of requests that were accepted (partial_success)",
            counts.rejected(),
            "signal",
            name,
            "transport",
            by);
        metrics.counter(
            "otelcol_receiver_requests",
            "{request}",
            "Requests by what became of them",
            counts.requests(),
            "receiver",
            RECEIVER,
            "transport",
            by,
            "signal",
            name,
            "outcome",
            "success");
        metrics.counter(
            "otelcol_receiver_requests",
            "{request}",
            "Requests by what became of them",
            counts.allRefused(),
            "receiver",
            RECEIVER,
            "transport",
            by,
            "signal",
            name,
            "outcome",
            "refused");
        counts
            .refused()
            .forEach(
                (reason, count) ->
                    metrics.counter(
                        "tracewheel.receiver.refused_requests",
                        "{request}",
                        "Requests that were not taken, by reason",
                        count,
                        "signal",
                        name,
                        "transport",
                        by,
                        "reason",
                        reason.name().toLowerCase(ROOT)));
        metrics.counter(
            "tracewheel.receiver.accepted",
            "By",
            "Bytes of accepted requests after decompression, as protobuf",
            counts.bytes(),
            "signal",
            name,
            "transport",
            by);
      }
      metrics.histogram(
          "tracewheel.receiver.ack.duration",
          "s",
          "From the beginning of accepted requests to their acknowledgement",
          traffic.answerTimes(transport),
          "transport",
          by);
    }
    metrics.counter(
        "tracewheel.receiver.unscored_requests",
        "{request}",
        "Requests of spans that went on without scores because evaluating them failed",
        traffic.unscoredRequests());
    metrics.gauge(
        "tracewheel.receiver.in_flight",
        "By",
        "Being received, evaluated or logged",
        parts.intake().reservedBytes());
    metrics.gauge(
        "tracewheel.receiver.in_flight.limit",
        "By",
        "receivers.otlp.max_in_flight_bytes, or half of the heap",
        parts.intake().capacity());
    metrics.gauge(
        "tracewheel.receiver.in_flight.requests",
        "{request}",
        "Requests in flight",
        parts.intake().requests());
    metrics.gauge(
        "tracewheel.ready",
        "",
        "1 when requests should be sent here",
        new Readiness(parts).reasons().isEmpty() ? 1 : 0);
  }

  private void log(Metrics metrics) {
    LogStatistics log = parts.log().get();
    metrics.counter(
        "tracewheel.log.appended",
        "By",
        "Written to the log since the start",
        Math.max(0, parts.logEnd().getAsLong() - firstLogEnd));
    metrics.gauge("tracewheel.log.size", "By", "Kept in the log", log.storedBytes());
    metrics.gauge("tracewheel.log.limit", "By", "log.max_bytes", parts.logCapacity());
    metrics.gauge(
        "tracewheel.log.waiting", "By", "Appended and not yet on the disk", log.waitingBytes());
    metrics.gauge(
        "tracewheel.log.torn",
        "By",
        "Unfinished writes of the process before that were cut off at the start",
        log.tornBytes());
    metrics.counter(
        "tracewheel.log.damaged",
        "By",
        "Cannot be read any more and were passed over",
        log.damagedBytes());
    metrics.counter(
        "tracewheel.log.failed_commits",
        "{commit}",
        "Times that writing to the disk failed",
        log.failedCommits());
    metrics.gauge(
        "tracewheel.log.disk.free",
        "By",
        "Free on the disk of the log",
        parts.logDirectory().toFile().getUsableSpace());
  }

  private void destinations(Metrics metrics) {
    for (DestinationStatistics one : parts.destinations().get()) {
      String[] exporter = {"exporter", one.id()};
      metrics.counter(
          "tracewheel.destination.delivered_requests",
          "{request}",
          "Requests that the destination has",
          one.delivered(),
          exporter);
      metrics.counter(
          "tracewheel.destination.delivered",
          "By",
          "Of these, as protobuf",
          one.deliveredBytes(),
          exporter);
      metrics.counter(
          "tracewheel.destination.retried_requests",
          "{request}",
          "Attempts that failed and were or will be repeated",
          one.failedAttempts(),
          exporter);
      metrics.counter(
          "tracewheel.destination.repeated_requests",
          "{request}",
          "Sent again although the destination may have taken them: possible duplicates",
          one.possibleDuplicates(),
          exporter);
      metrics.counter(
          "tracewheel.destination.dead_lettered_requests",
          "{request}",
          "Refused for good and kept in the dead-letter file",
          one.deadLettered(),
          exporter);
      metrics.counter(
          "tracewheel.destination.rejected_items",
          "{item}",
          "That the destination left out of requests that it took (partial_success)",
          one.rejectedItems(),
          exporter);
      metrics.gauge(
          "tracewheel.destination.lag",
          "By",
          "In the log and not delivered",
          one.lagBytes(),
          exporter);
      metrics.gauge(
          "tracewheel.destination.lag.age",
          "s",
          "Since the oldest request was received that is not delivered",
          one.lagMillis() / 1000.0,
          exporter);
      metrics.gauge(
          "tracewheel.destination.reachable",
          "",
          "0 while attempts fail",
          one.reachable() ? 1 : 0,
          exporter);
      metrics.gauge(
          "otelcol_exporter_queue_size",
          "By",
          "In the log and not delivered",
          one.lagBytes(),
          exporter);
      metrics.gauge(
          "otelcol_exporter_queue_capacity", "By", "log.max_bytes", parts.logCapacity(), exporter);
      metrics.gauge(
          "otelcol_exporter_in_flight_requests",
          "{request}",
          "Being sent, or waiting for the next attempt",
          one.inFlight(),
          exporter);
    }
  }

  private void evaluators(Metrics metrics) {
    for (EvaluatorHealth.Report report : parts.evaluators().reports()) {
      scores(metrics, report.name(), "span", report.passed(), report.failed());
      report
          .unscored()
          .forEach((why, count) -> unscored(metrics, report.name(), "span", why.name(), count));
      metrics.gauge(
          "tracewheel.evaluator.quarantined",
          "",
          "1 while the evaluator is set aside because it failed or overran its budget",
          report.quarantined() ? 1 : 0,
          "evaluator",
          report.name());
    }
  }

  private static void scores(
      Metrics metrics, String name, String target, long passed, long failed) {
    score(metrics, name, target, "pass", passed);
    score(metrics, name, target, "fail", failed);
  }

  private static void score(Metrics metrics, String name, String target, String label, long count) {
    metrics.counter(
        "tracewheel.evaluator.scores",
        "{score}",
        "Scores given, by evaluator or rule; what is not failed counts as passed",
        count,
        "evaluator",
        name,
        "target",
        target,
        "label",
        label);
  }

  private static void unscored(
      Metrics metrics, String name, String target, String why, long count) {
    metrics.counter(
        "tracewheel.evaluator.unscored",
        "{evaluation}",
        "Evaluations that gave no score, by reason",
        count,
        "evaluator",
        name,
        "target",
        target,
        "reason",
        why.toLowerCase(ROOT));
  }

  private void traces(Metrics metrics) {
    TraceStatistics traces = parts.traces().get();
    metrics.gauge("tracewheel.traces.open", "{trace}", "Traces in memory", traces.open());
    metrics.gauge("tracewheel.traces.memory", "By", "That they take, about", traces.bytes());
    metrics.gauge(
        "tracewheel.traces.unanswered",
        "{judgement}",
        "Judgements that are waited for",
        traces.unanswered());
    metrics.counter(
        "tracewheel.traces.given_up",
        "{judgement}",
        "Judgements never asked for, because memory was needed",
        traces.givenUp());
    metrics.gauge(
        "tracewheel.held.requests",
        "{request}",
        "Requests that wait for the scores of their traces",
        traces.held());
    metrics.gauge("tracewheel.held.size", "By", "Bytes of those that wait", traces.heldBytes());
    metrics.counter(
        "tracewheel.held.released",
        "{request}",
        "Requests that waited, by whether the scores of their traces were there",
        traces.releasedScored(),
        "scores",
        "there");
    metrics.counter(
        "tracewheel.held.released",
        "{request}",
        "Requests that waited, by whether the scores of their traces were there",
        traces.releasedUnscored(),
        "scores",
        "missing");
    metrics.counter(
        "tracewheel.traces.unrevised",
        "{score}",
        "Scores that would have changed but for evaluators.traces.max_revisions",
        traces.unrevised());
    for (RuleTally.Counts rule : traces.rules()) {
      scores(metrics, rule.rule(), rule.target(), rule.scored() - rule.failed(), rule.failed());
      rule.unscored()
          .forEach(
              (why, count) -> unscored(metrics, rule.rule(), rule.target(), why.name(), count));
      unscored(metrics, rule.rule(), rule.target(), "left_out", rule.leftOut());
    }
  }

  private void judges(Metrics metrics) {
    for (JudgeCounts.Count one : parts.judges().counts()) {
      metrics.counter(
          one.call() ? "tracewheel.judge.calls" : "tracewheel.judge.judgements",
          "{call}",
          one.call() ? "Calls of judges' models" : "Judgements, whatever calls they took",
          one.count(),
          "judge",
          one.judge(),
          "outcome",
          one.outcome());
      if (one.call()) {
        tokens(metrics, one, "input", one.inputTokens());
        tokens(metrics, one, "output", one.outputTokens());
      }
    }
    metrics.gauge(
        "tracewheel.judge.cost",
        "",
        "Spent by judges today, in the currency of their prices",
        parts.judgeMoney().getAsDouble());
  }

  private static void tokens(Metrics metrics, JudgeCounts.Count one, String type, long tokens) {
    metrics.counter(
        "tracewheel.judge.tokens",
        "{token}",
        "Tokens of judges' calls",
        tokens,
        "judge",
        one.judge(),
        "outcome",
        one.outcome(),
        "gen_ai.token.type",
        type);
  }
}
