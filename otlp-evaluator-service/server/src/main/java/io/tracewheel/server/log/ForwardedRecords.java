// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What destinations see of a log: what is held is passed over until it is released. */
public final class ForwardedRecords implements LogReader {
  private final LogReader reader;

  /** A reader of a destination. */
  public ForwardedRecords(LogReader reader) {
    this.reader = reader;
  }

  @Override
  public String name() {
    return reader.name();
  }

  /** Empty also when all that came is held. */
  @Override
  public List<LogRecord> poll(int maxBytes, Duration timeout)
      throws IOException, InterruptedException {
    return reader.poll(maxBytes, timeout).stream()
        .filter(record -> record.passage() == Passage.FREE || record.passage() == Passage.RELEASED)
        .toList();
  }

  @Override
  public void commit(long position, long mark) throws IOException {
    reader.commit(position, mark);
  }

  @Override
  public long committed() {
    return reader.committed();
  }

  @Override
  public long mark() {
    return reader.mark();
  }

  @Override
  public long lagBytes() {
    return reader.lagBytes();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
