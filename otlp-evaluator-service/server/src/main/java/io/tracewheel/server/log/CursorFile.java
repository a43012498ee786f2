// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Where a reader is, on the disk: two slots, written in turn, each with a checksum and a counter;
 * the good one with the higher counter is in force, so a torn write costs one step at most. Written
 * at every commit, which survives a crash of the process; forced to the disk once a second at most,
 * because a power loss may repeat records but must not cost a disk round trip each. Thread-safe.
 */
final class CursorFile implements Closeable {
  private static final String SUFFIX = ".cursor";
  private static final int MAGIC = 0x5457_4355; // "TWCU"
  private static final int SLOT = 512;
  private static final int USED = 32;
  private static final long FORCE_EVERY_NANOS = 1_000_000_000L;

  private final Path path;
  private final LongSupplier nanoTime;
  private final RandomAccessFile file;
  private volatile State state;
  private boolean dirty;
  private long forcedAt;

  /** What is stored. */
  record State(long counter, long position, long mark) {}

  private CursorFile(Path path, RandomAccessFile file, State state, LongSupplier nanoTime) {
    this.path = path;
    this.file = file;
    this.state = state;
    this.nanoTime = nanoTime;
    this.forcedAt = nanoTime.getAsLong();
  }

  /** The file of a reader; names are encoded so that any text can be one. */
  static Path path(Path directory, String name) {
    return directory.resolve(
        URLEncoder.encode(name, StandardCharsets.UTF_8).replace("*", "%2A") + SUFFIX);
  }

  /** The reader's name, from its file; null if it is no cursor's file. */
  static @Nullable String name(Path path) {
    String file = path.getFileName().toString();
    return file.endsWith(SUFFIX)
        ? URLDecoder.decode(
            file.substring(0, file.length() - SUFFIX.length()), StandardCharsets.UTF_8)
        : null;
  }

  /** Opens an existing cursor; null if nothing in it is good. */
  static @Nullable CursorFile open(Path path, LongSupplier nanoTime) throws IOException {
    State best = read(path);
    return best == null
        ? null
        : new CursorFile(path, new RandomAccessFile(path.toFile(), "rw"), best, nanoTime);
  }

  /** What is in force in a file, which may be in use; null if nothing in it is good. */
  static @Nullable State read(Path path) throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    State best = null;
    for (int slot = 0; slot < 2; slot++) {
      State found = decode(bytes, slot * SLOT);
      if (found != null && (best == null || found.counter > best.counter)) {
        best = found;
      }
    }
    return best;
  }

  /** Makes a cursor, durable when this returns, in place of what may be there. */
  static CursorFile create(Path path, long position, LongSupplier nanoTime) throws IOException {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    State state = new State(1, position, -1);
    try (RandomAccessFile out = new RandomAccessFile(fresh.toFile(), "rw")) {
      out.setLength(0);
      out.seek(SLOT); // the slot of odd counters
      out.write(encode(state));
      out.getFD().sync();
    }
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Path directory = path.getParent();
    if (directory != null) {
      LogDirectory.sync(directory);
    }
    return new CursorFile(path, new RandomAccessFile(path.toFile(), "rw"), state, nanoTime);
  }

  State state() {
    return state;
  }

  synchronized void store(long position, long mark) throws IOException {
    State next = new State(state.counter + 1, position, mark);
    byte[] bytes = encode(next);
    file.seek((next.counter & 1) * SLOT);
    file.write(bytes);
    state = next;
    dirty = true;
    long now = nanoTime.getAsLong();
    if (now - forcedAt >= FORCE_EVERY_NANOS) {
      force();
      forcedAt = now;
    }
  }

  synchronized void force() throws IOException {
    if (dirty) {
      file.getFD().sync();
      dirty = false;
    }
  }

  void delete() throws IOException {
    file.close();
    Files.deleteIfExists(path);
  }

  @Override
  public synchronized void close() throws IOException {
    try {
      force();
    } finally {
      file.close();
    }
  }

  private static byte[] encode(State state) {
    byte[] slot = new byte[USED];
    ByteBuffer.wrap(slot)
        .putInt(MAGIC)
        .putLong(state.counter)
        .putLong(state.position)
        .putLong(state.mark);
    ByteBuffer.wrap(slot).putInt(USED - 4, crc(slot, 0));
    return slot;
  }

  private static @Nullable State decode(byte[] bytes, int at) {
    if (bytes.length < at + USED) {
      return null;
    }
    ByteBuffer slot = ByteBuffer.wrap(bytes, at, USED).slice();
    if (slot.getInt() != MAGIC) {
      return null;
    }
    State state = new State(slot.getLong(), slot.getLong(), slot.getLong());
    return slot.getInt() == crc(bytes, at) ? state : null;
  }

  private static int crc(byte[] bytes, int at) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, at, USED - 4);
    return (int) crc.getValue();
  }
}
