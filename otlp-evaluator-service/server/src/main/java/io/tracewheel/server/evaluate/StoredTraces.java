// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.evaluate;

import io.tracewheel.evaluators.OwnTraces;
import io.tracewheel.evaluators.Score;
import io.tracewheel.otlp.AttributeKeys;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.LogTarget;
import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.OtlpJson;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.Signal;
import io.tracewheel.otlp.SpanView;
import io.tracewheel.otlp.TraceRequest;
import io.tracewheel.server.evaluate.StoredTrace.StoredSpan;
import io.tracewheel.server.replay.BadRecordingException;
import io.tracewheel.server.replay.LineSignal;
import io.tracewheel.server.replay.Recording;
import io.tracewheel.trace.ContentLimits;
import io.tracewheel.trace.GenAiOperation;
import io.tracewheel.trace.GenAiReader;
import io.tracewheel.trace.trajectory.SpanProjection;
import io.tracewheel.trace.trajectory.SpanProjector;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Reads OTLP/JSON lines, gzipped or not, into traces. A trace may be spread over lines and files;
 * all of them are held in memory until the end. Lines of other signals and evaluators' own traces
 * are passed over. Not thread-safe.
 */
public final class StoredTraces {
  private final GenAiReader reader = new GenAiReader(ContentLimits.DEFAULT);
  private final AttributeKeys interesting = reader.interesting();
  private final SpanProjector projector = new SpanProjector(reader);
  private final OtlpJson json = new OtlpJson(ScanLimits.DEFAULT);
  private final TraceRequest request = new TraceRequest();
  private final BiFunction<GenAiOperation, SpanProjection, List<Score>> spanScores;
  private final Map<String, StoredTrace> traces = new LinkedHashMap<>();
  private int spans;

  /** A reader that looks at no span by itself. */
  public StoredTraces() {
    this((operation, span) -> List.of());
  }

  /** A reader that has each span scored as it passes: its content cannot be read later. */
  StoredTraces(BiFunction<GenAiOperation, SpanProjection, List<Score>> spanScores) {
    this.spanScores = spanScores;
  }

  /**
   * Reads a file or, for {@value Recording#STDIN}, standard input.
   *
   * @throws IOException if it cannot be read; the message names file and line
   */
  public void read(String file, InputStream stdin) throws IOException {
    try (Recording recording = Recording.open(file, stdin)) {
      for (ByteSlice line = recording.next(); line != null; line = recording.next()) {
        String place = recording.name() + ":" + recording.line();
        Signal signal = LineSignal.of(line);
        if (signal == null) {
          throw new BadRecordingException(
              place + " is no OTLP/JSON request: a line is one JSON object with resourceSpans.");
        }
        if (signal == Signal.TRACES) {
          read(place, line);
        }
      }
    }
  }

  private void read(String place, ByteSlice line) throws BadRecordingException {
    Set<String> known = new HashSet<>();
    try {
      ByteSlice protobuf = json.toProtobuf(Signal.TRACES, line);
      request.scan(protobuf, interesting, ScanLimits.DEFAULT);
      for (int i = 0; i < request.selectedCount(); i++) {
        SpanView span = request.selected(i);
        if (!OwnTraces.contain(span.traceId()) && addGenAi(span)) {
          known.add(span.spanId().hex());
        }
      }
      request.scan(protobuf, AttributeKeys.everySpan(), ScanLimits.DEFAULT);
    } catch (MalformedOtlpException e) {
      throw new BadRecordingException(place + " is no OTLP/JSON request: " + e.getMessage());
    }
    for (int i = 0; i < request.selectedCount(); i++) {
      SpanView span = request.selected(i);
      if (!known.contains(span.spanId().hex()) && !OwnTraces.contain(span.traceId())) {
        trace(span).add(SpanProjector.link(span));
      }
    }
  }

  private boolean addGenAi(SpanView span) {
    GenAiOperation operation = reader.read(span);
    SpanProjection projection = operation == null ? null : projector.project(span);
    if (operation == null || projection == null) {
      return false;
    }
    spans++;
    trace(span)
        .add(
            new StoredSpan(
                projection, LogTarget.of(span), spanScores.apply(operation, projection)));
    return true;
  }

  private StoredTrace trace(SpanView span) {
    return traces.computeIfAbsent(span.traceId().hex(), id -> new StoredTrace());
  }

  /** Traces that have a GenAI span, in the order in which they began to be read. */
  public Collection<StoredTrace> traces() {
    return new ArrayList<>(traces.values().stream().filter(StoredTrace::hasGenAiSpans).toList());
  }

  /** GenAI spans that were read. */
  public int spans() {
    return spans;
  }
}
