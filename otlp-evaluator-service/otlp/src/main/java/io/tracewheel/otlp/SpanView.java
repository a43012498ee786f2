// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A selected span, read where it lies: positions are found on creation, values decoded when asked
 * for. Good until the next scan of its {@link TraceRequest}. Not thread-safe.
 */
public final class SpanView {
  private static final int EVENTS = 11;
  private static final int LINKS = 13;

  private final byte[] bytes;
  private final SpanIndex index;
  private final int row;

  private ByteSlice traceId = ByteSlice.EMPTY;
  private ByteSlice spanId = ByteSlice.EMPTY;
  private ByteSlice parentSpanId = ByteSlice.EMPTY;
  private ByteSlice traceState = ByteSlice.EMPTY;
  private ByteSlice name = ByteSlice.EMPTY;
  private ByteSlice statusMessage = ByteSlice.EMPTY;
  private int kind;
  private int flags;
  private int statusCode;
  private long startTimeUnixNano;
  private long endTimeUnixNano;
  private final AttributeList attributes;

  SpanView(byte[] bytes, SpanIndex index, int row) {
    this.bytes = bytes;
    this.index = index;
    this.row = row;
    AttributeList.Builder found = new AttributeList.Builder(bytes);
    FieldReader field = fields();
    while (field.next()) {
      switch (field.wireType) {
        case WireCursor.LENGTH -> readLengthDelimited(field, found);
        case WireCursor.VARINT -> {
          if (field.number == 6) {
            kind = (int) field.varint();
          }
        }
        case WireCursor.FIXED64 -> {
          if (field.number == 7) {
            startTimeUnixNano = field.fixed();
          } else if (field.number == 8) {
            endTimeUnixNano = field.fixed();
          }
        }
        case WireCursor.FIXED32 -> {
          if (field.number == 16) {
            flags = (int) field.fixed();
          }
        }
        default -> {}
      }
    }
    attributes = found.build();
  }

  private void readLengthDelimited(FieldReader field, AttributeList.Builder found) {
    switch (field.number) {
      case 1 -> traceId = field.slice();
      case 2 -> spanId = field.slice();
      case 3 -> traceState = field.slice();
      case 4 -> parentSpanId = field.slice();
      case 5 -> name = field.slice();
      case 9 -> found.add(field.from, field.to);
      case 15 -> readStatus(field);
      default -> {}
    }
  }

  private void readStatus(FieldReader span) {
    FieldReader field = new FieldReader(bytes, span.from, span.to);
    while (field.next()) {
      if (field.is(2, WireCursor.LENGTH)) {
        statusMessage = field.slice();
      } else if (field.is(3, WireCursor.VARINT)) {
        statusCode = (int) field.varint();
      }
    }
  }

  /** The content of its {@code Span} message. */
  ByteSlice message() {
    int start = index.span(row, SpanIndex.SPAN_START);
    return new ByteSlice(bytes, start, index.span(row, SpanIndex.SPAN_END) - start);
  }

  /** Position among the selected spans of the request. */
  public int selectedIndex() {
    return row;
  }

  /** The trace id as it came: 16 bytes in a valid span. */
  public ByteSlice traceId() {
    return traceId;
  }

  /** The span id as it came: 8 bytes in a valid span. */
  public ByteSlice spanId() {
    return spanId;
  }

  /** The parent's span id as it came: empty in a root span, else 8 bytes in a valid span. */
  public ByteSlice parentSpanId() {
    return parentSpanId;
  }

  /** The W3C {@code tracestate}; empty if none. */
  public String traceState() {
    return traceState.utf8();
  }

  /** The span's name. Decoded anew on each call. */
  public String name() {
    return name.utf8();
  }

  /** OTLP's number of the span kind: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  public int kind() {
    return kind;
  }

  /** OTLP's span flags. */
  public int flags() {
    return flags;
  }

  /** Start, in nanoseconds since 1970 (unsigned). */
  public long startTimeUnixNano() {
    return startTimeUnixNano;
  }

  /** End, in nanoseconds since 1970 (unsigned). */
  public long endTimeUnixNano() {
    return endTimeUnixNano;
  }

  /** OTLP's number of the status: 0 unset, 1 ok, 2 error. */
  public int statusCode() {
    return statusCode;
  }

  /** The status message; empty if none. */
  public String statusMessage() {
    return statusMessage.utf8();
  }

  /** The span's attributes. */
  public AttributeList attributes() {
    return attributes;
  }

  /** The span's events. Read anew on each call; memory grows with their number. */
  public List<EventView> events() {
    List<EventView> events = new ArrayList<>();
    FieldReader field = fields();
    while (field.next()) {
      if (field.is(EVENTS, WireCursor.LENGTH)) {
        events.add(EventView.read(field.slice()));
      }
    }
    return events;
  }

