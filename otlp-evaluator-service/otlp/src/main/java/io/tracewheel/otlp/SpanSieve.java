// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

/**
 * Takes single spans that cannot be used out of a trace request: those without valid ids, and those
 * with values nested too deep. Every other byte stays as it came; a container that held spans and
 * holds none any more goes too. For the rare request that needs it: bytes are copied once for each
 * level. Not thread-safe.
 */
public final class SpanSieve {
  private final WireCursor cursor = new WireCursor();
  private final WireCheck check = new WireCheck(cursor);
  private final SpanFilter filter = new SpanFilter(cursor);
  private byte[] bytes = ByteSlice.EMPTY.array();
  private int invalidIds;
  private int tooDeep;
  private String firstPlace = "";

  /** A sieve for one thread. */
  public SpanSieve() {}

  /**
   * What is left of a request.
   *
   * @param request without the spans that were taken out
   * @param invalidIds spans that were taken out for want of a trace id of 16 bytes or a span id of
   *     8, not all zero
   * @param tooDeep spans that were taken out because values in them are nested too deep
   * @param firstPlace where the first of them was, such as {@code
   *     resourceSpans[0].scopeSpans[1].spans[3]}; empty if there was none
   */
  public record Sifted(ByteSlice request, int invalidIds, int tooDeep, String firstPlace) {

    /** Spans that were taken out. */
    public int rejected() {
      return invalidIds + tooDeep;
    }
  }

  /**
   * Sifts a request.
   *
   * @throws MalformedOtlpException if the bytes are no trace request for another reason
   */
  public Sifted sift(ByteSlice request, ScanLimits limits) throws MalformedOtlpException {
    bytes = request.array();
    invalidIds = 0;
    tooDeep = 0;
    firstPlace = "";
    ByteSlice left =
        filter.filter(
            request,
            limits,
            (end, scope, index) -> {
              boolean usable = usable(end);
              if (!usable && firstPlace.isEmpty()) {
                firstPlace = scope + ".spans[" + index + "]";
              }
              return usable;
            });
    return new Sifted(left, invalidIds, tooDeep, firstPlace);
  }

  /** Whether the span from the cursor on is; counts why not. */
  private boolean usable(int end) throws MalformedOtlpException {
    int start = cursor.position;
    try {
      check.message(Schema.SPAN, end, SpanFilter.SPAN_DEPTH);
    } catch (MalformedOtlpException e) {
      if (!e.reason().startsWith(WireCursor.NESTED)) {
        throw e;
      }
      tooDeep++;
      return false;
    }
    cursor.position = start;
    boolean traceId = false;
    boolean spanId = false;
    while (cursor.position < end) {
      int tag = cursor.tag(end);
      if (tag == (1 << 3 | WireCursor.LENGTH)) {
        traceId = id(16, end);
      } else if (tag == (2 << 3 | WireCursor.LENGTH)) {
        spanId = id(8, end);
      } else {
        cursor.skip(tag, end, SpanFilter.SPAN_DEPTH);
      }
    }
    if (traceId && spanId) {
      return true;
    }
    invalidIds++;
    return false;
  }

  private boolean id(int wanted, int end) throws MalformedOtlpException {
    int length = cursor.length(end);
    int any = 0;
    for (int i = 0; i < length; i++) {
      any |= bytes[cursor.position + i];
    }
    cursor.position += length;
    return length == wanted && any != 0;
  }
}
