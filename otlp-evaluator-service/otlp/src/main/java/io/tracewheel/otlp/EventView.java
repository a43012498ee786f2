// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import java.util.Arrays;

/**
 * An event of a span.
 *
 * @param name its name; empty if none was given
 * @param timeUnixNano when, in nanoseconds since 1970 (unsigned)
 * @param attributes its attributes; as long-lived as the request's bytes
 */
public record EventView(String name, long timeUnixNano, AttributeList attributes) {

  /** Whether an event has this name, in UTF-8, without reading anything else of it. */
  static boolean isNamed(byte[] bytes, int from, int to, byte[] wanted) {
    boolean named = wanted.length == 0;
    FieldReader field = new FieldReader(bytes, from, to);
    while (field.next()) {
      if (field.is(2, WireCursor.LENGTH)) {
        named = Arrays.equals(bytes, field.from, field.to, wanted, 0, wanted.length);
      }
    }
    return named;
  }

  /** Whether the name of an event matches, without reading anything else of it. */
  static boolean isNamed(byte[] bytes, int from, int to, AttributeKeys wanted) {
    boolean named = false;
    FieldReader field = new FieldReader(bytes, from, to);
    while (field.next()) {
      if (field.is(2, WireCursor.LENGTH)) {
        named = wanted.matches(bytes, field.from, field.to);
      }
    }
    return named;
  }

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