  /**
   * The first event of a name; null if there is none. Looks at names alone, so that many events
   * cost no memory.
   */
  public @Nullable EventView event(String eventName) {
    byte[] wanted = eventName.getBytes(StandardCharsets.UTF_8);
    FieldReader field = fields();
    while (field.next()) {
      if (field.is(EVENTS, WireCursor.LENGTH)
          && EventView.isNamed(bytes, field.from, field.to, wanted)) {
        return EventView.read(field.slice());
      }
    }
    return null;
  }

  /**
   * The events whose names match, at most so many, in the order of the request. Other events cost
   * no memory.
   */
  public List<EventView> events(AttributeKeys names, int most) {
    List<EventView> events = new ArrayList<>();
    FieldReader field = fields();
    while (events.size() < most && field.next()) {
      if (field.is(EVENTS, WireCursor.LENGTH)
          && EventView.isNamed(bytes, field.from, field.to, names)) {
        events.add(EventView.read(field.slice()));
      }
    }
    return events;
  }

  /** The links of the span, at most so many, in the order of the request. Read on each call. */
  public List<SpanLinkView> links(int most) {
    List<SpanLinkView> links = new ArrayList<>();
    FieldReader field = fields();
    while (links.size() < most && field.next()) {
      if (field.is(LINKS, WireCursor.LENGTH)) {
        links.add(SpanLinkView.read(field.slice()));
      }
    }
    return links;
  }

  private FieldReader fields() {
    return new FieldReader(
        bytes, index.span(row, SpanIndex.SPAN_START), index.span(row, SpanIndex.SPAN_END));
  }

  /**
   * Number of the span's {@code ResourceSpans} among those that hold a selected span: spans of
   * equal number share their resource.
   */
  public int resourceIndex() {
    return index.scope(scopeRow(), SpanIndex.PARENT);
  }

  /** The content of the span's {@code Resource} message; empty if there is none. */
  public ByteSlice resource() {
    int resource = resourceIndex();
    if (index.resource(resource, SpanIndex.OWNER_COUNT) > 1) {
      return FieldReader.merged(
          bytes,
          index.resource(resource, SpanIndex.START),
          index.resource(resource, SpanIndex.END),
          1);
    }
    return slice(
        index.resource(resource, SpanIndex.OWNER_START),
        index.resource(resource, SpanIndex.OWNER_END));
  }

  /** Attributes of the span's resource. Read anew on each call. */
  public AttributeList resourceAttributes() {
    return AttributeList.read(resource(), 1);
  }

  /** Schema URL of the resource; empty if none. */
  public String resourceSchemaUrl() {
    return resourceSchemaUrlBytes().utf8();
  }

  ByteSlice resourceSchemaUrlBytes() {
    int resource = resourceIndex();
    return slice(
        index.resource(resource, SpanIndex.URL_START), index.resource(resource, SpanIndex.URL_END));
  }

  /** The content of the span's {@code InstrumentationScope} message; empty if there is none. */
  public ByteSlice scope() {
    int scope = scopeRow();
    if (index.scope(scope, SpanIndex.OWNER_COUNT) > 1) {
      return FieldReader.merged(
          bytes, index.scope(scope, SpanIndex.START), index.scope(scope, SpanIndex.END), 1);
    }
    return slice(
        index.scope(scope, SpanIndex.OWNER_START), index.scope(scope, SpanIndex.OWNER_END));
  }

  /** Name of the instrumentation scope; empty if none. Read anew on each call. */
  public String scopeName() {
    return scopeText(1);
  }

  /** Version of the instrumentation scope; empty if none. Read anew on each call. */
  public String scopeVersion() {
    return scopeText(2);
  }

  /** Attributes of the instrumentation scope. Read anew on each call. */
  public AttributeList scopeAttributes() {
    return AttributeList.read(scope(), 3);
  }

  /** Schema URL of the scope and its spans; empty if none. */
  public String scopeSchemaUrl() {
    return slice(
            index.scope(scopeRow(), SpanIndex.URL_START),
            index.scope(scopeRow(), SpanIndex.URL_END))
        .utf8();
  }

  private String scopeText(int number) {
    ByteSlice scope = scope();
    String text = "";
    FieldReader field =
        new FieldReader(scope.array(), scope.offset(), scope.offset() + scope.length());
    while (field.next()) {
      if (field.is(number, WireCursor.LENGTH)) {
        text = field.slice().utf8();
      }
    }
    return text;
  }

  private int scopeRow() {
    return index.span(row, SpanIndex.SPAN_SCOPE);
  }

  private ByteSlice slice(int from, int to) {
    return new ByteSlice(bytes, from, to - from);
  }
}
