// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import io.tracewheel.otlp.SpanIndex.Container;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The one walk over a trace request. Shapes that real exporters write (short tags, short lengths,
 * an attribute of a key and one plain value) are walked in place; all else goes through the {@link
 * WireCursor} and {@link WireCheck}, which know every shape.
 */
final class TraceScanner {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private static final int FIELD_1 = 1 << 3 | WireCursor.LENGTH;
  private static final int FIELD_2 = 2 << 3 | WireCursor.LENGTH;
  private static final int FIELD_3 = 3 << 3 | WireCursor.LENGTH;
  private static final int ATTRIBUTE = 9 << 3 | WireCursor.LENGTH;

  private final WireCursor cursor;
  private final WireCheck check;
  private final SpanIndex index = new SpanIndex();
  private final Container resource = new Container();
  private final Container scope = new Container();

  private byte[] bytes = ByteSlice.EMPTY.array();
  private AttributeKeys keys = AttributeKeys.withPrefix();
  private int spanLimit;
  private int spans;
  private int invalidIds;

  TraceScanner(WireCursor cursor) {
    this.cursor = cursor;
    check = new WireCheck(cursor);
  }

  SpanIndex index() {
    return index;
  }

  int spans() {
    return spans;
  }

  int spansWithInvalidIds() {
    return invalidIds;
  }

  void clear() {
    index.clear();
    spans = 0;
    invalidIds = 0;
    bytes = ByteSlice.EMPTY.array();
  }

  void scan(ByteSlice request, AttributeKeys interesting, ScanLimits limits)
      throws MalformedOtlpException {
    clear();
    bytes = request.array();
    keys = interesting;
    spanLimit = limits.items();
    cursor.reset(request, limits.nesting());
    int end = request.offset() + request.length();
    while (cursor.position < end) {
      int tag = cursor.tag(end);
      if (tag == FIELD_1) {
        int lengthAt = cursor.position;
        int length = cursor.length(end);
        resourceSpans(lengthAt, cursor.position + length);
      } else {
        cursor.skip(tag, end, 0);
      }
    }
  }

  private void resourceSpans(int lengthAt, int end) throws MalformedOtlpException {
    resource.begin(lengthAt, cursor.position, end);
    while (cursor.position < end) {
      int tag = cursor.tag(end);
      switch (tag) {
        case FIELD_1 -> {
          int length = cursor.length(end);
          resource.owner(cursor.position, cursor.position + length);
          check.message(Schema.RESOURCE, cursor.position + length, 2);
        }
        case FIELD_2 -> {
          int scopeLengthAt = cursor.position;
          int length = cursor.length(end);
          scopeSpans(scopeLengthAt, cursor.position + length);
        }
        case FIELD_3 -> {
          int length = cursor.length(end);
          resource.url(cursor.position, cursor.position + length);
          cursor.position += length;
        }
        default -> cursor.skip(tag, end, 1);
      }
    }
    if (resource.row >= 0) {
      index.fillResource(resource.row, resource);
    }
  }

  private void scopeSpans(int lengthAt, int end) throws MalformedOtlpException {
    scope.begin(lengthAt, cursor.position, end);
    while (cursor.position < end) {
      int tag = cursor.tag(end);
      switch (tag) {
        case FIELD_1 -> {
          int length = cursor.length(end);
          scope.owner(cursor.position, cursor.position + length);
          check.message(Schema.SCOPE, cursor.position + length, 3);
        }
        case FIELD_2 -> {
          int spanLengthAt = cursor.position;
          int length = cursor.length(end);
          if (spans == spanLimit) {
            throw cursor.malformed(
                "The request has more than " + spanLimit + " items", cursor.position);
          }
          spans++;
          int start = cursor.position;
          if (span(start, start + length)) {
            select(spanLengthAt, start, start + length);
          }
          cursor.position = start + length;
        }
        case FIELD_3 -> {
          int length = cursor.length(end);
          scope.url(cursor.position, cursor.position + length);
          cursor.position += length;
        }
        default -> cursor.skip(tag, end, 2);
      }
    }
    if (scope.row >= 0) {
      index.fillScope(scope.row, scope);
    }
  }

  private void select(int lengthAt, int start, int end) {
    if (resource.row < 0) {
      resource.row = index.addResource();
    }
    if (scope.row < 0) {
      scope.row = index.addScope(resource.row);
    }
    index.addSpan(lengthAt, start, end, scope.row);
  }

