// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.assembly;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.trace.v1.Span;
import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.config.EvaluatorConfig;
import io.tracewheel.server.config.EvaluatorConfig.ScoreOutput;
import io.tracewheel.server.log.LogRecord;
import io.tracewheel.server.rules.RuleSet;
import io.tracewheel.server.telemetry.SampledLogger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** Live traces on a log that is a list, under a clock that the test moves. */
final class Stream implements AutoCloseable {
  static final Duration LATE = Duration.ofDays(100);
  static final Duration QUIET = Duration.ofSeconds(2);

  final List<LogRecord> log = new ArrayList<>();
  final LiveTraces traces;
  long now = 1;
  long most;

  /** A score event as it went into the log. */
  record Event(String traceId, String spanId, Map<String, String> attributes) {
    String name() {
      return attributes.getOrDefault("gen_ai.evaluation.name", "");
    }

    String id() {
      return attributes.getOrDefault("tracewheel.score.id", "");
    }

    int revision() {
      return Integer.parseInt(attributes.getOrDefault("tracewheel.score.revision", "-1"));
    }

    /** What is the same however the spans came. */
    String finding() {
      return traceId
          + " "
          + spanId
          + " "
          + name()
          + " "
          + attributes.get("gen_ai.evaluation.score.value")
          + " "
          + attributes.get("gen_ai.evaluation.score.label")
          + " "
          + attributes.get("tracewheel.trace.complete");
    }
  }

  Stream(RuleSet rules, EvaluatorConfig.Traces limits) {
    traces =
        new LiveTraces(
            limits,
            limits.maxBytes(),
            ScoreOutput.ALL,
            EvaluationClock.system(),
            new SampledLogger(LoggerFactory.getLogger(Stream.class), System::nanoTime));
    traces.use(rules);
  }

  static EvaluatorConfig.Traces limits(int revisions, long maxTraceBytes, long maxBytes) {
    return new EvaluatorConfig.Traces(
        QUIET,
        Duration.ofMinutes(10),
        LATE,
        revisions,
        maxTraceBytes,
        maxBytes,
        1L << 30,
        Duration.ofMinutes(15),
        EvaluatorConfig.Hold.NONE,
        new EvaluatorConfig.Asking(128, 64));
  }

  void send(List<Span> spans) {
    append(Signal.TRACES, RandomTraces.request(spans));
    take(log.get(log.size() - 1), false);
  }

  void take(LogRecord record, boolean rebuilding) {
    traces.take(record, rebuilding, now);
    most = Math.max(most, traces.bytes());
    flush();
  }

  void pass(Duration time) {
    now += time.toNanos();
    traces.answers();
    traces.work(now);
    flush();
  }

  void flush() {
    ByteSlice scores = traces.scores();
    if (scores != null) {
      append(Signal.LOGS, scores);
    }
  }

  void append(Signal signal, ByteSlice request) {
    log.add(new LogRecord(log.size(), log.size() + 1L, 0, signal, request));
  }

  List<Event> events() {
    List<Event> events = new ArrayList<>();
    for (LogRecord record : log) {
      if (record.signal() == Signal.LOGS) {
        events.addAll(events(record.request()));
      }
    }
    return events;
  }

  /** The last word on each score, by its id. */
  Map<String, Event> last() {
    Map<String, Event> last = new LinkedHashMap<>();
    for (Event event : events()) {
      Event before = last.get(event.id());
      if (before == null || before.revision() < event.revision()) {
        last.put(event.id(), event);
      }
    }
    return last;
  }

  private static List<Event> events(ByteSlice request) {
    List<Event> events = new ArrayList<>();
    try {
      for (ResourceLogs resource :
          ExportLogsServiceRequest.parseFrom(request.toByteArray()).getResourceLogsList()) {
        for (ScopeLogs scope : resource.getScopeLogsList()) {
          scope
              .getLogRecordsList()
              .forEach(
                  record ->
                      events.add(
                          new Event(
                              hex(record.getTraceId().toByteArray()),
                              hex(record.getSpanId().toByteArray()),
                              attributes(record.getAttributesList()))));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return events;
  }

  private static String hex(byte[] id) {
    return HexFormat.of().formatHex(id);
  }

  private static Map<String, String> attributes(List<KeyValue> attributes) {
    Map<String, String> map = new LinkedHashMap<>();
    for (KeyValue attribute : attributes) {
      AnyValue value = attribute.getValue();
      map.put(
          attribute.getKey(),
          switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
            case INT_VALUE -> Long.toString(value.getIntValue());
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            default -> value.toString();
          });
    }
    return map;
  }

  @Override
  public void close() {
    traces.close();
  }
}
