// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.server.config.EvaluatorConfig;
import io.tracewheel.server.gzip.Body;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log on one machine: segment files that are only ever appended to. One thread writes; each of
 * its commits takes all that has been appended meanwhile and forces it to the disk once.
 *
 * <p>Positions are bytes: a record's length is {@value RecordFormat#HEADER} more than its body's.
 * Segments that every reader is done with are deleted, but for one whose file is used again. When
 * the size limit is reached, appends are refused until then; nothing is dropped.
 *
 * <p>When a write fails, all appends that were not durable fail, and the next one begins a new
 * segment: what a disk holds after a failed write or sync is not known.
 */
public final class SegmentedLog implements RequestLog {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentedLog.class);

  /** Appended bytes that may wait in memory for the disk; one append is always let in. */
  private static final long MAX_WAITING_BYTES = 64L << 20;

  /** Appended bytes that are kept for readers which keep up; less in a small heap. */
  private static final long TAIL_BYTES = Math.min(32L << 20, Runtime.getRuntime().maxMemory() / 16);

  private static final int KEPT_BUFFERS = (int) (MAX_WAITING_BYTES / Commits.BUFFER / 2);

  private final LogDirectory directory;
  private final long segmentBytes;
  private final long maxBytes;
  private final SecureRandom random = new SecureRandom();
  private final RecordFormat format = new RecordFormat();
  private final LogWriter writer;
  private final Damage damage;
  private final long tornBytes;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition appended = lock.newCondition();
  private final Condition committed = lock.newCondition();
  // Guarded by lock:
  private final TreeMap<Long, Segment> segments = new TreeMap<>();
  private final Commits.Pool pool = new Commits.Pool(KEPT_BUFFERS);
  private final Tail tail = new Tail(TAIL_BYTES);
  private final ArrayDeque<Commits> queue = new ArrayDeque<>();
  private final Map<String, CursorFile> cursors = new LinkedHashMap<>();
  private Map<String, SegmentReader> readers = Map.of();
  private boolean readersKnown;
  private boolean closed;
  private long next;
  private long durable;
  private long waitingBytes;
  private long failedCommits;
  private Commits filling;

  /** Whether anybody may ask for what is appended; read without the lock. */
  private volatile boolean hasReaders;

  private SegmentedLog(
      LogDirectory directory,
      EvaluatorConfig.Log settings,
      LogRecovery.Found found,
      SegmentFile.Opener opener) {
    this.directory = directory;
    this.maxBytes = settings.maxBytes();
    this.segmentBytes = segmentBytes(settings);
    this.damage = new Damage(directory.toString());
    this.tornBytes = found.tornBytes();
    found.segments().forEach(segment -> segments.put(segment.base(), segment));
    this.cursors.putAll(found.cursors());
    this.next = found.end();
    this.durable = found.end();
    Segment last = found.writable();
    this.filling = last == null ? freshSegment(next) : new Commits(false, last.base(), last.salt());
    this.writer =
        new LogWriter(
            this, directory, segmentBytes, settings.fsync(), opener, found.writableFile());
  }

  /**
   * Opens a log, makes it if there is none, and takes up where the last process ended.
   *
   * @throws LogOpenException if the directory cannot be used
   */
  public static SegmentedLog open(EvaluatorConfig.Log settings) throws LogOpenException {
    return open(settings, SegmentFile::open);
  }

  static SegmentedLog open(EvaluatorConfig.Log settings, SegmentFile.Opener opener)
      throws LogOpenException {
    LogDirectory directory = LogDirectory.open(settings.directory());
    SegmentedLog log;
    try {
      log =
          new SegmentedLog(
              directory,
              settings,
              LogRecovery.recover(directory, segmentBytes(settings), opener),
              opener);
    } catch (IOException e) {
      try {
        directory.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw new LogOpenException(
          "The log in "
              + settings.directory()
              + " cannot be opened ("
              + LogDirectory.reason(e)
              + "); mend the disk or name another directory.",
          e);
    }
    log.writer.start();
    return log;
  }

  /** Only whole segments are deleted, so a full log needs several of them to get room again. */
  private static long segmentBytes(EvaluatorConfig.Log settings) {
    return Math.max(1, Math.min(settings.segmentBytes(), settings.maxBytes() / 4));
  }

  @Override
  public CompletableFuture<Long> append(List<Entry> entries) {
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("nothing to append");
    }
    int[] crcs = new int[entries.size()];
    boolean keep = hasReaders;
    List<ByteSlice> copies = keep ? new ArrayList<>(crcs.length) : List.of();
    long bytes = 0;
    for (int i = 0; i < crcs.length; i++) {
      ByteSlice body = entries.get(i).body().bytes();
      crcs[i] = RecordFormat.bodyCrc(body);
      if (keep) {
        copies.add(ByteSlice.of(body.toByteArray()));
      }
      bytes += RecordFormat.HEADER + (long) body.length();
    }
    CompletableFuture<Long> future = new CompletableFuture<>();
    IOException refused;
    lock.lock();
    try {
      refused = refusal(bytes);
      if (refused == null) {
        put(entries, crcs, copies, bytes, future);
        appended.signal();
      }
    } finally {
      lock.unlock();
    }
    if (refused != null) {
      future.completeExceptionally(refused);
    }
    return future;
  }

  private @Nullable IOException refusal(long bytes) {
    if (closed) {
      return new IOException("the log is closed");
    }
    if (stored() + bytes > maxBytes) {
      return new LogFullException(
          "the log holds " + stored() + " bytes of at most " + maxBytes + "; destinations lag");
    }
    if (waitingBytes > 0 && waitingBytes + bytes > MAX_WAITING_BYTES) {
      return new LogFullException(
          waitingBytes + " bytes of at most " + MAX_WAITING_BYTES + " wait for the disk already");
    }
    return null;
  }

  private void put(
      List<Entry> entries,
      int[] crcs,
      List<ByteSlice> copies,
      long bytes,
      CompletableFuture<Long> future) {
    long used = next - filling.base();
    if (used > 0 && used + bytes > segmentBytes) {
      queue.add(filling);
      filling = freshSegment(next);
    }
    long now = System.currentTimeMillis();
    for (int i = 0; i < crcs.length; i++) {
      Entry entry = entries.get(i);
      ByteSlice body = entry.body().bytes();
      RecordFormat.Header header =
          new RecordFormat.Header(
              entry.signal(),
              i == crcs.length - 1,
              entry.passage(),
              entry.body().compressed(),
              body.length(),
              now,
              crcs[i]);
      filling.put(format.encode(header, filling.salt(), next), 0, RecordFormat.HEADER, pool);
      filling.put(body.array(), body.offset(), body.length(), pool);
      long position = next;
      next += header.recordLength();
      if (i < copies.size()) {
        tail.add(
            new LogRecord(
                position,
                next,
                now,
                entry.signal(),
                new Body(copies.get(i), entry.body().compressed()),
                entry.passage()));
      }
    }
    filling.add(future, next);
    waitingBytes += bytes;
  }

  private Commits freshSegment(long base) {
    return new Commits(true, base, random.nextLong());
  }

  private long stored() {
    return next - (segments.isEmpty() ? durable : segments.firstKey());
  }

  @Override
  public Map<String, LogReader> readers(Collection<String> names) throws IOException {
    lock.lock();
    try {
      if (readersKnown) {
        throw new IllegalStateException("the readers are known already");
      }
      long oldest = segments.isEmpty() ? durable : segments.firstKey();
      long slowest =
          cursors.values().stream().mapToLong(c -> c.state().position()).min().orElse(oldest);
      Map<String, SegmentReader> opened = new LinkedHashMap<>();
      for (String name : names) {
        CursorFile cursor = cursors.get(name);
        if (cursor == null) {
          cursor =
              CursorFile.create(
                  CursorFile.path(directory.cursors(), name),
                  Math.max(slowest, oldest),
                  System::nanoTime);
          cursors.put(name, cursor);
        }
        opened.put(name, new SegmentReader(name, this, cursor));
      }
      List<String> forgotten = new ArrayList<>(cursors.keySet());
      forgotten.removeAll(opened.keySet());
      for (String name : forgotten) {
        CursorFile cursor = cursors.remove(name);
        if (cursor != null) {
          long behind = bytesFrom(cursor.state().position());
          cursor.delete();
          if (behind > 0) {
            LOG.warn(
                "Destination {} is no longer configured and is forgotten; {} bytes in the log had"
                    + " not been delivered to it",
                name,
                behind);
          }
        }
      }
      readers = opened;
      readersKnown = true;
      hasReaders = !opened.isEmpty();
      return new LinkedHashMap<>(opened);
    } finally {
      lock.unlock();
      deletePassed();
    }
  }

  @Override
  public long end() {
    lock.lock();
    try {
      return durable;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public LogStatistics statistics() {
    lock.lock();
    try {
      return new LogStatistics(
          stored(), waitingBytes, tornBytes, damage.places(), damage.bytes(), failedCommits);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      appended.signal();
      committed.signalAll();
    } finally {
      lock.unlock();
    }
    IOException failure = writer.join();
    for (CursorFile cursor : cursors.values()) {
      try {
        cursor.close();
      } catch (IOException e) {
        failure = failure == null ? e : failure;
      }
    }
    directory.close();
    if (failure != null) {
      throw failure;
    }
  }

  // For the writer.

  /** The next commit; waits for one. Null when the log is closed and everything is written. */
  @Nullable Commits take() throws InterruptedException {
    lock.lock();
    try {
      while (queue.isEmpty() && filling.bytes() == 0) {
        if (closed) {
          return null;
        }
        appended.await();
      }
      if (!queue.isEmpty()) {
        return queue.remove();
      }
      Commits taken = filling;
      filling = new Commits(false, taken.base(), taken.salt());
      return taken;
    } finally {
      lock.unlock();
    }
  }

  void addSegment(Segment segment) {
    lock.lock();
    try {
      segments.put(segment.base(), segment);
    } finally {
      lock.unlock();
    }
  }

  void succeeded(Commits commits) {
    lock.lock();
    try {
      durable += commits.bytes();
      waitingBytes -= commits.bytes();
      commits.giveBack(pool);
      committed.signalAll();
    } finally {
      lock.unlock();
    }
    for (Commits.Waiting one : commits.waiting()) {
      one.future().complete(one.end());
    }
  }

  /** Everything that is not durable fails; the next append begins a new segment. */
  void failed(Commits commits, IOException failure) {
    List<Commits> all = new ArrayList<>();
    lock.lock();
    try {
      all.add(commits);
      all.addAll(queue);
      all.add(filling);
      queue.clear();
      next = durable;
      tail.dropFrom(durable);
      waitingBytes = 0;
      failedCommits++;
      filling = freshSegment(next);
      all.forEach(one -> one.giveBack(pool));
      Segment abandoned = segments.get(durable);
      if (abandoned != null) {
        segments.remove(durable); // nothing durable is in it; its file is replaced
      }
    } finally {
      lock.unlock();
    }
    for (Commits one : all) {
      one.waiting().forEach(waiting -> waiting.future().completeExceptionally(failure));
    }
  }

  // For readers.

  /** Bytes from a position to the end, as far as they are still kept. */
  long bytesFrom(long position) {
    lock.lock();
    try {
      long oldest = segments.isEmpty() ? durable : segments.firstKey();
      return durable - Math.max(position, oldest);
    } finally {
      lock.unlock();
    }
  }

  Damage damage() {
    return damage;
  }

  /**
   * Waits until something durable lies behind a position.
   *
   * @return the durable end; not greater than the position when the time is over or the log closed
   */
  long awaitBehind(long position, long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (durable <= position && left > 0 && !closed) {
        left = committed.awaitNanos(left);
      }
      return durable;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Durable records from a position on, from memory; empty if they have to be read from the file.
   *
   * @param maxBytes see {@link Tail#from}
   */
  List<LogRecord> fromMemory(long position, int maxBytes) {
    lock.lock();
    try {
      long slowest = position;
      for (SegmentReader reader : readers.values()) {
        slowest = Math.min(slowest, reader.position());
      }
      tail.dropBefore(slowest);
      return tail.from(position, durable, maxBytes);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The part of the log in one file.
   *
   * @param end behind the last durable record in the file
   */
  record Stretch(Segment segment, long end) {}

  /** The stretch that a position is in, or else the first one after it; null if there is none. */
  @Nullable Stretch stretch(long position) {
    lock.lock();
    try {
      Map.Entry<Long, Segment> found = segments.floorEntry(position);
      if (found == null) {
        found = segments.higherEntry(position);
      }
      if (found == null) {
        return null;
      }
      Long after = segments.higherKey(found.getKey());
      return new Stretch(found.getValue(), after == null ? durable : after);
    } finally {
      lock.unlock();
    }
  }

  /** Deletes the segments that every reader is done with. */
  void deletePassed() {
    List<Segment> passed = new ArrayList<>();
    lock.lock();
    try {
      if (!readersKnown) {
        return;
      }
      long slowest = durable;
      for (SegmentReader reader : readers.values()) {
        slowest = Math.min(slowest, reader.committed());
      }
      while (segments.size() > 1 && segments.higherKey(segments.firstKey()) <= slowest) {
        passed.add(segments.pollFirstEntry().getValue());
      }
    } finally {
      lock.unlock();
    }
    for (Segment segment : passed) {
      try {
        directory.release(segment);
      } catch (IOException e) {
        LOG.warn(
            "{} is not needed any more but cannot be let go: {}", segment.path(), e.toString());
      }
    }
  }
}
