// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.assembly;

import io.tracewheel.otlp.AttributeKeys;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Excerpts;
import io.tracewheel.otlp.LogRecordView;
import io.tracewheel.otlp.LogTarget;
import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.SpanView;
import io.tracewheel.otlp.TraceRequest;
import io.tracewheel.trace.GenAiReader;
import io.tracewheel.trace.Message;
import io.tracewheel.trace.trajectory.Content;
import io.tracewheel.trace.trajectory.Detail;
import io.tracewheel.trace.trajectory.SpanLink;
import io.tracewheel.trace.trajectory.SpanProjection;
import io.tracewheel.trace.trajectory.SpanProjector;
import io.tracewheel.trace.trajectory.Trajectory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one trace: projections of its GenAI spans and the places of the others. Not
 * thread-safe.
 */
final class AssembledTrace {
  // About what objects take in memory, for the bounds.
  private static final int TRACE_BYTES = 1_500;
  private static final int LINK_BYTES = 350;
  private static final int SPAN_BYTES = 1_200;
  private static final int PART_BYTES = 120;
  private static final int SCORE_BYTES = 300;
  private static final int RECORD_BYTES = 400;

  final String id;

  /** Where in the log its first span is. */
  final long position;

  /** When its last span came, by a clock that never goes back. */
  long arrived;

  /** When its scores were made; only of a scored trace. */
  long scoredAt;

  boolean scored;

  /** Whether spans came since it was scored or looked at. */
  boolean changed;

  /** Judgements that are not there yet. */
  int awaited;

  /** When it is looked at next. */
  long look;

  /** Whether it had to go. */
  boolean gone;

  /** What the assembler has counted for it. */
  long counted;

  /** The conversation it is kept for; null when for none. */
  @Nullable Session session;

  private final SpanProjector projector;
  private final Map<String, SpanProjection> spans = new LinkedHashMap<>();
  private final Map<String, SpanLink> links = new HashMap<>();

  /** Log records of spans, by span id: what was said in them. */
  private final Map<String, List<LogRecordView>> said = new HashMap<>();

  /** Requests of spans in which nothing is said: log records may still tell. */
  private final Map<String, ByteSlice> silent = new HashMap<>();

  private final Map<String, LogTarget> targets = new HashMap<>();
  private final Map<String, Emitted> emitted = new LinkedHashMap<>();
  private LogTarget lastTarget =
      new LogTarget(ByteSlice.EMPTY, ByteSlice.EMPTY, ByteSlice.EMPTY, ByteSlice.EMPTY);
  private boolean rootSeen;
  private boolean truncated;
  private int leftOut;
  private long objectBytes = TRACE_BYTES;
  private @Nullable Trajectory trajectory;

  AssembledTrace(String id, long position, GenAiReader reader) {
    this.id = id;
    this.position = position;
    this.projector = new SpanProjector(reader);
  }

  /**
   * Takes a span that may be a GenAI span; of two with one id the later counts.
   *
   * @param maxBytes of this trace; what does not fit is counted, and so is all that comes after it
   * @return whether it is a GenAI span
   */
  boolean take(SpanView span, long maxBytes) {
    if (truncated) {
      leftOut++;
      return true;
    }
    long shared = projector.sharedBytes();
    List<LogRecordView> records = said.getOrDefault(span.spanId().hex(), List.of());
    SpanProjection projection = projector.project(span, records);
    if (projection == null) {
      return false;
    }
    rootSeen |= projection.parentSpanId() == null;
    long size = size(projection) + span.resource().length();
    SpanProjection alone = records.isEmpty() ? projection : projector.project(span);
    ByteSlice request =
        alone != null && isSilent(alone) ? new Excerpts().of(span) : ByteSlice.EMPTY;
    if (bytes() + size + request.length() > maxBytes) {
      truncate(shared);
      leftOut++;
      return true;
    }
    objectBytes += size + request.length();
    if (!request.isEmpty()) {
      silent.put(projection.spanId(), request);
    }
    spans.put(projection.spanId(), projection);
    targets.put(projection.spanId(), target(span));
    trajectory = null;
    changed = true;
    return true;
  }

  /** Takes the place of a span of another kind. */
  void take(SpanLink link, long maxBytes) {
    rootSeen |= link.parentSpanId() == null;
    if (links.containsKey(link.spanId()) || spans.containsKey(link.spanId())) {
      return;
    }
    if (truncated) {
      return;
    }
    if (bytes() + LINK_BYTES > maxBytes) {
      truncate(projector.sharedBytes());
      return;
    }
    links.put(link.spanId(), link);
    objectBytes += LINK_BYTES;
    trajectory = null;
    changed = true;
  }

  /**
   * Takes a log record of one of its spans, which may come before the span and after it.
   *
   * @param record in bytes of its own
   */
  void take(Excerpts.Copied record, long maxBytes) throws MalformedOtlpException {
    String spanId = record.record().spanId().hex();
    ByteSlice span = silent.get(spanId);
    boolean speaks = span == null && spans.containsKey(spanId);
    long size = RECORD_BYTES + record.message().length();
    if (truncated || speaks) {
      return;
    }
    if (bytes() + size > maxBytes) {
      truncate(projector.sharedBytes());
      return;
    }
    objectBytes += size;
    List<LogRecordView> records = said.computeIfAbsent(spanId, id -> new ArrayList<>());
    records.add(record.record());
    if (span == null) {
      return;
    }
    TraceRequest request = new TraceRequest();
    request.scan(span, AttributeKeys.everySpan(), ScanLimits.DEFAULT);
    SpanProjection projection = projector.project(request.selected(0), records);
    SpanProjection before = projection == null ? null : spans.put(spanId, projection);
    if (projection != null && before != null && !projection.equals(before)) {
      objectBytes += Math.max(0, size(projection) - size(before));
      trajectory = null;
      changed = true;
    }
  }

