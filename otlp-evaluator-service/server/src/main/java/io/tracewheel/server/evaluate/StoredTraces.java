// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.evaluate;

import io.tracewheel.evaluators.OwnTraces;
import io.tracewheel.evaluators.Score;
import io.tracewheel.otlp.AttributeKeys;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Excerpts;
import io.tracewheel.otlp.LogRecordView;
import io.tracewheel.otlp.LogRecords;
import io.tracewheel.otlp.LogTarget;
import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.OtlpJson;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.Signal;
import io.tracewheel.otlp.SpanView;
import io.tracewheel.otlp.TraceRequest;
import io.tracewheel.server.evaluate.Spill.Piece;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads OTLP/JSON lines, gzipped or not, into traces. A trace may be spread over lines and files,
 * and what was said in it may be in log records of its spans. What does not fit into memory waits
 * in temporary files, and then some traces at a time are put together. Lines of other signals and
 * evaluators' own traces are passed over. Not thread-safe.
 */
public final class StoredTraces implements AutoCloseable {
  private final GenAiReader reader = new GenAiReader(ContentLimits.DEFAULT);
  private final AttributeKeys interesting = reader.interesting();
  private final AttributeKeys interestingLogs = reader.interestingLogs();
  private final OtlpJson json = new OtlpJson(ScanLimits.DEFAULT);
  private final TraceRequest request = new TraceRequest();
  private final Excerpts excerpts = new Excerpts();
  private final BiFunction<GenAiOperation, SpanProjection, List<Score>> spanScores;
  private final long maxMemory;
  private final Spill byTrace;
  private int spans;

  /** Takes a trace that is complete, as far as it was read. */
  @FunctionalInterface
  interface TraceConsumer {
    void accept(StoredTrace trace) throws IOException;
  }

  /** Takes the sessions of some traces. */
  @FunctionalInterface
  interface SessionConsumer {
    void accept(StoredSession session) throws IOException;
  }

  /** A reader that looks at no span by itself. */
  public StoredTraces() {
    this((operation, span) -> List.of(), Runtime.getRuntime().maxMemory() / 8);
  }

