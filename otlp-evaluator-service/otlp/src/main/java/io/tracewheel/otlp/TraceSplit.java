// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Cuts a trace request into parts so that all spans of a trace are in one part: for logs and queues
 * that are divided by trace. Spans keep their order and their bytes; what a part holds beside them
 * (resources, scopes, unknown fields) is copied into each part that has spans of it. Not
 * thread-safe.
 */
public final class TraceSplit {
  private static final int TRACE_ID = 1;

  private final WireCursor cursor = new WireCursor();
  private final SpanFilter filter = new SpanFilter(cursor);
  private ByteSlice request = ByteSlice.EMPTY;

  /** A splitter for one thread. */
  public TraceSplit() {}

  /** Tells where a trace belongs. */
  public interface Place {
    /**
     * The number of the part for a trace.
     *
     * @param traceId as it came; empty for a span without one
     */
    int of(ByteSlice traceId);
  }

  /**
   * Cuts a request.
   *
   * @return the parts by number; one part is the very request. A request without spans is one part
   *     of the number that an empty trace id has
   * @throws MalformedOtlpException if the bytes are no trace request
   */
  public Map<Integer, ByteSlice> split(ByteSlice whole, Place place, ScanLimits limits)
      throws MalformedOtlpException {
    request = whole;
    Map<Integer, ByteSlice> parts = new LinkedHashMap<>();
    filter.filter(
        whole,
        limits,
        (end, scope, index) -> {
          parts.put(place.of(traceId(end)), whole);
          return true;
        });
    if (parts.isEmpty()) {
      parts.put(place.of(ByteSlice.EMPTY), whole);
    }
    if (parts.size() > 1) {
      for (Map.Entry<Integer, ByteSlice> part : parts.entrySet()) {
        int number = part.getKey();
        part.setValue(
            filter.filter(whole, limits, (end, scope, index) -> place.of(traceId(end)) == number));
      }
    }
    return parts;
  }

  /** The last trace id of the span from the cursor on, as protobuf has it. */
  private ByteSlice traceId(int end) throws MalformedOtlpException {
    ByteSlice found = ByteSlice.EMPTY;
    while (cursor.position < end) {
      int tag = cursor.tag(end);
      if (tag == (TRACE_ID << 3 | WireCursor.LENGTH)) {
        int length = cursor.length(end);
        found = new ByteSlice(request.array(), cursor.position, length);
        cursor.position += length;
      } else {
        cursor.skip(tag, end, SpanFilter.SPAN_DEPTH);
      }
    }
    return found;
  }
}
