// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.pipeline;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.OtlpJson;
import io.tracewheel.otlp.RequestCheck;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.otlp.Signal;
import io.tracewheel.otlp.SpanSieve;
import io.tracewheel.server.gzip.Body;
import io.tracewheel.server.log.Entry;
import io.tracewheel.server.log.LogFullException;
import io.tracewheel.server.log.Passage;
import io.tracewheel.server.log.RequestLog;
import io.tracewheel.server.pipeline.Refusal.Reason;
import io.tracewheel.server.pipeline.TraceProcessor.Processed;
import io.tracewheel.server.telemetry.SampledLogger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/**
 * From received bytes to an acknowledgement: decompress, read JSON, evaluate or check, append to
 * the log; accepted when the append has completed. Thread-safe; every calling thread has its own
 * evaluators and buffers.
 */
public final class Pipeline {
  private static final CompletableFuture<Long> NOTHING_TO_LOG =
      CompletableFuture.completedFuture(0L);

  /** In bytes; a shorter request would hardly become smaller. */
  private static final int LEAST_COMPRESSED = 256;

  private final Intake intake;
  private final RequestLog log;
  private final ScanLimits limits;
  private final Traffic traffic = new Traffic();
  private volatile boolean logFailing;
  private final ThreadLocal<Gunzip> gunzip = ThreadLocal.withInitial(Gunzip::new);
  private final ThreadLocal<Unzstd> unzstd = ThreadLocal.withInitial(Unzstd::new);
  private final ThreadLocal<OtlpJson> json;
  private final ThreadLocal<RequestCheck> check = ThreadLocal.withInitial(RequestCheck::new);
  private final ThreadLocal<TraceProcessor> processor;
  private final ThreadLocal<SpanSieve> sieve = ThreadLocal.withInitial(SpanSieve::new);
  private final boolean rejectInvalidSpans;
  private final boolean logCompressed;
  private final SampledLogger warnings =
      new SampledLogger(LoggerFactory.getLogger(Pipeline.class), System::nanoTime);

  /**
   * @param intake whose tickets the requests hold
   * @param processors makes one evaluator of traces for each thread
   * @param rejectInvalidSpans whether spans that cannot be used are left out of their requests,
   *     rather than forwarded as they are
   * @param logCompressed whether the log keeps requests as gzip: right where all that read them
   *     send them so. One that nothing changed stays in the form in which it came
   */
  public Pipeline(
      Intake intake,
      RequestLog log,
      ScanLimits limits,
      Supplier<TraceProcessor> processors,
      boolean rejectInvalidSpans,
      boolean logCompressed) {
    this.intake = intake;
    this.log = log;
    this.limits = limits;
    this.json = ThreadLocal.withInitial(() -> new OtlpJson(limits));
    this.processor = ThreadLocal.withInitial(processors);
    this.rejectInvalidSpans = rejectInvalidSpans;
    this.logCompressed = logCompressed;
  }

  /** What has come in and what became of it. */
  public Traffic traffic() {
    return traffic;
  }

  /** Whether the last request could not be logged because writing failed. */
  public boolean logFailing() {
    return logFailing;
  }

  /** What is to be logged of a request. */
  private record Prepared(List<Entry> entries, int items, int rejected, String message) {}

  /**
   * A request as it was received.
   *
   * @param body the bytes; not read any more when {@link #submit} has returned
   * @param coding how they are compressed
   * @param json whether they are OTLP/JSON rather than protobuf
   * @param limit of the body after decompression, in bytes
   * @param limitSetting the setting that holds the limit, for the message
   */
  public record Request(
      Signal signal, ByteSlice body, Coding coding, boolean json, int limit, String limitSetting) {}

  /**
   * Takes a request as far as the log.
   *
   * @param ticket of the request; the caller closes it after the outcome
   * @param outcome called exactly once, on this thread or the log's
   */
  public void submit(Request request, Intake.Ticket ticket, Consumer<Answer> outcome) {
    CompletableFuture<Long> appended;
    Answer accepted;
    try {
      ByteSlice protobuf = protobuf(request, ticket);
      if (protobuf.isEmpty()) {
        appended = NOTHING_TO_LOG;
        accepted = Answer.accepted(0, 0);
      } else {
        Prepared prepared = prepare(request.signal(), protobuf);
        accepted =
            new Answer(
                null, prepared.items(), prepared.rejected(), prepared.message(), protobuf.length());
        appended =
            prepared.entries().isEmpty()
                ? NOTHING_TO_LOG
                : log.append(compressed(prepared.entries(), request, protobuf));
      }
    } catch (RefusedException e) {
      outcome.accept(Answer.refused(e.refusal()));
      return;
    } catch (MalformedOtlpException e) {
      refuse(
          outcome,
          Refusal.malformed(
              "The body is no valid OTLP "
                  + (request.json() ? "JSON" : "protobuf")
                  + " request of "
                  + request.signal().items()
                  + ": "
                  + e.getMessage()
                  + "."));
      return;
    } catch (Throwable e) {
      // The client must try again rather than drop the request because of a fault in here.
      warnings.warn("A request could not be handled: " + e);
      refuse(
          outcome,
          Refusal.later(
              Reason.FAULT,
              "The evaluator failed on this request; try again.",
              intake.retryAfter()));
      return;
    }
    appended.whenComplete(
        (position, failure) -> {
          if (failure != null) {
            refuse(outcome, notLogged(failure));
            return;
          }
          if (logFailing) {
            logFailing = false;
          }
          outcome.accept(accepted);
        });
  }

