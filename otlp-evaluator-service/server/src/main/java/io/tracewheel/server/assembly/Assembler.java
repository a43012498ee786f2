// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.assembly;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tracewheel.evaluators.OwnTraces;
import io.tracewheel.evaluators.ScoreEvent;
import io.tracewheel.otlp.AttributeKeys;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Excerpts;
import io.tracewheel.otlp.LogRecordView;
import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.SpanView;
import io.tracewheel.otlp.TraceRequest;
import io.tracewheel.server.config.EvaluatorConfig;
import io.tracewheel.trace.ContentLimits;
import io.tracewheel.trace.GenAiReader;
import io.tracewheel.trace.trajectory.SpanProjector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts spans together into traces and says when one can be scored: when all its spans seem to be
 * there, when it has waited too long, or when memory is needed. A scored trace is kept for a while,
 * for spans that come late. Knows no clock and no log. Not thread-safe.
 */
final class Assembler {
  /**
   * Open tool calls may still be answered, and a trace without GenAI spans may still get some: such
   * a trace waits that many times longer.
   */
  private static final int PATIENCE = 5;

  /** Looks at traces that are gone or are looked at at another time, beyond one for each trace. */
  private static final int MOST_STALE_LOOKS = 1_000;

  private static final byte[] LOG_MARK = "gen_ai.".getBytes(US_ASCII);
  private static final int REMEMBERED = 100_000;
  private static final long REMEMBERED_NANOS = 3_600_000_000_000L;

  private final EvaluatorConfig.Traces limits;
  private final long maxBytes;
  private final GenAiReader reader = new GenAiReader(ContentLimits.DEFAULT);
  private final AttributeKeys interesting = reader.interesting();
  private final TraceRequest request = new TraceRequest();
  private final Map<String, AssembledTrace> traces = new HashMap<>();

  // Each trace is in one of these, the oldest first.
  private final Set<AssembledTrace> others = new LinkedHashSet<>();
  private final Set<AssembledTrace> open = new LinkedHashSet<>();
  private final Set<AssembledTrace> scored = new LinkedHashSet<>();

  private final PriorityQueue<Look> looks = new PriorityQueue<>(Comparator.comparing(Look::at));
  private final Map<String, Session> sessions = new LinkedHashMap<>();

  /** Traces that are gone, and when they went. */
  private final LinkedHashMap<String, Long> remembered = new LinkedHashMap<>();

  private long bytes;
  private long lateSpans;

  /** When a trace is to be looked at; it keeps no trace in memory that is gone. */
  private record Look(long at, String trace) {}

  /** A trace that is to be scored now. */
  record Due(AssembledTrace trace, Trigger trigger) {}

  /**
   * What had to go to make room.
   *
   * @param traces open ones, to be scored now
   * @param sessions to be scored now
   * @param awaiting scored ones with questions that nobody has answered
   */
  record Overflow(List<Due> traces, List<Session> sessions, List<AssembledTrace> awaiting) {}

  /**
   * An assembler.
   *
   * @param maxBytes of all traces, which the limits may overstate
   */
  Assembler(EvaluatorConfig.Traces limits, long maxBytes) {
    this.limits = limits;
    this.maxBytes = maxBytes;
  }

  /**
   * Takes the spans of a request.
   *
   * @param exportTraceServiceRequest protobuf bytes; not kept
   * @param position of the request in the log
   * @param now nanoseconds of a clock that never goes back
   */
  void take(ByteSlice exportTraceServiceRequest, long position, long now)
      throws MalformedOtlpException {
    request.scan(exportTraceServiceRequest, interesting, ScanLimits.DEFAULT);
    for (int i = 0; i < request.selectedCount(); i++) {
      take(request.selected(i), true, position, now);
    }
    request.scan(exportTraceServiceRequest, AttributeKeys.everySpan(), ScanLimits.DEFAULT);
    for (int i = 0; i < request.selectedCount(); i++) {
      take(request.selected(i), false, position, now);
    }
  }

  /**
   * Takes what log records say of GenAI spans.
   *
   * @param exportLogsServiceRequest protobuf bytes; not kept
   */
  void takeLogs(ByteSlice exportLogsServiceRequest, long position, long now)
      throws MalformedOtlpException {
    // Most requests of logs have none, and are not looked into.
    if (!contains(exportLogsServiceRequest, LOG_MARK)) {
      return;
    }
    for (Excerpts.Copied copy :
        Excerpts.records(reader.interestingLogs(), exportLogsServiceRequest, ScanLimits.DEFAULT)) {
      LogRecordView record = copy.record();
      String id = record.traceId().hex();
      if (record.traceId().length() == 16
          && record.spanId().length() == 8
          && !record.eventName().equals(ScoreEvent.NAME)
          && !OwnTraces.contain(record.traceId())
          && !remembered.containsKey(id)) {
        AssembledTrace known = traces.get(id);
        AssembledTrace trace = known == null ? new AssembledTrace(id, position, reader) : known;
        trace.take(copy, limits.maxTraceBytes());
        arrived(trace, now);
      }
    }
  }

