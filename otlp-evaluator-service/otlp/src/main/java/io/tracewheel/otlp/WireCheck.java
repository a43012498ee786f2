// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import io.tracewheel.otlp.Schema.Field;
import io.tracewheel.otlp.Schema.Message;
import org.jspecify.annotations.Nullable;

/** Walks a message by the {@link Schema} to its leaves and refuses what protobuf-java refuses. */
final class WireCheck {
  private final WireCursor cursor;
  private int itemLimit = Integer.MAX_VALUE;
  private int items;

  WireCheck(WireCursor cursor) {
    this.cursor = cursor;
  }

  /** Walks a whole request and returns the number of its items. */
  int request(Message request, ByteSlice bytes, ScanLimits limits) throws MalformedOtlpException {
    cursor.reset(bytes, limits.nesting());
    itemLimit = limits.items();
    items = 0;
    try {
      message(request, bytes.offset() + bytes.length(), 0);
      return items;
    } catch (MalformedOtlpException e) {
      throw new MalformedOtlpException(
          e.reason(), e.position(), path(request, bytes, cursor.index(e), limits));
    }
  }

  /** Walks the message from the cursor's position to {@code end}. */
  void message(Message type, int end, int depth) throws MalformedOtlpException {
    while (cursor.position < end) {
      int tag = cursor.tag(end);
      Field field = (tag & 7) == WireCursor.LENGTH ? type.field(tag >>> 3) : null;
      if (field == null) {
        cursor.skip(tag, end, depth);
      } else if (field.message != null) {
        int length = cursor.length(end);
        cursor.checkNesting(depth);
        if (field.message.item) {
          countItem();
        }
        message(field.message, cursor.position + length, depth + 1);
      } else {
        int length = cursor.length(end);
        if (field.packable()) {
          packed(field, cursor.position + length);
        } else {
          cursor.position += length;
        }
      }
    }
  }

  private void countItem() throws MalformedOtlpException {
    if (items == itemLimit) {
      throw cursor.malformed("The request has more than " + itemLimit + " items", cursor.position);
    }
    items++;
  }

  private void packed(Field field, int end) throws MalformedOtlpException {
    while (cursor.position < end) {
      cursor.skip(field.type.wireType, end, 0);
    }
  }

  /** The path of the innermost message around the byte at an index, all before which is sound. */
  static String path(Message request, ByteSlice bytes, int index, ScanLimits limits) {
    StringBuilder path = new StringBuilder();
    WireCursor cursor = new WireCursor();
    cursor.reset(bytes, limits.nesting());
    Message type = request;
    int end = bytes.offset() + bytes.length();
    @Nullable Message next = type;
    try {
      while (next != null) {
        type = next;
        next = null;
        int[] seen = new int[32];
        while (cursor.position < Math.min(index, end)) {
          int tag = cursor.tag(end);
          Field field = (tag & 7) == WireCursor.LENGTH ? type.field(tag >>> 3) : null;
          if (field == null || field.message == null) {
            cursor.skip(tag, end, 0);
            continue;
          }
          int length = cursor.length(end);
          if (index < cursor.position || index > cursor.position + length) {
            cursor.position += length;
            seen[field.number]++;
            continue;
          }
          append(path, field, seen[field.number]);
          end = cursor.position + length;
          next = field.message;
          break;
        }
      }
    } catch (MalformedOtlpException e) {
      // The fault itself: it lies in the message reached so far.
      return path.toString();
    }
    return path.toString();
  }

  private static void append(StringBuilder path, Field field, int index) {
    if (!path.isEmpty()) {
      path.append('.');
    }
    path.append(field.jsonName);
    if (field.repeated()) {
      path.append('[').append(index).append(']');
    }
  }
}
