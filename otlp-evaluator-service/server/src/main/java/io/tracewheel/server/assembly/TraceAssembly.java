// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.assembly;

import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.config.EvaluatorConfig;
import io.tracewheel.server.log.Entry;
import io.tracewheel.server.log.LogFullException;
import io.tracewheel.server.log.LogReader;
import io.tracewheel.server.log.LogRecord;
import io.tracewheel.server.log.Passage;
import io.tracewheel.server.log.RequestLog;
import io.tracewheel.server.rules.LiveRules;
import io.tracewheel.server.telemetry.SampledLogger;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores whole traces and sessions: reads the log like a destination, puts traces together, and
 * appends what rules say of them to the log, from where every destination gets it. What is put
 * together lives in memory; its place in the log is committed only when it is scored, so that it is
 * read again after a crash, with the scores that are in the log already. On a thread of its own.
 */
public final class TraceAssembly implements AutoCloseable {
  /** Name of its reader; no destination has such a name. */
  public static final String READER = "evaluation/traces";

  private static final Logger LOG = LoggerFactory.getLogger(TraceAssembly.class);
  private static final int POLL_BYTES = 1 << 20;
  private static final Duration BUSY = Duration.ofMillis(20);
  private static final Duration IDLE = Duration.ofMillis(250);
  private static final long COMMIT_NANOS = 200_000_000L;
  private static final long REPORT_NANOS = 500_000_000L;

  private final LogReader reader;
  private final RequestLog log;
  private final LiveRules rules;
  private final long maxLogBytes;
  private final LiveTraces traces;
  private final JudgeSpans judgeSpans;
  private final HeldRequests held;
  private final SampledLogger warnings = new SampledLogger(LOG, System::nanoTime);
  private final Thread thread = new Thread(this::run, "tracewheel-traces");
  private final CountDownLatch drained = new CountDownLatch(1);

  /** Up to here the log may hold scores of traces that are put together anew. */
  private final long rebuiltAt;

  // Of the thread:
  private long read;
  private long committedAt;
  private boolean rebuilt;
  private boolean asked;

  private long reportedAt;

  private volatile TraceStatistics statistics = TraceStatistics.NONE;
  private volatile long drainTo = Long.MAX_VALUE;
  private volatile boolean closed;

  private TraceAssembly(
      LogReader reader,
      RequestLog log,
      LiveRules rules,
      JudgeSpans judgeSpans,
      EvaluatorConfig config) {
    EvaluatorConfig.Traces limits = config.traces();
    long maxBytes = Math.min(limits.maxBytes(), Runtime.getRuntime().maxMemory() / 4);
    this.reader = reader;
    this.log = log;
    this.rules = rules;
    this.judgeSpans = judgeSpans;
    this.maxLogBytes = Math.min(limits.maxLogBytes(), config.log().maxBytes() / 2);
    this.traces =
        new LiveTraces(
            limits, maxBytes, config.evaluation().events(), EvaluationClock.system(), warnings);
    this.held =
        new HeldRequests(
            limits.hold(), config.log().maxBytes() / 4, config.evaluation().spanAttributes());
    this.rebuiltAt = log.end();
    this.read = reader.committed();
    this.rebuilt = read >= rebuiltAt;
    this.thread.setDaemon(true);
  }

  /**
   * Starts where the last process ended; call it before the first append.
   *
   * @param reader of the log, named {@link #READER}
   * @param judgeSpans spans of the judges' own work, which are logged with the scores
   */
  public static TraceAssembly start(
      LogReader reader,
      RequestLog log,
      LiveRules rules,
      JudgeSpans judgeSpans,
      EvaluatorConfig config) {
    TraceAssembly assembly = new TraceAssembly(reader, log, rules, judgeSpans, config);
    assembly.thread.start();
    return assembly;
  }

