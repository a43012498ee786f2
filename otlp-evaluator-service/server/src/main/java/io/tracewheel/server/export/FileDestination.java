// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import io.tracewheel.otlp.MalformedOtlpException;
import io.tracewheel.otlp.OtlpJson;
import io.tracewheel.otlp.ScanLimits;
import io.tracewheel.server.log.LogReader;
import io.tracewheel.server.log.LogRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes logged requests to a file as OTLP/JSON, one request a line. Lines are on the disk before
 * the cursor moves, and the cursor remembers the file's length: after a crash the file is cut back
 * to it and written on from there, so it has neither torn nor doubled lines. A file that was
 * replaced or shortened meanwhile is only appended to.
 */
final class FileDestination implements Destination {
  private static final Logger LOG = LoggerFactory.getLogger(Destinations.class);
  private static final int POLL_BYTES = 1 << 20;
  private static final Duration POLL_TIMEOUT = Duration.ofSeconds(1);

  private final String id;
  private final Path path;
  private final LogReader reader;
  private final Outgoing outgoing;
  private final Backoff backoff;
  private final DeadLetters deadLetters;
  private final Health health;
  private final Thread thread;
  private final OtlpJson json = new OtlpJson(ScanLimits.DEFAULT);
  private @Nullable FileChannel file;
  private volatile long oldestMillis;
  private volatile int inFlight;
  private volatile boolean closed;

  FileDestination(
      String id,
      Path path,
      LogReader reader,
      Outgoing outgoing,
      Backoff backoff,
      DeadLetters deadLetters) {
    this.id = id;
    this.path = path;
    this.reader = reader;
    this.outgoing = outgoing;
    this.backoff = backoff;
    this.deadLetters = deadLetters;
    this.health = new Health(id, System::nanoTime);
    this.thread = new Thread(this::run, "tracewheel-export-" + id);
    this.thread.setDaemon(true);
  }

  @Override
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      List<LogRecord> records = List.of();
      int attempts = 0;
      while (!closed) {
        try {
          if (records.isEmpty()) {
            records = reader.poll(POLL_BYTES, POLL_TIMEOUT);
          }
          if (!records.isEmpty()) {
            oldestMillis = records.get(0).receivedMillis();
            inFlight = records.size();
            write(records);
            oldestMillis = 0;
            inFlight = 0;
            records = List.of();
            attempts = 0;
          }
        } catch (IOException | RuntimeException | Error e) {
          closeFile();
          if (closed) {
            return;
          }
          health.failed(path + " cannot be written: " + e, false);
          Thread.sleep(backoff.after(++attempts, null).toMillis());
        }
      }
    } catch (InterruptedException e) {
      // Closed.
    } finally {
      closeFile();
    }
  }

  private void write(List<LogRecord> records) throws IOException {
    FileChannel out = file == null ? open() : file;
    file = out;
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    int written = 0;
    long bytes = 0;
    for (LogRecord record : records) {
      try {
        json.writeJson(record.signal(), outgoing.of(record).plain(), lines);
        lines.write('\n');
        written++;
        bytes += record.body().plainLength();
      } catch (MalformedOtlpException | Outgoing.HeldBackException e) {
        deadLetters.add(record, String.valueOf(e.getMessage()));
        health.deadLettered(String.valueOf(e.getMessage()));
      }
    }
    ByteBuffer buffer = ByteBuffer.wrap(lines.toByteArray());
    while (buffer.hasRemaining()) {
      out.write(buffer);
    }
    out.force(false);
    reader.commit(records.get(records.size() - 1).next(), out.position());
    health.delivered(written, bytes, 0, "");
  }

  /** Opens the file where the last committed line ends. */
  private FileChannel open() throws IOException {
    Path parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    FileChannel opened =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      long mark = reader.mark();
      if (mark >= 0 && mark <= opened.size() && endsLine(opened, mark)) {
        opened.truncate(mark);
      }
      opened.position(opened.size());
      if (!endsLine(opened, opened.size())) {
        opened.write(ByteBuffer.wrap(new byte[] {'\n'})); // somebody else's last line
      }
      return opened;
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  private static boolean endsLine(FileChannel file, long length) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    return length == 0 || (file.read(last, length - 1) == 1 && last.get(0) == '\n');
  }

  private void closeFile() {
    FileChannel open = file;
    file = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.warn("{} cannot be closed: {}", path, e.toString());
      }
    }
  }

  @Override
  public DestinationStatistics statistics() {
    return health.statistics(reader.lagBytes(), oldestMillis, inFlight);
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(5_000);
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