  /**
   * A reader that has each span scored as it passes: its content cannot be read later.
   *
   * @param maxMemory bytes of spans in memory, about
   */
  StoredTraces(BiFunction<GenAiOperation, SpanProjection, List<Score>> spanScores, long maxMemory) {
    this.spanScores = spanScores;
    this.maxMemory = maxMemory;
    this.byTrace = new Spill(maxMemory);
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
        try {
          if (signal == Signal.TRACES) {
            readSpans(json.toProtobuf(signal, line));
          } else if (signal == Signal.LOGS) {
            readLogs(json.toProtobuf(signal, line));
          }
        } catch (MalformedOtlpException e) {
          throw new BadRecordingException(place + " is no OTLP/JSON request: " + e.getMessage());
        }
      }
    }
  }

  private void readSpans(ByteSlice protobuf) throws MalformedOtlpException, IOException {
    request.scan(protobuf, AttributeKeys.everySpan(), ScanLimits.DEFAULT);
    for (int i = 0; i < request.selectedCount(); i++) {
      SpanView span = request.selected(i);
      if (!OwnTraces.contain(span.traceId())) {
        byTrace.add(span.traceId().hex(), new Piece(Signal.TRACES, excerpts.of(span)));
      }
    }
  }

  private void readLogs(ByteSlice protobuf) throws MalformedOtlpException, IOException {
    for (Excerpts.Copied copy : Excerpts.records(interestingLogs, protobuf, ScanLimits.DEFAULT)) {
      ByteSlice trace = copy.record().traceId();
      if (!trace.isEmpty() && !OwnTraces.contain(trace)) {
        byTrace.add(trace.hex(), new Piece(Signal.LOGS, excerpts.ofRecord(copy.message())));
      }
    }
  }

  /** Whether what was read did not fit into memory. */
  boolean spilled() {
    return byTrace.spilled();
  }

  /**
   * Gives all traces with a GenAI span, as they began to be read while they fit into memory. Call
   * it once, after all was read.
   */
  void forEach(TraceConsumer consumer) throws IOException {
    byTrace.forEachPart(
        pieces -> {
          for (StoredTrace trace : traces(pieces, spanScores, null)) {
            consumer.accept(trace);
          }
        });
  }

  /** Gives all traces and then all sessions. Call it once, after all was read. */
  void forEach(TraceConsumer consumer, SessionConsumer sessions) throws IOException {
    try (Spill byConversation = new Spill(maxMemory)) {
      byTrace.forEachPart(
          pieces -> {
            Map<String, List<Piece>> own = new HashMap<>();
            for (StoredTrace trace : traces(pieces, spanScores, own)) {
              consumer.accept(trace);
              String conversation = trace.trajectory().conversationId();
              if (conversation != null) {
                for (Piece piece : own.getOrDefault(trace.id(), List.of())) {
                  byConversation.add(conversation, piece);
                }
              }
            }
          });
      byConversation.forEachPart(
          pieces -> {
            int read = spans;
            Collection<StoredTrace> traces = traces(pieces, (operation, span) -> List.of(), null);
            spans = read;
            for (StoredSession session : StoredSession.of(traces)) {
              sessions.accept(session);
            }
          });
    }
  }

  /**
   * Puts traces together.
   *
   * @param own takes the pieces of each trace; null when nobody wants them
   */
  private Collection<StoredTrace> traces(
      List<Piece> pieces,
      BiFunction<GenAiOperation, SpanProjection, List<Score>> scores,
      @Nullable Map<String, List<Piece>> own)
      throws IOException {
    Map<String, List<LogRecordView>> logs = new HashMap<>();
    Map<String, StoredTrace> traces = new LinkedHashMap<>();
    SpanProjector projector = new SpanProjector(reader);
    try {
      for (Piece piece : pieces) {
        if (piece.signal() == Signal.LOGS) {
          for (LogRecordView record :
              LogRecords.named(interestingLogs, piece.request(), ScanLimits.DEFAULT)) {
            logs.computeIfAbsent(
                    record.traceId().hex() + record.spanId().hex(), id -> new ArrayList<>())
                .add(record);
            keep(own, record.traceId().hex(), piece);
          }
        }
      }
      for (Piece piece : pieces) {
        if (piece.signal() == Signal.TRACES) {
          read(piece, logs, projector, scores, traces);
          if (own != null) {
            request.scan(piece.request(), AttributeKeys.everySpan(), ScanLimits.DEFAULT);
            keep(own, request.selected(0).traceId().hex(), piece);
          }
        }
      }
    } catch (MalformedOtlpException e) {
      throw new IOException("What was read cannot be read again: " + e.getMessage(), e);
    }
    return traces.values().stream().filter(StoredTrace::hasGenAiSpans).toList();
  }

  private static void keep(@Nullable Map<String, List<Piece>> own, String trace, Piece piece) {
    if (own != null) {
      own.computeIfAbsent(trace, id -> new ArrayList<>()).add(piece);
    }
  }

  private void read(
      Piece piece,
      Map<String, List<LogRecordView>> logs,
      SpanProjector projector,
      BiFunction<GenAiOperation, SpanProjection, List<Score>> scores,
      Map<String, StoredTrace> traces)
      throws MalformedOtlpException {
    request.scan(piece.request(), interesting, ScanLimits.DEFAULT);
    if (request.selectedCount() > 0) {
      SpanView span = request.selected(0);
      List<LogRecordView> own =
          logs.getOrDefault(span.traceId().hex() + span.spanId().hex(), List.of());
      GenAiOperation operation = reader.read(span, own);
      SpanProjection projection = operation == null ? null : projector.project(span, own);
      if (operation != null && projection != null) {
        spans++;
        trace(traces, span)
            .add(
                new StoredSpan(
                    projection, LogTarget.of(span), scores.apply(operation, projection)));
        return;
      }
    }
    request.scan(piece.request(), AttributeKeys.everySpan(), ScanLimits.DEFAULT);
    SpanView span = request.selected(0);
    trace(traces, span).add(SpanProjector.link(span));
  }

  private static StoredTrace trace(Map<String, StoredTrace> traces, SpanView span) {
    return traces.computeIfAbsent(span.traceId().hex(), StoredTrace::new);
  }

  /** Traces that have a GenAI span, all at once. Call it once, after all was read. */
  public Collection<StoredTrace> traces() throws IOException {
    List<StoredTrace> all = new ArrayList<>();
    forEach(all::add);
    return all;
  }

  /** GenAI spans that were found in the traces given so far. */
  public int spans() {
    return spans;
  }

  /** Removes temporary files. */
  @Override
  public void close() throws IOException {
    byTrace.close();
  }
}
