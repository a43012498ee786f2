// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Signal;

/**
 * One OTLP export request on its way into the log.
 *
 * @param signal what kind of request it is
 * @param request its uncompressed protobuf bytes; may be empty
 * @param passage how it gets to the destinations
 */
public record Entry(Signal signal, ByteSlice request, Passage passage) {

  /** A request that goes to the destinations as it is. */
  public Entry(Signal signal, ByteSlice request) {
    this(signal, request, Passage.FREE);
  }
}
