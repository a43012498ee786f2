// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a span, event, scope or resource, or the entries of a map value: found once,
 * decoded only when asked for. In the order of the request, duplicates included. Immutable; as
 * long-lived as the bytes it was read from.
 */
public final class AttributeList {

  /** Takes attributes one by one. */
  @FunctionalInterface
  public interface Visitor {
    /** One attribute. */
    void attribute(String key, Value value);
  }

  static final AttributeList EMPTY = new AttributeList(ByteSlice.EMPTY.array(), new int[0], 0);

  private static final int ROW = 4;

  private final byte[] bytes;

  /** For each attribute where its key and where the whole KeyValue begins and ends. */
  private final int[] rows;

  private final int size;

  private AttributeList(byte[] bytes, int[] rows, int size) {
    this.bytes = bytes;
    this.rows = rows;
    this.size = size;
  }

  /** Finds the KeyValues that are the fields of a number in a message. */
  static AttributeList read(ByteSlice message, int number) {
    if (message.isEmpty()) {
      return EMPTY;
    }
    Builder builder = new Builder(message.array());
    FieldReader field =
        new FieldReader(message.array(), message.offset(), message.offset() + message.length());
    while (field.next()) {
      if (field.is(number, WireCursor.LENGTH)) {
        builder.add(field.from, field.to);
      }
    }
    return builder.build();
  }

  /** Collects attributes while another walk is under way. */
  static final class Builder {
    private final byte[] bytes;
    private int[] rows = new int[ROW * 16];
    private int size;

    Builder(byte[] bytes) {
      this.bytes = bytes;
    }

    void add(int from, int to) {
      int at = size * ROW;
      if (at == rows.length) {
        rows = Arrays.copyOf(rows, 2 * at);
      }
      rows[at] = from;
      rows[at + 1] = from;
      rows[at + 2] = from;
      rows[at + 3] = to;
      FieldReader field = new FieldReader(bytes, from, to);
      while (field.next()) {
        if (field.is(1, WireCursor.LENGTH)) {
          rows[at] = field.from;
          rows[at + 1] = field.to;
        }
      }
      size++;
    }

    AttributeList build() {
      return new AttributeList(bytes, rows, size);
    }
  }

  /** Number of attributes. */
  public int size() {
    return size;
  }

  /** Key of an attribute, 0 to {@link #size} - 1. */
  public String key(int index) {
    int at = Objects.checkIndex(index, size) * ROW;
    return new String(bytes, rows[at], rows[at + 1] - rows[at], StandardCharsets.UTF_8);
  }

  /** Value of an attribute, 0 to {@link #size} - 1. */
  public Value value(int index) {
    int at = Objects.checkIndex(index, size) * ROW;
    return Value.read(FieldReader.merged(bytes, rows[at + 2], rows[at + 3], 2));
  }

  /** The value of a key, of the last attribute that has it; null if none has. */
  public @Nullable Value get(String key) {
    int index = indexOf(key);
    return index < 0 ? null : value(index);
  }

  /** The text of a key; null if there is none or it is no text. */
  public @Nullable String string(String key) {
    Value value = get(key);
    return value != null && value.kind() == Value.Kind.STRING ? value.string() : null;
  }

  /** True if an attribute has the key. */
  public boolean contains(String key) {
    return indexOf(key) >= 0;
  }

  /** True if the key of some attribute matches. */
  public boolean containsAny(AttributeKeys keys) {
    for (int at = 0; at < size * ROW; at += ROW) {
      if (keys.matches(bytes, rows[at], rows[at + 1])) {
        return true;
      }
    }
    return false;
  }

  /** Goes through the attributes whose keys match; the others are not decoded. */
  public void forEach(AttributeKeys keys, Visitor visitor) {
    for (int i = 0; i < size; i++) {
      if (keys.matches(bytes, rows[i * ROW], rows[i * ROW + 1])) {
        visitor.attribute(key(i), value(i));
      }
    }
  }

  /** Goes through all attributes. */
  public void forEach(Visitor visitor) {
    for (int i = 0; i < size; i++) {
      visitor.attribute(key(i), value(i));
    }
  }

  /** Position of the last attribute of a key, or -1. */
  public int indexOf(String key) {
    for (int i = size - 1; i >= 0; i--) {
      if (keyIs(key, rows[i * ROW], rows[i * ROW + 1])) {
        return i;
      }
    }
    return -1;
  }

  private boolean keyIs(String key, int from, int to) {
    int length = key.length();
    if (to - from < length) {
      return false;
    }
    // Keys share their beginning more often than their end.
    if (length > 0 && key.charAt(length - 1) < 0x80 && bytes[to - 1] != key.charAt(length - 1)) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = key.charAt(i);
      if (c >= 0x80) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8).equals(key);
      }
      if (bytes[from + i] != c) {
        return false;
      }
    }
    return to - from == length;
  }
}