  /** The entries as the log keeps them. Small ones are left: gzip would make them no smaller. */
  private List<Entry> compressed(List<Entry> entries, Request request, ByteSlice protobuf) {
    if (!logCompressed) {
      return entries;
    }
    boolean asCame = request.coding() == Coding.GZIP && !request.json() && gunzip.get().simple();
    List<Entry> compressed = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      ByteSlice bytes = entry.body().bytes();
      Body body =
          asCame && same(bytes, protobuf)
              ? new Body(request.body(), true)
              : bytes.length() < LEAST_COMPRESSED
                  ? entry.body()
                  : new Body(entry.body().gzip(), true);
      compressed.add(new Entry(entry.signal(), body, entry.passage()));
    }
    return compressed;
  }

  private static boolean same(ByteSlice one, ByteSlice other) {
    return one.array() == other.array()
        && one.offset() == other.offset()
        && one.length() == other.length();
  }

  private static void refuse(Consumer<Answer> outcome, Refusal refusal) {
    outcome.accept(Answer.refused(refusal));
  }

  private ByteSlice protobuf(Request request, Intake.Ticket ticket)
      throws RefusedException, MalformedOtlpException {
    ByteSlice bytes = request.body();
    if (request.coding() != Coding.IDENTITY) {
      bytes = inflate(request, ticket);
    }
    if (bytes.length() > request.limit()) {
      throw new RefusedException(Refusal.tooLarge(request.limit(), request.limitSetting()));
    }
    if (!request.json()) {
      return bytes;
    }
    reserve(ticket, bytes.length());
    return json.get().toProtobuf(request.signal(), bytes);
  }

  private ByteSlice inflate(Request request, Intake.Ticket ticket) throws RefusedException {
    Refusal tooLarge = Refusal.tooLarge(request.limit(), request.limitSetting());
    Gunzip.Room room = bytes -> reserve(ticket, bytes);
    return request.coding() == Coding.GZIP
        ? gunzip.get().inflate(request.body(), request.limit(), tooLarge, room)
        : unzstd.get().inflate(request.body(), request.limit(), tooLarge, room);
  }

  private void reserve(Intake.Ticket ticket, long bytes) throws RefusedException {
    if (!ticket.reserve(bytes)) {
      throw new RefusedException(intake.overloaded());
    }
  }

  private Prepared prepare(Signal signal, ByteSlice request) throws MalformedOtlpException {
    if (signal != Signal.TRACES) {
      int items = check.get().items(signal, request, limits);
      return new Prepared(List.of(new Entry(signal, request)), items, 0, "");
    }
    SpanSieve.Sifted sifted = null;
    Processed processed;
    try {
      processed = process(request);
      if (processed.invalidSpans() > 0 && rejectInvalidSpans) {
        sifted = sieve.get().sift(request, limits);
      }
    } catch (MalformedOtlpException e) {
      if (!rejectInvalidSpans) {
        throw e;
      }
      sifted = sieve.get().sift(request, limits);
      if (sifted.rejected() == 0) {
        throw e;
      }
      processed = new Processed(sifted.request(), null, 0, 0);
    }
    if (sifted == null) {
      return prepared(processed, 0, "");
    }
    if (sifted.request().isEmpty()) {
      return new Prepared(List.of(), 0, sifted.rejected(), message(sifted));
    }
    return prepared(process(sifted.request()), sifted.rejected(), message(sifted));
  }

  /** One sentence for the client; it never holds content of the request. */
  private String message(SpanSieve.Sifted sifted) {
    StringBuilder message = new StringBuilder();
    if (sifted.invalidIds() > 0) {
      message
          .append(sifted.invalidIds())
          .append(" spans have no valid trace id (16 bytes) or span id (8 bytes)");
    }
    if (sifted.tooDeep() > 0) {
      message
          .append(message.isEmpty() ? "" : ", ")
          .append(sifted.tooDeep())
          .append(" spans have values nested more than ")
          .append(limits.nesting())
          .append(" deep");
    }
    return message.append("; the first one is ").append(sifted.firstPlace()).append('.').toString();
  }

  private Processed process(ByteSlice request) throws MalformedOtlpException {
    try {
      return processor.get().process(request);
    } catch (MalformedOtlpException e) {
      throw e;
    } catch (Throwable e) {
      // Spans are worth more than their scores: even out of memory, they go on unscored. The
      // evaluators may be left in any
      // state, so this thread gets new ones.
      processor.remove();
      warnings.warn(
          "A traces request was forwarded without scores, because evaluating it failed: " + e);
      traffic.unscored();
      return new Processed(request, null, check.get().items(Signal.TRACES, request, limits), 0);
    }
  }

  private static Prepared prepared(Processed processed, int rejected, String message) {
    Entry traces =
        new Entry(
            Signal.TRACES, processed.traces(), processed.hold() ? Passage.HELD : Passage.FREE);
    ByteSlice scores = processed.scoreLogs();
    return new Prepared(
        scores == null ? List.of(traces) : List.of(traces, new Entry(Signal.LOGS, scores)),
        processed.spans(),
        rejected,
        message);
  }

  private Refusal notLogged(Throwable failure) {
    warnings.warn("A request could not be logged and was refused as retryable: " + failure);
    boolean full = failure instanceof LogFullException;
    if (!full) {
      logFailing = true;
    }
    return Refusal.later(
        full ? Reason.LOG_FULL : Reason.LOG_FAILED,
        full
            ? "The request cannot be logged now: " + failure.getMessage() + "; try again."
            : "The evaluator cannot write its log at the moment; try again.",
        intake.retryAfter());
  }
}
