// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.server.gzip.Body;
import io.tracewheel.server.log.LogReader;
import io.tracewheel.server.log.LogRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes logged requests to an OTLP endpoint: one is sent as one, several are in flight, each is
 * tried until it is accepted or refused for good. The cursor moves past a request when it and all
 * before it are done with, so after a crash only what was in flight is sent again.
 *
 * <p>Two threads: one reads the log and sends, one handles outcomes, so that a slow disk or a
 * scheduled retry never runs on a network thread.
 */
final class OtlpDestination implements Destination {
  private static final Logger LOG = LoggerFactory.getLogger(Destinations.class);
  private static final int POLL_BYTES = 256 << 10;
  private static final Duration POLL_TIMEOUT = Duration.ofSeconds(1);
  private static final long DISK_RETRY_MILLIS = 1_000;

  /** Bodies in flight together; one is always let through. */
  private static final long WINDOW_BYTES = 64L << 20;

  private final String id;
  private final LogReader reader;
  private final OtlpSender sender;
  private final Outgoing outgoing;
  private final int concurrency;
  private final Backoff backoff;
  private final DeadLetters deadLetters;
  private final Health health;
  private final Thread reading;
  private final ScheduledExecutorService outcomes;
  // Guarded by this:
  private final ArrayDeque<InFlight> window = new ArrayDeque<>();
  private long windowBytes;
  private volatile boolean closed;

  /** One request that is not done with. */
  private static final class InFlight {
    final LogRecord record;

    /** What is sent: the record's request, masked where this destination masks. */
    Body request = Body.plain(ByteSlice.EMPTY);

    int attempts;
    boolean done;

    InFlight(LogRecord record) {
      this.record = record;
    }
  }

  OtlpDestination(
      String id,
      LogReader reader,
      OtlpSender sender,
      Outgoing outgoing,
      int concurrency,
      Backoff backoff,
      DeadLetters deadLetters) {
    this.id = id;
    this.reader = reader;
    this.sender = sender;
    this.outgoing = outgoing;
    this.concurrency = concurrency;
    this.backoff = backoff;
    this.deadLetters = deadLetters;
    this.health = new Health(id, System::nanoTime);
    this.reading = thread(this::read, "tracewheel-export-" + id);
    this.outcomes =
        Executors.newSingleThreadScheduledExecutor(
            task -> thread(task, "tracewheel-export-" + id + "-outcomes"));
  }

  private static Thread thread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void start() {
    reading.start();
  }

  private void read() {
    try {
      while (!closed) {
        for (LogRecord record : poll()) {
          InFlight inFlight = new InFlight(record);
          enter(inFlight);
          prepare(inFlight);
        }
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /** Masks and sends; what cannot be masked is never sent. */
  private void prepare(InFlight inFlight) throws InterruptedException {
    while (!closed) {
      try {
        inFlight.request = outgoing.of(inFlight.record);
        send(inFlight);
        return;
      } catch (Outgoing.HeldBackException e) {
        Delivery refused = new Delivery.Refused(String.valueOf(e.getMessage()));
        later(() -> handle(inFlight, refused), 0);
        return;
      } catch (OutOfMemoryError e) {
        health.failed("there is no memory to mask a request: " + e, false);
        Thread.sleep(DISK_RETRY_MILLIS);
      }
    }
  }

  private List<LogRecord> poll() throws InterruptedException {
    try {
      return reader.poll(POLL_BYTES, POLL_TIMEOUT);
    } catch (IOException | RuntimeException | Error e) { // out of memory: others may free some
      if (!closed) {
        health.failed("the log cannot be read: " + e, false);
        Thread.sleep(DISK_RETRY_MILLIS);
      }
      return List.of();
    }
  }

  private synchronized void enter(InFlight inFlight) throws InterruptedException {
    int bytes = inFlight.record.body().bytes().length();
    while (!window.isEmpty()
        && (window.size() >= concurrency || windowBytes + bytes > WINDOW_BYTES)) {
      wait();
    }
    window.add(inFlight);
    windowBytes += bytes;
  }

  private void send(InFlight inFlight) {
    if (closed) {
      return;
    }
    inFlight.attempts++;
    CompletableFuture<Delivery> sending;
    try {
      sending = sender.send(inFlight.record.signal(), inFlight.request);
    } catch (RuntimeException | Error e) {
      sending = CompletableFuture.failedFuture(e);
    }
    var unused =
        sending.whenComplete(
            (delivery, failure) -> {
              Delivery outcome =
                  failure == null
                      ? delivery
                      : new Delivery.Retry("sending failed: " + failure, false, null);
              later(() -> handle(inFlight, outcome), 0);
            });
  }

  private void later(Runnable task, long millis) {
    try {
      var unused = outcomes.schedule(() -> unstoppable(task), millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // Closed; the request stays in the log.
    }
  }

  /** A request whose task failed would otherwise hold its place in the window for ever. */
  private void unstoppable(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      if (!closed) {
        LOG.error("Destination {} failed; trying again", id, e);
        later(task, DISK_RETRY_MILLIS);
      }
    }
  }

  private void handle(InFlight inFlight, Delivery delivery) {
    if (closed) {
      return;
    }
    if (delivery instanceof Delivery.Retry retry) {
      health.failed(retry.reason(), retry.unknown());
      later(() -> send(inFlight), backoff.after(inFlight.attempts, retry.after()).toMillis());
      return;
    }
    if (delivery instanceof Delivery.Refused refused) {
      try {
        deadLetters.add(inFlight.record, refused.reason());
      } catch (IOException e) {
        LOG.error(
            "Destination {} refused a request, and the dead-letter file cannot be written ({});"
                + " trying again",
            id,
            e.toString());
        later(() -> handle(inFlight, delivery), DISK_RETRY_MILLIS);
        return;
      }
      health.deadLettered(refused.reason());
    } else if (delivery instanceof Delivery.Accepted accepted) {
      health.delivered(
          1, inFlight.record.body().plainLength(), accepted.rejected(), accepted.message());
    }
    leave(inFlight);
  }

  private void leave(InFlight inFlight) {
    long next = -1;
    synchronized (this) {
      inFlight.done = true;
      for (InFlight first = window.peek(); first != null && first.done; first = window.peek()) {
        window.remove();
        windowBytes -= first.record.body().bytes().length();
        next = first.record.next();
      }
      notifyAll();
    }
    if (next >= 0) {
      try {
        reader.commit(next);
      } catch (IOException e) {
        // The next commit moves past this one too; a restart before it sends some again.
        LOG.warn("The position of destination {} cannot be stored: {}", id, e.toString());
      }
    }
  }

  @Override
  public DestinationStatistics statistics() {
    long oldest;
    int inFlight;
    synchronized (this) {
      InFlight first = window.peek();
      oldest = first == null ? 0 : first.record.receivedMillis();
      inFlight = window.size();
    }
    return health.statistics(reader.lagBytes(), oldest, inFlight);
  }

  @Override
  public void close() {
    closed = true;
    outcomes.shutdownNow();
    reading.interrupt();
    sender.close();
    try {
      reading.join(TimeUnit.SECONDS.toMillis(5));
      outcomes.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      reader.close();
    } catch (IOException e) {
      LOG.warn("The position of destination {} cannot be made durable: {}", id, e.toString());
    }
  }
}
