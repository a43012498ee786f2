// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A durable, ordered log of OTLP requests with named readers. Thread-safe.
 *
 * <p>Positions are numbers that ascend in the order of the log and are never used twice, also
 * across restarts. What they count is up to the implementation; their difference is a size only
 * where it says so.
 */
public interface RequestLog extends AutoCloseable {

  /**
   * Appends requests. The entries of one call are adjacent in the log and atomic: after a crash
   * either all of them are there or none. Calls of one thread are logged in their order. A log that
   * several evaluators share keeps the order of each trace only, and a crash before the future
   * completes may leave a part of the entries.
   *
   * <p>The bytes are copied before this method returns, so the caller may reuse its buffers then.
   * It does not wait for the disk.
   *
   * @param entries at least one
   * @return completes with the position behind the last entry when all of them are durable, and
   *     never before; acknowledge only then. Completes with {@link LogFullException} when the log
   *     can take no more for now, with another {@link IOException} when writing failed or the log
   *     is closed; then the entries will not be read from the log unless the process dies at that
   *     moment. Actions that depend on it run on the log's only writing thread, so they must be
   *     short and must not block
   */
  CompletableFuture<Long> append(List<Entry> entries);

  /**
   * Opens one reader for each name, and forgets all other readers and what was kept for them only.
   * A reader whose name is known goes on at its committed position. A new one begins where the
   * slowest known reader is, so that a renamed reader takes over from its old name, or at the
   * oldest record if there is none.
   *
   * <p>Call it once, before the first append: nothing is deleted before it.
   *
   * @return the readers by name
   * @throws IOException if a position cannot be read or stored
   */
  Map<String, LogReader> readers(Collection<String> names) throws IOException;

  /** The position behind the last durable entry. A reader at this position has read everything. */
  long end();

  /** What there is to report about the log. */
  LogStatistics statistics();

  /**
   * Finishes the appends made so far, refuses new ones, wakes blocked readers (they find nothing
   * any more) and releases files. Idempotent.
   *
   * @throws IOException if the last files could not be closed in good order; what was acknowledged
   *     is durable all the same
   */
  @Override
  void close() throws IOException;
}
