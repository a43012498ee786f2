// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What waits to be written with one commit: bytes for one segment, and who wants to know. Not
 * thread-safe.
 */
final class Commits {
  /** Bytes in one buffer. */
  static final int BUFFER = 512 << 10;

  private final boolean newSegment;
  private final long base;
  private final long salt;
  private final List<ByteBuffer> buffers = new ArrayList<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private long bytes;

  /** One append. */
  record Waiting(CompletableFuture<Long> future, long end) {}

  /**
   * @param newSegment whether the segment has to be made first
   * @param base position of the segment's first record
   */
  Commits(boolean newSegment, long base, long salt) {
    this.newSegment = newSegment;
    this.base = base;
    this.salt = salt;
  }

  boolean newSegment() {
    return newSegment;
  }

  long base() {
    return base;
  }

  long salt() {
    return salt;
  }

  long bytes() {
    return bytes;
  }

  List<Waiting> waiting() {
    return waiting;
  }

  void put(byte[] source, int offset, int length, Pool pool) {
    int from = offset;
    int end = offset + length;
    while (from < end) {
      if (buffers.isEmpty() || !buffers.get(buffers.size() - 1).hasRemaining()) {
        buffers.add(pool.take());
      }
      ByteBuffer last = buffers.get(buffers.size() - 1);
      int part = Math.min(end - from, last.remaining());
      last.put(source, from, part);
      from += part;
    }
    bytes += length;
  }

  void add(CompletableFuture<Long> future, long end) {
    waiting.add(new Waiting(future, end));
  }

  /** The buffers, ready to be written. */
  ByteBuffer[] flip() {
    for (ByteBuffer buffer : buffers) {
      buffer.flip();
    }
    return buffers.toArray(new ByteBuffer[0]);
  }

  void giveBack(Pool pool) {
    buffers.forEach(pool::give);
    buffers.clear();
  }

  /** Buffers outside of the heap, which the kernel reads without another copy. Not thread-safe. */
  static final class Pool {
    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
    private final int kept;

    Pool(int kept) {
      this.kept = kept;
    }

    ByteBuffer take() {
      ByteBuffer buffer = free.pollLast();
      return buffer == null ? ByteBuffer.allocateDirect(BUFFER) : buffer;
    }

    void give(ByteBuffer buffer) {
      if (free.size() < kept) {
        free.addLast(buffer.clear());
      }
    }
  }
}