  private static boolean contains(ByteSlice bytes, byte[] wanted) {
    int last = bytes.offset() + bytes.length() - wanted.length;
    for (int at = bytes.offset(); at <= last; at++) {
      if (bytes.array()[at] == wanted[0]
          && Arrays.equals(bytes.array(), at, at + wanted.length, wanted, 0, wanted.length)) {
        return true;
      }
    }
    return false;
  }

  private void take(SpanView span, boolean genAi, long position, long now) {
    if (span.traceId().length() != 16
        || span.spanId().length() != 8
        || OwnTraces.contain(span.traceId())) {
      return;
    }
    String id = span.traceId().hex();
    if (remembered.containsKey(id)) {
      lateSpans += genAi ? 1 : 0;
      return;
    }
    AssembledTrace trace = traces.get(id);
    boolean fresh = trace == null;
    if (trace == null) {
      trace = new AssembledTrace(id, position, reader);
    }
    boolean hadGenAi = trace.hasGenAi();
    if (genAi) {
      if (!trace.take(span, limits.maxTraceBytes()) && fresh) {
        return; // the second look takes it
      }
    } else {
      trace.take(SpanProjector.link(span), limits.maxTraceBytes());
    }
    if (!hadGenAi && trace.hasGenAi() && others.remove(trace)) {
      open.add(trace);
    }
    arrived(trace, now);
  }

  private void arrived(AssembledTrace trace, long now) {
    trace.arrived = now;
    boolean fresh = traces.put(trace.id, trace) == null;
    if (fresh) {
      (trace.hasGenAi() ? open : others).add(trace);
    }
    long soon = now + limits.quiet().toNanos();
    if (fresh || trace.look - soon > 0) {
      again(trace, soon);
    }
    count(trace);
  }

  /** Counts anew what a trace takes in memory. */
  void count(AssembledTrace trace) {
    if (!trace.gone) {
      bytes += trace.bytes() - trace.counted;
      trace.counted = trace.bytes();
    }
  }

  /** The trace of an id, as far as it is here. */
  @Nullable AssembledTrace trace(String id) {
    return traces.get(id);
  }

  /** A trace was scored before, and what is still to come of it is nothing new. */
  void remember(String id, long now) {
    remembered.put(id, now);
    Iterator<Map.Entry<String, Long>> oldest = remembered.entrySet().iterator();
    while (oldest.hasNext()) {
      if (remembered.size() <= REMEMBERED && now - oldest.next().getValue() < REMEMBERED_NANOS) {
        return;
      }
      if (remembered.size() > REMEMBERED) {
        oldest.next();
      }
      oldest.remove();
    }
  }

  /**
   * Traces that are to be scored now. For each of them call {@link #scored} before this is called
   * again.
   */
  List<Due> due(long now) {
    List<Due> due = new ArrayList<>();
    while (!looks.isEmpty() && looks.element().at() - now <= 0) {
      Look look = looks.remove();
      AssembledTrace trace = traces.get(look.trace());
      if (trace != null && trace.look == look.at()) {
        look(trace, now, due);
      }
    }
    return due;
  }

  private void look(AssembledTrace trace, long now, List<Due> due) {
    long idle = now - trace.arrived;
    long quiet = limits.quiet().toNanos();
    if (trace.scored) {
      if (trace.changed && idle >= quiet) {
        due.add(new Due(trace, trace.connected() ? Trigger.COMPLETE : Trigger.WAITED));
      } else if (trace.changed) {
        again(trace, trace.arrived + quiet);
      } else if (trace.awaited > 0
          || trace.session != null
          || now - trace.scoredAt < limits.late().toNanos()) {
        again(trace, Math.max(now + quiet, trace.scoredAt + limits.late().toNanos()));
      } else {
        forget(trace, now);
      }
      return;
    }
    long wait = waitOf(trace, idle, quiet);
    if (idle < wait) {
      again(trace, trace.arrived + wait);
    } else if (!trace.hasGenAi()) {
      drop(trace);
    } else {
      due.add(
          new Due(trace, wait < limits.maxWait().toNanos() ? Trigger.COMPLETE : Trigger.WAITED));
    }
  }

  /** How long no span may have come for the trace to be scored. */
  private long waitOf(AssembledTrace trace, long idle, long quiet) {
    long longest = limits.maxWait().toNanos();
    if (idle < quiet) {
      return Math.min(quiet, longest);
    }
    if (!trace.connected()) {
      return longest;
    }
    boolean more = !trace.hasGenAi() || trace.trajectory().completeness().openToolCalls() > 0;
    return Math.min(more ? PATIENCE * quiet : quiet, longest);
  }

