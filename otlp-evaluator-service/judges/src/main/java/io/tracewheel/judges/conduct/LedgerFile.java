// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.conduct;

import java.io.IOException;

/**
 * Where a ledger keeps its bytes. What was written may be lost, or be there in part, until {@link
 * #force} returns.
 */
interface LedgerFile extends AutoCloseable {

  /** All that is there. */
  byte[] read() throws IOException;

  /** Puts bytes at the end; may throw after having written some. */
  void append(byte[] bytes) throws IOException;

  /** Returns once everything written survives a loss of power. */
  void force() throws IOException;

  /** Cuts off what is beyond a length. */
  void truncate(long length) throws IOException;

  /** Puts new content in place of all, or leaves all as it is. */
  void replace(byte[] bytes) throws IOException;

  @Override
  void close() throws IOException;
}
