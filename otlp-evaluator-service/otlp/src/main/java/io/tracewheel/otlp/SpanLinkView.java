// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

/**
 * A link from a span to another.
 *
 * @param traceId the other's trace id as it came
 * @param spanId the other's span id as it came
 */
public record SpanLinkView(ByteSlice traceId, ByteSlice spanId) {

  static SpanLinkView read(ByteSlice link) {
    ByteSlice traceId = ByteSlice.EMPTY;
    ByteSlice spanId = ByteSlice.EMPTY;
    FieldReader field = new FieldReader(link.array(), link.offset(), link.offset() + link.length());
    while (field.next()) {
      if (field.is(1, WireCursor.LENGTH)) {
        traceId = field.slice();
      } else if (field.is(2, WireCursor.LENGTH)) {
        spanId = field.slice();
      }
    }
    return new SpanLinkView(traceId, spanId);
  }
}
