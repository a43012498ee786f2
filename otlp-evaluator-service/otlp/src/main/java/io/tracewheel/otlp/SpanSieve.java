// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import java.io.ByteArrayOutputStream;

/**
 * Takes single spans that cannot be used out of a trace request: those without valid ids, and those
 * with values nested too deep. Every other byte stays as it came; a container that held spans and
 * holds none any more goes too. For the rare request that needs it: bytes are copied once for each
 * level. Not thread-safe.
 */
public final class SpanSieve {
  private static final int RESOURCE_SPANS = 1;
  private static final int SCOPE_SPANS = 2;
  private static final int SPANS = 2;
  private static final int SPAN_DEPTH = 3;

  private final WireCursor cursor = new WireCursor();
  private final WireCheck check = new WireCheck(cursor);
  private byte[] bytes = ByteSlice.EMPTY.array();
  private int kept;
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
    cursor.reset(request, limits.nesting());
    bytes = request.array();
    kept = 0;
    invalidIds = 0;
    tooDeep = 0;
    firstPlace = "";
    ByteArrayOutputStream out = new ByteArrayOutputStream(request.length());
    int end = request.offset() + request.length();
    int index = 0;
    while (cursor.position < end) {
      int start = cursor.position;
      int tag = cursor.tag(end);
      if (tag != (RESOURCE_SPANS << 3 | WireCursor.LENGTH)) {
        cursor.skip(tag, end, 0);
        out.write(bytes, start, cursor.position - start);
      } else {
        int length = cursor.length(end);
        container(out, start, cursor.position + length, "resourceSpans[" + index++ + "]", true);
      }
    }
    return new Sifted(ByteSlice.of(out.toByteArray()), invalidIds, tooDeep, firstPlace);
  }

  /**
   * A ResourceSpans or a ScopeSpans.
   *
   * @param start of its tag
   * @param outer whether it is the former
   */
  private void container(ByteArrayOutputStream out, int start, int end, String path, boolean outer)
      throws MalformedOtlpException {
    int rejectedBefore = invalidIds + tooDeep;
    int keptBefore = kept;
    int field = outer ? SCOPE_SPANS : SPANS;
    ByteArrayOutputStream content = new ByteArrayOutputStream(end - cursor.position);
    int index = 0;
    while (cursor.position < end) {
      int fieldStart = cursor.position;
      int tag = cursor.tag(end);
      if (tag != (field << 3 | WireCursor.LENGTH)) {
        cursor.skip(tag, end, outer ? 1 : 2);
        content.write(bytes, fieldStart, cursor.position - fieldStart);
        continue;
      }
      int to = cursor.length(end) + cursor.position;
      if (outer) {
        container(content, fieldStart, to, path + ".scopeSpans[" + index++ + "]", false);
      } else if (usable(to)) {
        kept++;
        index++;
        content.write(bytes, fieldStart, to - fieldStart);
      } else if (firstPlace.isEmpty()) {
        firstPlace = path + ".spans[" + index++ + "]";
      } else {
        index++;
      }
      cursor.position = to;
    }
    boolean emptied = kept == keptBefore && invalidIds + tooDeep > rejectedBefore;
    if (emptied) {
      return;
    }
    if (invalidIds + tooDeep == rejectedBefore) {
      out.write(bytes, start, end - start);
      return;
    }
    varint(out, (outer ? RESOURCE_SPANS : SCOPE_SPANS) << 3 | WireCursor.LENGTH);
    varint(out, content.size());
    out.writeBytes(content.toByteArray());
  }

  /** Whether the span from the cursor on is; counts why not. */
  private boolean usable(int end) throws MalformedOtlpException {
    int start = cursor.position;
    try {
      check.message(Schema.SPAN, end, SPAN_DEPTH);
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
        cursor.skip(tag, end, SPAN_DEPTH);
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

  private static void varint(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest > 0x7f) {
      out.write(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