  private void run() {
    try {
      while (!closed) {
        try {
          step();
        } catch (IOException | RuntimeException | StackOverflowError e) {
          if (closed) {
            return;
          }
          warnings.warn("Traces could not be scored for a moment: " + e);
          TimeUnit.MILLISECONDS.sleep(IDLE.toMillis());
        } catch (OutOfMemoryError e) {
          traces.clear();
          warnings.warn("Out of memory; the traces that were open are not scored: " + e);
        }
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private void step() throws IOException, InterruptedException {
    traces.use(rules.current());
    List<LogRecord> records = reader.poll(POLL_BYTES, traces.idle() ? IDLE : BUSY);
    long now = System.nanoTime();
    boolean wanted = traces.wanted();
    for (LogRecord record : records) {
      take(record, wanted, now);
      read = record.next();
    }
    rebuilt |= read >= rebuiltAt || records.isEmpty();
    traces.answers();
    if (rebuilt) {
      traces.work(now);
    }
    boolean done = records.isEmpty() && read >= drainTo && finish(now);
    flush(rebuilt, now, done);
    if (done || now - committedAt > COMMIT_NANOS) {
      commit(held.oldest(traces.neededFrom(read - maxLogBytes, read)));
      committedAt = now;
    }
    if (done || now - reportedAt > REPORT_NANOS) {
      statistics = traces.statistics(held);
      reportedAt = now;
    }
    if (done) {
      // Not before the last scores are logged: destinations are drained to the log's end then.
      drained.countDown();
    }
  }

  private void take(LogRecord record, boolean wanted, long now) {
    switch (record.passage()) {
      case RELEASE -> held.released(record.request());
      case RELEASED -> {} // it was taken when it was held
      case FREE, HELD -> {
        if (wanted) {
          traces.take(record, !rebuilt, now);
        }
        if (record.passage() == Passage.HELD) {
          held.add(record, now);
        }
      }
    }
  }

  /** Scores what is there; whether no answer is missing any more. */
  private boolean finish(long now) {
    if (!asked) {
      traces.finish(now);
      asked = true;
    }
    return traces.unanswered() == 0;
  }

  /**
   * Logs what there is to log.
   *
   * @param release whether requests may be released: not before it is known which were
   * @param all whether none may wait any more
   */
  private void flush(boolean release, long now, boolean all) throws InterruptedException {
    List<Entry> entries = new ArrayList<>();
    for (ByteSlice spans = judgeSpans.take(); spans != null; spans = judgeSpans.take()) {
      entries.add(new Entry(Signal.TRACES, spans));
    }
    ByteSlice scores = traces.scores();
    if (scores != null) {
      entries.add(new Entry(Signal.LOGS, scores));
    }
    boolean more = true;
    while (more) {
      if (release) {
        entries.addAll(held.release(now, read, traces, all));
      }
      if (!entries.isEmpty()) {
        append(entries);
      }
      more = release && all && held.size() > 0;
      entries = new ArrayList<>();
    }
  }

  private void append(List<Entry> entries) throws InterruptedException {
    long pause = 50;
    while (true) {
      try {
        log.append(entries).get();
        return;
      } catch (ExecutionException e) {
        if (closed) {
          throw new InterruptedException();
        }
        warnings.warn("Scores of traces cannot be logged now and wait: " + e.getCause());
        if (e.getCause() instanceof LogFullException) {
          // The log may be full of what is held for traces here; they stay in memory.
          commitQuietly(held.oldest(read));
        }
        TimeUnit.MILLISECONDS.sleep(pause);
        pause = Math.min(2 * pause, 2_000);
      }
    }
  }

  private void commitQuietly(long position) {
    try {
      commit(position);
    } catch (IOException e) {
      warnings.warn("The position of the traces in the log cannot be stored: " + e);
    }
  }

  private void commit(long position) throws IOException {
    if (position > reader.committed()) {
      reader.commit(position);
    }
  }

  /** What there is to report, at most a second old. */
  public TraceStatistics statistics() {
    return statistics;
  }

  /** How far this is behind the log, in bytes; traces that are open hold it back. */
  public long lagBytes() {
    return reader.lagBytes();
  }

  /**
   * Reads all that the log holds, scores the traces that have all their spans without waiting for
   * more, and waits for the answers that are missing. Other traces are scored after the next start.
   *
   * @return whether all of that was done in time
   */
  public boolean drain(Duration longest) throws InterruptedException {
    drainTo = log.end();
    return drained.await(longest.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Stops at once; what is not scored is put together again after the next start. Idempotent. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    traces.close();
    try {
      reader.close();
    } catch (IOException e) {
      LOG.warn("The position of the traces in the log cannot be made durable: {}", e.toString());
    }
  }
}