  /** Walks a span; true if it is to be selected. */
  private boolean span(int start, int end) throws MalformedOtlpException {
    byte[] b = bytes;
    boolean selected = keys.selectsEverySpan();
    boolean validTraceId = false;
    boolean validSpanId = false;
    int at = start;
    while (at < end) {
      int tag = b[at++];
      if (tag < 8) {
        if (tag < 0 && at < end && b[at] > 0) {
          tag = tag & 0x7f | b[at++] << 7;
        } else {
          // More than two bytes, not minimal, or field number 0.
          cursor.position = at - 1;
          tag = cursor.tag(end);
          at = cursor.position;
        }
      }
      if ((tag & 7) != WireCursor.LENGTH) {
        if ((tag & 7) == WireCursor.FIXED64 && end - at >= 8) {
          at += 8;
        } else if ((tag & 7) == WireCursor.VARINT && at < end && b[at] >= 0) {
          at++;
        } else if ((tag & 7) == WireCursor.FIXED32 && end - at >= 4) {
          at += 4;
        } else {
          cursor.position = at;
          cursor.skip(tag, end, 3);
          at = cursor.position;
        }
        continue;
      }
      int length = at < end ? b[at] : -1;
      if (length >= 0 && length < end - at) {
        at++;
      } else {
        cursor.position = at;
        length = cursor.length(end);
        at = cursor.position;
      }
      int to = at + length;
      if (tag == ATTRIBUTE) {
        selected |= attribute(b, at, to, 4, !selected);
        at = to;
        continue;
      }
      switch (tag >>> 3) {
        case 1 -> validTraceId = length == 16 && (longAt(b, at) | longAt(b, at + 8)) != 0;
        case 2 -> validSpanId = length == 8 && longAt(b, at) != 0;
        case 11 -> selected |= event(b, at, to, !selected);
        case 13 -> walk(Schema.LINK, at, to);
        case 15 -> walk(Schema.STATUS, at, to);
        default -> {}
      }
      at = to;
    }
    if (!(validTraceId && validSpanId)) {
      invalidIds++;
    }
    return selected;
  }

  private void walk(Schema.Message type, int start, int end) throws MalformedOtlpException {
    cursor.position = start;
    check.message(type, end, 4);
  }

  private static long longAt(byte[] b, int at) {
    return (long) LONG.get(b, at);
  }

  /** Walks an event; true if {@code wanted} and its name matches. */
  private boolean event(byte[] b, int start, int end, boolean wanted)
      throws MalformedOtlpException {
    boolean match = false;
    cursor.position = start;
    while (cursor.position < end) {
      int tag = cursor.tag(end);
      if ((tag & 7) != WireCursor.LENGTH) {
        cursor.skip(tag, end, 4);
        continue;
      }
      int length = cursor.length(end);
      int at = cursor.position;
      if (tag == FIELD_2) {
        match = wanted && keys.matches(b, at, at + length);
      } else if (tag == FIELD_3) {
        attribute(b, at, at + length, 5, false);
      }
      cursor.position = at + length;
    }
    return match;
  }

  /** Walks a KeyValue; true if {@code wanted} and its key matches. */
  private boolean attribute(byte[] b, int start, int end, int depth, boolean wanted)
      throws MalformedOtlpException {
    // Key, then value, each with a length of one byte ...
    if (end - start >= 4 && b[start] == FIELD_1 && b[start + 1] >= 0) {
      int keyEnd = start + 2 + b[start + 1];
      if (keyEnd + 2 <= end && b[keyEnd] == FIELD_2) {
        int valueAt = lengthEndingAt(b, keyEnd + 1, end);
        // ... and in it one plain value.
        if (valueAt >= 0 && plain(b, valueAt, end)) {
          return wanted && keys.matches(b, start + 2, keyEnd);
        }
      }
    }
    cursor.position = start;
    check.message(Schema.KEY_VALUE, end, depth);
    return wanted && keyMatches(b, start, end);
  }

  /** Index after a length of up to three bytes that reaches to {@code end} exactly; else -1. */
  private static int lengthEndingAt(byte[] b, int at, int end) {
    int first = b[at];
    if (first >= 0) {
      return at + 1 + first == end ? at + 1 : -1;
    }
    if (end - at >= 2 && b[at + 1] >= 0) {
      return at + 2 + (first & 0x7f | b[at + 1] << 7) == end ? at + 2 : -1;
    }
    if (end - at >= 3 && b[at + 2] >= 0) {
      return at + 3 + (first & 0x7f | (b[at + 1] & 0x7f) << 7 | b[at + 2] << 14) == end
          ? at + 3
          : -1;
    }
    return -1;
  }

  /** True if the AnyValue is one string, bool, int, double or bytes and nothing else. */
  private static boolean plain(byte[] b, int start, int end) {
    if (start == end) {
      return true;
    }
    if (end - start < 2) {
      return false;
    }
    if (b[start] == FIELD_1) {
      return lengthEndingAt(b, start + 1, end) >= 0;
    }
    return switch (b[start]) {
      case 7 << 3 | WireCursor.LENGTH -> lengthEndingAt(b, start + 1, end) >= 0;
      case 2 << 3, 3 << 3 -> varintEndingAt(b, start + 1, end);
      case 4 << 3 | WireCursor.FIXED64 -> end - start == 9;
      default -> false;
    };
  }

  private static boolean varintEndingAt(byte[] b, int start, int end) {
    int last = end - 1;
    if (b[last] < 0 || end - start > 10) {
      return false;
    }
    for (int i = start; i < last; i++) {
      if (b[i] >= 0) {
        return false;
      }
    }
    return true;
  }

  private boolean keyMatches(byte[] b, int start, int end) throws MalformedOtlpException {
    boolean match = false;
    cursor.position = start;
    while (cursor.position < end) {
      int tag = cursor.tag(end);
      if (tag == FIELD_1) {
        int length = cursor.length(end);
        match = keys.matches(b, cursor.position, cursor.position + length);
        cursor.position += length;
      } else {
        cursor.skip(tag, end, 0);
      }
    }
    return match;
  }
}