  private void again(AssembledTrace trace, long at) {
    trace.look = at;
    looks.add(new Look(at, trace.id));
    if (looks.size() > 2 * traces.size() + MOST_STALE_LOOKS) {
      looks.clear();
      traces.values().forEach(one -> looks.add(new Look(one.look, one.id)));
    }
  }

  /** Open traces whose spans all seem to be there, without any wait; for a stop. */
  List<Due> connected() {
    List<Due> due = new ArrayList<>();
    for (AssembledTrace trace : traces.values()) {
      if (trace.hasGenAi() && trace.connected() && (!trace.scored || trace.changed)) {
        due.add(new Due(trace, Trigger.COMPLETE));
      }
    }
    due.sort(Comparator.comparing((Due one) -> one.trace().position));
    return due;
  }

  /** A trace that was due has been scored. */
  void scored(Due due, long now) {
    AssembledTrace trace = due.trace();
    trace.changed = false;
    trace.scored = true;
    trace.scoredAt = now;
    if (traces.get(trace.id) == trace) {
      open.remove(trace);
      scored.add(trace);
      again(trace, now + limits.late().toNanos());
    }
  }

  /**
   * Makes room: forgets scored traces, then such as have no GenAI span, and then takes out open
   * ones, connected ones first, which are to be scored as they are. The oldest first in each.
   */
  Overflow overflow(long now) {
    List<Due> due = new ArrayList<>();
    List<Session> ended = new ArrayList<>();
    List<AssembledTrace> awaiting = new ArrayList<>();
    while (bytes > maxBytes && !scored.isEmpty()) {
      AssembledTrace trace = scored.iterator().next();
      Session session = trace.session;
      if (session != null) {
        ended.add(session);
        release(session);
      }
      if (trace.awaited > 0) {
        awaiting.add(trace);
      }
      forget(trace, now);
    }
    while (bytes > maxBytes && !others.isEmpty()) {
      drop(others.iterator().next());
    }
    if (bytes > maxBytes) {
      for (AssembledTrace trace : List.copyOf(open)) {
        if (bytes > maxBytes && trace.connected()) {
          takeOut(trace, now, due);
        }
      }
    }
    while (bytes > maxBytes && !open.isEmpty()) {
      takeOut(open.iterator().next(), now, due);
    }
    return new Overflow(due, ended, awaiting);
  }

  private void takeOut(AssembledTrace trace, long now, List<Due> due) {
    forget(trace, now);
    due.add(new Due(trace, Trigger.MEMORY));
  }

  private void forget(AssembledTrace trace, long now) {
    drop(trace);
    remember(trace.id, now);
  }

  private void drop(AssembledTrace trace) {
    if (traces.remove(trace.id, trace)) {
      trace.gone = true;
      bytes -= trace.counted;
      others.remove(trace);
      open.remove(trace);
      scored.remove(trace);
    }
  }

  /** Keeps a scored trace for the session of its conversation. */
  void join(AssembledTrace trace, long now) {
    String conversation = trace.trajectory().conversationId();
    if (conversation != null && traces.get(trace.id) == trace) {
      Session session = sessions.computeIfAbsent(conversation, Session::new);
      session.add(trace);
      session.arrived = now;
    } else if (conversation != null && sessions.containsKey(conversation)) {
      sessions.get(conversation).lacks = true;
    }
  }

  /** Sessions that are over. */
  List<Session> ended(long now) {
    List<Session> ended = new ArrayList<>();
    for (Session session : sessions.values()) {
      boolean news = session.traces().stream().anyMatch(trace -> trace.changed);
      if (!news && now - session.arrived >= limits.sessionIdle().toNanos()) {
        ended.add(session);
      }
    }
    return ended;
  }

  /** Lets go of a session; it keeps its traces, but they are not kept for it any more. */
  void release(Session session) {
    sessions.remove(session.conversation, session);
    session.traces().forEach(trace -> trace.session = null);
  }

  /** Forgets everything. */
  void clear() {
    traces.clear();
    others.clear();
    open.clear();
    scored.clear();
    looks.clear();
    sessions.clear();
    remembered.clear();
    bytes = 0;
  }

  /**
   * Where in the log the first span is that is still needed, not before {@code least}; {@code most}
   * if none is.
   */
  long neededFrom(long least, long most) {
    long from = most;
    for (AssembledTrace trace : traces.values()) {
      if (trace.position >= least && trace.position < from) {
        from = trace.position;
      }
    }
    return from;
  }

  /** Looks that are planned. */
  int looks() {
    return looks.size();
  }

  /** Traces in memory. */
  int size() {
    return traces.size();
  }

  /** About how much memory all traces take. */
  long bytes() {
    return bytes;
  }

  /** GenAI spans that came after their trace was forgotten. */
  long lateSpans() {
    return lateSpans;
  }
}
