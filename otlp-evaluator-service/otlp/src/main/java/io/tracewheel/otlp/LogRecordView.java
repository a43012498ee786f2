// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

/**
 * A log record, read where it lies.
 *
 * @param eventName its event name, from the field or, as older emitters do, from the attribute
 *     {@code event.name}; empty if none was given
 * @param timeUnixNano when it happened, in nanoseconds since 1970 (unsigned); 0 if not known
 * @param traceId the trace id as it came; empty if none
 * @param spanId the span id as it came; empty if none
 * @param body its body; of kind EMPTY if there is none
 * @param attributes its attributes; as long-lived as the request's bytes
 */
public record LogRecordView(
    String eventName,
    long timeUnixNano,
    ByteSlice traceId,
    ByteSlice spanId,
    Value body,
    AttributeList attributes) {

  static LogRecordView read(ByteSlice record) {
    String eventName = "";
    long time = 0;
    ByteSlice traceId = ByteSlice.EMPTY;
    ByteSlice spanId = ByteSlice.EMPTY;
    AttributeList.Builder found = new AttributeList.Builder(record.array());
    FieldReader field =
        new FieldReader(record.array(), record.offset(), record.offset() + record.length());
    while (field.next()) {
      if (field.is(1, WireCursor.FIXED64)) {
        time = field.fixed();
      } else if (field.wireType == WireCursor.LENGTH) {
        switch (field.number) {
          case 6 -> found.add(field.from, field.to);
          case 9 -> traceId = field.slice();
          case 10 -> spanId = field.slice();
          case 12 -> eventName = field.slice().utf8();
          default -> {}
        }
      }
    }
    AttributeList attributes = found.build();
    if (eventName.isEmpty()) {
      String named = attributes.string("event.name");
      eventName = named == null ? "" : named;
    }
    Value body =
        Value.read(
            FieldReader.merged(
                record.array(), record.offset(), record.offset() + record.length(), 5));
    return new LogRecordView(eventName, time, traceId, spanId, body, attributes);
  }
}
