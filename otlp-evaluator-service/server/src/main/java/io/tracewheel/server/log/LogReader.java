// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A named place in a {@link RequestLog} that survives restarts. It reads ahead of what is
 * committed; after a restart reading begins again at the committed position, so every record is
 * read at least once. Records that are committed by every reader are deleted at some time.
 *
 * <p>{@link #poll} is for one thread; the other methods may be called from any.
 */
public interface LogReader extends AutoCloseable {

  /** The name it was opened with. */
  String name();

  /**
   * Reads on. A record that is damaged on the disk is passed over and reported in the log's
   * statistics and in one log line; it never stops the reader.
   *
   * @param maxBytes of all records together; the first one is given however long it is
   * @param timeout how long to wait if there is nothing new
   * @return the next records in order; empty if there were none within the timeout or the log is
   *     closed
   * @throws IOException if reading failed for a reason that may go away; the next call tries the
   *     same place again
   */
  List<LogRecord> poll(int maxBytes, Duration timeout) throws IOException, InterruptedException;

  /**
   * Declares that everything before a position is done with. Survives a crash of the process at
   * once and a power loss after at most one second; in between, records are read again.
   *
   * @param position {@link LogRecord#next} of a record read, not before {@link #committed}
   * @param mark any number that must be stored together with the position, given back by {@link
   *     #mark}
   * @throws IOException if it could not be stored; the old position stays in force
   */
  void commit(long position, long mark) throws IOException;

  /** {@link #commit(long, long)} with the mark unchanged. */
  default void commit(long position) throws IOException {
    commit(position, mark());
  }

  /** The position up to which everything is done with. */
  long committed();

  /** The mark stored with the committed position; -1 if there never was one. */
  long mark();

  /** How much lies between the committed position and the end of the log, in bytes. */
  long lagBytes();

  /** Makes the committed position durable and gives the file back. The name stays known. */
  @Override
  void close() throws IOException;
}
