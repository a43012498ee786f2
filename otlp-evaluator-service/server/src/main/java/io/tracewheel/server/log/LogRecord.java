// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.gzip.Body;

/**
 * One request as it is read back from the log.
 *
 * @param position where it is; ascending in the order of the log
 * @param next where the record after it is: what a reader that is done with this record commits
 * @param receivedMillis when it was appended, in milliseconds since 1970 by the clock of that
 *     process
 * @param signal what kind of request it is
 * @param body its protobuf bytes, byte for byte as they were appended; they stay as they are for as
 *     long as the slice is held
 * @param passage how it gets to the destinations
 */
public record LogRecord(
    long position, long next, long receivedMillis, Signal signal, Body body, Passage passage) {

  /** A record that goes to the destinations as it is. */
  public LogRecord(
      long position, long next, long receivedMillis, Signal signal, ByteSlice request) {
    this(position, next, receivedMillis, signal, Body.plain(request), Passage.FREE);
  }

  /** Its protobuf bytes, inflated anew at each call if they are kept compressed. */
  public ByteSlice request() {
    return body.plain();
  }
}
