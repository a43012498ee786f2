// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.assembly;

import io.tracewheel.evaluators.OwnTraces;
import io.tracewheel.evaluators.Score;
import io.tracewheel.evaluators.SpanScore;
import io.tracewheel.otlp.AttributeKeys;
import io.tracewheel.otlp.AttributeList;
import io.tracewheel.otlp.AttributeWriter;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.Signal;
import io.tracewheel.otlp.SpanView;
import io.tracewheel.otlp.TraceRequest;
import io.tracewheel.otlp.TraceSplicer;
import io.tracewheel.server.config.EvaluatorConfig.Hold;
import io.tracewheel.server.config.EvaluatorConfig.ScoreOutput;
import io.tracewheel.server.gzip.Body;
import io.tracewheel.server.log.Entry;
import io.tracewheel.server.log.LogRecord;
import io.tracewheel.server.log.Passage;
import io.tracewheel.trace.ContentLimits;
import io.tracewheel.trace.GenAiReader;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Requests that wait for the scores of their traces, so that these leave as attributes of the root
 * spans. Each is in the log as held; released ones are logged anew, with the scores that there are,
 * together with a note of which are released, so that a crash loses none and repeats none. What has
 * waited too long, or is too much, leaves as it is, the oldest first. Not thread-safe.
 */
final class HeldRequests {
  /** Released at one time, so that an append stays small. */
  private static final long AT_ONCE_BYTES = 8 << 20;

  private final Duration longest;
  private final long maxBytes;
  private final long maxLogBytes;
  private final ScoreOutput output;
  private final AttributeKeys interesting = new GenAiReader(ContentLimits.DEFAULT).interesting();
  private final TraceRequest request = new TraceRequest();
  private final TraceSplicer splicer = new TraceSplicer();

  /** By their positions, which is by their age. */
  private final TreeMap<Long, Held> held = new TreeMap<>();

  private long bytes;
  private long scored;
  private long unscored;

  private record Held(LogRecord record, Set<String> traces, long since) {}

  /** What is known of the scores of traces. */
  interface Scores {
    /** Whether no score of it is on its way; also of a trace that nobody knows any more. */
    boolean settled(String traceId);

    /** All its scores that are in the log, or on the way there. */
    List<Emitted> of(String traceId);
  }

  /**
   * @param hold bounds; without a duration, what is held from former times leaves at once
   * @param maxLogBytes how far the log may go on beyond a request that waits
   * @param output which scores become attributes
   */
  HeldRequests(Hold hold, long maxLogBytes, ScoreOutput output) {
    Duration wait = hold.longest();
    this.longest = wait == null ? Duration.ZERO : wait;
    this.maxBytes = Math.min(hold.maxBytes(), Runtime.getRuntime().maxMemory() / 8);
    this.maxLogBytes = maxLogBytes;
    this.output = output;
  }

  /** Takes a held record; its bytes are copied. */
  void add(LogRecord record, long now) {
    Set<String> traces = new HashSet<>();
    try {
      request.scan(record.request(), interesting, ScanLimits.DEFAULT);
      for (int i = 0; i < request.selectedCount(); i++) {
        ByteSlice id = request.selected(i).traceId();
        if (id.length() == 16 && !OwnTraces.contain(id)) {
          traces.add(id.hex());
        }
      }
    } catch (MalformedOtlpException e) {
      traces.clear(); // nothing to wait for
    }
    LogRecord own =
        new LogRecord(
            record.position(),
            record.next(),
            record.receivedMillis(),
            record.signal(),
            Body.plain(ByteSlice.of(record.request().toByteArray())),
            record.passage());
    if (held.put(record.position(), new Held(own, traces, now)) == null) {
      bytes += own.request().length();
    }
  }

  /** Takes a note of what was released before. */
  void released(ByteSlice positions) {
    ByteBuffer each = ByteBuffer.wrap(positions.array(), positions.offset(), positions.length());
    while (each.remaining() >= Long.BYTES) {
      forget(each.getLong());
    }
  }

  private void forget(long position) {
    Held gone = held.remove(position);
    if (gone != null) {
      bytes -= gone.record().request().length();
    }
  }

  /**
   * What need not or may not wait any longer, ready for the log; from here it is held no more.
   *
   * @param now nanoseconds of a clock that never goes back
   * @param read how far the log was read
   * @param all whether nothing may wait
   */
  List<Entry> release(long now, long read, Scores scores, boolean all) {
    List<Entry> entries = new ArrayList<>();
    ByteBuffer positions = ByteBuffer.allocate(held.size() * Long.BYTES);
    long released = 0;
    for (Iterator<Map.Entry<Long, Held>> each = held.entrySet().iterator();
        each.hasNext() && released < AT_ONCE_BYTES; ) {
      Held one = each.next().getValue();
      boolean settled = one.traces().stream().allMatch(scores::settled);
      boolean over =
          now - one.since() >= longest.toNanos()
              || bytes > maxBytes
              || read - one.record().position() > maxLogBytes;
      if (settled || over || all) {
        each.remove();
        int length = one.record().request().length();
        bytes -= length;
        released += length;
        positions.putLong(one.record().position());
        entries.add(new Entry(Signal.TRACES, enriched(one.record(), scores), Passage.RELEASED));
        if (settled) {
          scored++;
        } else {
          unscored++;
        }
      }
    }
    if (!entries.isEmpty()) {
      ByteSlice note = new ByteSlice(positions.array(), 0, positions.position());
      entries.add(0, new Entry(Signal.TRACES, note, Passage.RELEASE));
    }
    return entries;
  }

  private ByteSlice enriched(LogRecord record, Scores scores) {
    if (output == ScoreOutput.NONE) {
      return record.request();
    }
    try {
      request.scan(record.request(), interesting, ScanLimits.DEFAULT);
      splicer.begin(request);
      for (int i = 0; i < request.selectedCount(); i++) {
        append(i, scores);
      }
      return ByteSlice.of(splicer.splice().toByteArray());
    } catch (MalformedOtlpException e) {
      return record.request();
    }
  }

  private void append(int index, Scores scores) {
    SpanView span = request.selected(index);
    if (OwnTraces.contain(span.traceId())) {
      return;
    }
    String spanId = span.spanId().hex();
    AttributeList attributes = span.attributes();
    // Of two scores with one name, such as of a rule that was changed, the later counts.
    Map<String, Emitted> byName = new LinkedHashMap<>();
    for (Emitted score : scores.of(span.traceId().hex())) {
      byName.put(score.name(), score);
    }
    for (Emitted score : byName.values()) {
      SpanScore keys = SpanScore.of(score.name());
      boolean wanted = output == ScoreOutput.ALL || score.label().equals(Score.FAIL);
      if (wanted && score.spanId().equals(spanId) && !keys.isOn(attributes)) {
        AttributeWriter writer = splicer.append(index);
        keys.put(writer, score.value(), score.label(), score.explanation());
      }
    }
  }

  /** Where in the log the oldest is; {@code otherwise} if none is held. */
  long oldest(long otherwise) {
    return held.isEmpty() ? otherwise : Math.min(otherwise, held.firstKey());
  }

  /** How many wait. */
  int size() {
    return held.size();
  }

  /** Bytes of those that wait. */
  long bytes() {
    return bytes;
  }

  /** Released when no score of their traces was on its way. */
  long scored() {
    return scored;
  }

  /** Released because they had waited too long, or were too much, or for a stop. */
  long unscored() {
    return unscored;
  }
}
