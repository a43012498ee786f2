// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Signal;
import io.tracewheel.server.gzip.Body;

/**
 * One OTLP export request on its way into the log.
 *
 * @param signal what kind of request it is
 * @param body its protobuf bytes, as they are to be kept; may be empty
 * @param passage how it gets to the destinations
 */
public record Entry(Signal signal, Body body, Passage passage) {

  /** A request that goes to the destinations as it is. */
  public Entry(Signal signal, ByteSlice request) {
    this(signal, request, Passage.FREE);
  }

  /** A request that is not compressed. */
  public Entry(Signal signal, ByteSlice request, Passage passage) {
    this(signal, Body.plain(request), passage);
  }
}