  private static boolean isSilent(SpanProjection span) {
    if (span.detail() instanceof Detail.Model model) {
      return isSilent(model.content());
    }
    if (span.detail() instanceof Detail.Agent agent) {
      return isSilent(agent.content());
    }
    return span.detail() instanceof Detail.Tool tool
        && tool.arguments() == null
        && tool.result() == null;
  }

  private static boolean isSilent(Content content) {
    return content.input() == null && content.output() == null;
  }

  /** From now on nothing is kept; what is there stays. */
  private void truncate(long sharedBytes) {
    truncated = true;
    said.clear();
    silent.clear();
    objectBytes += sharedBytes;
    projector.forget();
  }

  /** The resource is the same in most spans of a trace and kept once. */
  private LogTarget target(SpanView span) {
    LogTarget fresh = LogTarget.of(span);
    if (fresh.resource().contentEquals(lastTarget.resource())
        && fresh.resourceSchemaUrl().contentEquals(lastTarget.resourceSchemaUrl())) {
      fresh =
          new LogTarget(
              fresh.traceId(),
              fresh.spanId(),
              lastTarget.resource(),
              lastTarget.resourceSchemaUrl());
    }
    lastTarget = fresh;
    return fresh;
  }

  boolean hasGenAi() {
    return !spans.isEmpty();
  }

  /** GenAI spans that count. */
  int spans() {
    return spans.size();
  }

  /** GenAI spans that did not fit. */
  int leftOut() {
    return leftOut;
  }

  /** Whether a root has come and every parent that a span names. */
  boolean connected() {
    if (!rootSeen || truncated) {
      return rootSeen;
    }
    for (SpanProjection span : spans.values()) {
      if (!known(span.parentSpanId())) {
        return false;
      }
    }
    for (SpanLink link : links.values()) {
      if (!known(link.parentSpanId())) {
        return false;
      }
    }
    return true;
  }

  private boolean known(@Nullable String parent) {
    return parent == null || spans.containsKey(parent) || links.containsKey(parent);
  }

  /** What happened in it; only of a trace with GenAI spans. */
  Trajectory trajectory() {
    Trajectory built = trajectory;
    if (built == null) {
      built = Trajectory.of(spans.values(), links.values());
      trajectory = built;
    }
    return built;
  }

  /** Whether nothing is known to be missing. */
  boolean complete() {
    return leftOut == 0 && !truncated && trajectory().completeness().complete();
  }

  /** Spans that say nothing themselves, of which log records told what was said. */
  List<JoinedSpans.Silent> joined() {
    List<JoinedSpans.Silent> joined = new ArrayList<>();
    silent.forEach(
        (spanId, request) -> {
          List<LogRecordView> records = said.get(spanId);
          if (records != null) {
            joined.add(new JoinedSpans.Silent(spanId, request, records));
          }
        });
    return joined;
  }

  SpanProjection projection(String spanId) {
    SpanProjection span = spans.get(spanId);
    if (span == null) {
      throw new IllegalArgumentException("there is no span " + spanId);
    }
    return span;
  }

  List<SpanProjection> projections() {
    return new ArrayList<>(spans.values());
  }

  List<SpanLink> links() {
    return new ArrayList<>(links.values());
  }

  LogTarget target(String spanId) {
    LogTarget target = targets.get(spanId);
    if (target == null) {
      throw new IllegalArgumentException("there is no span " + spanId);
    }
    return target;
  }

  @Nullable Emitted emitted(String scoreId) {
    return emitted.get(scoreId);
  }

  void emitted(String scoreId, Emitted score) {
    if (emitted.put(scoreId, score) == null) {
      objectBytes += SCORE_BYTES;
    }
  }

  /** All its scores that are in the log, or on the way there. */
  List<Emitted> scores() {
    return List.copyOf(emitted.values());
  }

  /** Whether no score of it is on its way. */
  boolean settled() {
    return scored && !changed && awaited == 0;
  }

  /** Whether the log has scores of more of this trace than is here. */
  boolean isRest() {
    return emitted.values().stream().anyMatch(score -> score.spans() > spans.size());
  }

  /** About how much memory it takes. */
  long bytes() {
    return objectBytes + projector.sharedBytes();
  }

  private static long size(SpanProjection span) {
    long size = SPAN_BYTES;
    if (span.detail() instanceof Detail.Model model) {
      size += size(model.content());
    } else if (span.detail() instanceof Detail.Agent agent) {
      size += size(agent.content());
    }
    return size;
  }

  private static long size(Content content) {
    return size(content.input()) + size(content.output());
  }

  private static long size(@Nullable List<Message> messages) {
    long size = 0;
    if (messages != null) {
      for (Message message : messages) {
        size += PART_BYTES * (1L + message.parts().size());
      }
    }
    return size;
  }
}
