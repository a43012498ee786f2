// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log's only writing thread, and the file that it writes to. */
final class LogWriter {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentedLog.class);

  private final SegmentedLog log;
  private final LogDirectory directory;
  private final long segmentBytes;
  private final boolean fsync;
  private final SegmentFile.Opener opener;
  private final Thread thread;
  private @Nullable SegmentFile file;
  private long fileLength;
  private boolean failing;
  private @Nullable IOException closeFailure;

  LogWriter(
      SegmentedLog log,
      LogDirectory directory,
      long segmentBytes,
      boolean fsync,
      SegmentFile.Opener opener,
      LogRecovery.@Nullable Writable writable) {
    this.log = log;
    this.directory = directory;
    this.segmentBytes = segmentBytes;
    this.fsync = fsync;
    this.opener = opener;
    if (writable != null) {
      this.file = writable.file();
      this.fileLength = writable.used();
    }
    this.thread = new Thread(this::run, "tracewheel-log");
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /**
   * Waits until everything is written and the file is closed; returns what went wrong with that.
   */
  @Nullable IOException join() {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return closeFailure;
  }

  private void run() {
    try {
      for (Commits next = log.take(); next != null; next = log.take()) {
        commit(next);
      }
    } catch (InterruptedException e) {
      // Nobody has this thread to interrupt it; if somebody does, it ends as on close.
      LOG.error("The log's writing thread was interrupted");
    }
    SegmentFile last = file;
    if (last != null) {
      try (last) {
        last.resize(fileLength);
        last.force();
      } catch (IOException e) {
        closeFailure = e;
      }
    }
  }

  private void commit(Commits commits) {
    try {
      SegmentFile target = target(commits);
      write(target, commits.flip());
      if (fsync) {
        target.force();
      }
      fileLength += commits.bytes();
    } catch (IOException | RuntimeException | Error e) {
      fail(commits, e);
      return;
    }
    if (failing) {
      failing = false;
      LOG.info("The log in {} can be written again", directory);
    }
    log.succeeded(commits);
  }

  private SegmentFile target(Commits commits) throws IOException {
    SegmentFile current = file;
    if (current != null && !commits.newSegment()) {
      return current;
    }
    if (current != null) {
      file = null;
      try (current) {
        current.resize(fileLength);
      }
    }
    Segment made =
        directory.create(
            commits.base(), commits.salt(), SegmentHeader.LENGTH + segmentBytes, opener);
    SegmentFile fresh = opener.open(made.path());
    file = fresh;
    fileLength = SegmentHeader.LENGTH;
    fresh.position(fileLength);
    log.addSegment(made);
    return fresh;
  }

  private static void write(SegmentFile target, ByteBuffer[] buffers) throws IOException {
    int first = 0;
    while (first < buffers.length) {
      target.write(buffers, first, buffers.length - first);
      while (first < buffers.length && !buffers[first].hasRemaining()) {
        first++;
      }
    }
  }

  private void fail(Commits commits, Throwable failure) {
    SegmentFile broken = file;
    file = null;
    if (broken != null) {
      try (broken) {
        broken.resize(fileLength);
      } catch (IOException e) {
        failure.addSuppressed(e); // what lies behind the durable end is ignored anyway
      }
    }
    IOException reported =
        failure instanceof IOException io
            ? io
            : new IOException("writing the log failed: " + failure, failure);
    if (!failing) {
      failing = true;
      LOG.error(
          "The log in {} cannot be written ({}); requests are refused as retryable until it can",
          directory,
          LogDirectory.reason(reported));
    }
    log.failed(commits, reported);
  }
}
