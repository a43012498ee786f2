// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import java.io.ByteArrayOutputStream;

/**
 * Copies a trace request without some of its spans. Every other byte stays as it came; a container
 * that held spans and holds none any more goes too. Bytes are copied once for each level. Not
 * thread-safe.
 */
final class SpanFilter {
  /** How deep the fields of a span are nested in a request. */
  static final int SPAN_DEPTH = 3;

  private static final int RESOURCE_SPANS = 1;
  private static final int SCOPE_SPANS = 2;
  private static final int SPANS = 2;

  private final WireCursor cursor;
  private byte[] bytes = ByteSlice.EMPTY.array();
  private Choice choice = (end, scope, index) -> true;
  private int kept;
  private int dropped;

  SpanFilter(WireCursor cursor) {
    this.cursor = cursor;
  }

  /** Which spans are kept. */
  interface Choice {
    /**
     * Decides on the span from the cursor's position on; may leave the cursor anywhere.
     *
     * @param end behind the span
     * @param scope where it is, such as {@code resourceSpans[0].scopeSpans[1]}
     * @param index of the span there
     */
    boolean keeps(int end, String scope, int index) throws MalformedOtlpException;
  }

  /**
   * Filters a request.
   *
   * @throws MalformedOtlpException if the bytes are no trace request
   */
  ByteSlice filter(ByteSlice request, ScanLimits limits, Choice spans)
      throws MalformedOtlpException {
    cursor.reset(request, limits.nesting());
    bytes = request.array();
    choice = spans;
    kept = 0;
    dropped = 0;
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
    return ByteSlice.of(out.toByteArray());
  }

  /**
   * A ResourceSpans or a ScopeSpans.
   *
   * @param start of its tag
   * @param outer whether it is the former
   */
  private void container(ByteArrayOutputStream out, int start, int end, String path, boolean outer)
      throws MalformedOtlpException {
    int droppedBefore = dropped;
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
        container(content, fieldStart, to, path + ".scopeSpans[" + index + "]", false);
      } else if (choice.keeps(to, path, index)) {
        kept++;
        content.write(bytes, fieldStart, to - fieldStart);
      } else {
        dropped++;
      }
      index++;
      cursor.position = to;
    }
    if (dropped == droppedBefore) {
      out.write(bytes, start, end - start);
    } else if (kept > keptBefore) {
      varint(out, (outer ? RESOURCE_SPANS : SCOPE_SPANS) << 3 | WireCursor.LENGTH);
      varint(out, content.size());
      out.writeBytes(content.toByteArray());
    }
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
