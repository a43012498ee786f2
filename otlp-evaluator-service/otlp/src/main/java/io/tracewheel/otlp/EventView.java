// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

/**
 * An event of a span.
 *
 * @param name its name; empty if none was given
 * @param timeUnixNano when, in nanoseconds since 1970 (unsigned)
 * @param attributes its attributes; as long-lived as the request's bytes
 */
public record EventView(String name, long timeUnixNano, AttributeList attributes) {

  static EventView read(ByteSlice event) {
    String name = "";
    long time = 0;
    AttributeList.Builder attributes = new AttributeList.Builder(event.array());
    FieldReader field =
        new FieldReader(event.array(), event.offset(), event.offset() + event.length());
    while (field.next()) {
      if (field.is(1, WireCursor.FIXED64)) {
        time = field.fixed();
      } else if (field.is(2, WireCursor.LENGTH)) {
        name = field.slice().utf8();
      } else if (field.is(3, WireCursor.LENGTH)) {
        attributes.add(field.from, field.to);
      }
    }
    return new EventView(name, time, attributes.build());
  }
}
