// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.evaluate;

import io.tracewheel.evaluators.Score;
import io.tracewheel.otlp.LogTarget;
import io.tracewheel.trace.trajectory.SpanLink;
import io.tracewheel.trace.trajectory.SpanProjection;
import io.tracewheel.trace.trajectory.Trajectory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was read of one trace. Not thread-safe. */
public final class StoredTrace {
  private final String id;
  private final Map<String, StoredSpan> spans = new LinkedHashMap<>();
  private final List<SpanLink> links = new ArrayList<>();

  /** A GenAI span, where its scores go, and those it has by itself. */
  record StoredSpan(SpanProjection projection, LogTarget target, List<Score> scores) {}

  StoredTrace(String id) {
    this.id = id;
  }

  /** Hexadecimal id. */
  String id() {
    return id;
  }

  /** Of two spans with one id the later counts. */
  void add(StoredSpan span) {
    spans.put(span.projection().spanId(), span);
  }

  void add(SpanLink link) {
    links.add(link);
  }

  boolean hasGenAiSpans() {
    return !spans.isEmpty();
  }

  Collection<StoredSpan> spans() {
    return spans.values();
  }

  LogTarget target(String spanId) {
    StoredSpan span = spans.get(spanId);
    if (span == null) {
      throw new IllegalArgumentException("there is no span " + spanId);
    }
    return span.target();
  }

  /** All that is known of its spans. */
  Trajectory.TraceSpans known() {
    return new Trajectory.TraceSpans(
        spans.values().stream().map(StoredSpan::projection).toList(), List.copyOf(links));
  }

  /** What happened in it. */
  public Trajectory trajectory() {
    return Trajectory.of(spans.values().stream().map(StoredSpan::projection).toList(), links);
  }
}
