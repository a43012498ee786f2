// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import java.util.ArrayList;
import java.util.List;

/**
 * The value of an attribute (OTLP {@code AnyValue}), read where it lies. As long-lived as the bytes
 * it was read from. Each accessor is for values of its own kind.
 */
public final class Value {

  /** What a value may be. */
  public enum Kind {
    /** No value at all. */
    EMPTY,
    /** A text: {@link Value#string}, {@link Value#bytes}. */
    STRING,
    /** A truth value: {@link Value#bool}. */
    BOOL,
    /** A whole number: {@link Value#integer}. */
    INTEGER,
    /** A number: {@link Value#real}. */
    REAL,
    /** A list of values: {@link Value#elements}. */
    LIST,
    /** Named values: {@link Value#entries}. */
    MAP,
    /** Bytes: {@link Value#bytes}. */
    BYTES,
    /** An index into a string table (profiles only): {@link Value#integer}. */
    STRING_INDEX
  }

  private static final int ARRAY = 5;
  private static final int KVLIST = 6;

  private final Kind kind;
  private final ByteSlice content;
  private final long number;

  private Value(Kind kind, ByteSlice content, long number) {
    this.kind = kind;
    this.content = content;
    this.number = number;
  }

  /**
   * Reads the content of an AnyValue. Where several values are set the last counts; lists and maps
   * set more than once are merged, as protobuf-java does also when something else was set between.
   */
  static Value read(ByteSlice anyValue) {
    Kind kind = Kind.EMPTY;
    ByteSlice content = ByteSlice.EMPTY;
    ByteSlice list = ByteSlice.EMPTY;
    ByteSlice map = ByteSlice.EMPTY;
    long number = 0;
    FieldReader field =
        new FieldReader(anyValue.array(), anyValue.offset(), anyValue.offset() + anyValue.length());
    while (field.next()) {
      Kind next = kind(field.number, field.wireType);
      if (next == Kind.EMPTY) {
        continue;
      }
      switch (next) {
        case STRING, BYTES -> content = field.slice();
        case LIST -> list = FieldReader.join(list, field.slice());
        case MAP -> map = FieldReader.join(map, field.slice());
        case REAL -> number = field.fixed();
        default -> number = field.varint();
      }
      kind = next;
    }
    return switch (kind) {
      case LIST -> new Value(kind, list, number);
      case MAP -> new Value(kind, map, number);
      default -> new Value(kind, content, number);
    };
  }

  private static Kind kind(int number, int wireType) {
    return switch (number << 3 | wireType) {
      case 1 << 3 | WireCursor.LENGTH -> Kind.STRING;
      case 2 << 3 -> Kind.BOOL;
      case 3 << 3 -> Kind.INTEGER;
      case 4 << 3 | WireCursor.FIXED64 -> Kind.REAL;
      case ARRAY << 3 | WireCursor.LENGTH -> Kind.LIST;
      case KVLIST << 3 | WireCursor.LENGTH -> Kind.MAP;
      case 7 << 3 | WireCursor.LENGTH -> Kind.BYTES;
      case 8 << 3 -> Kind.STRING_INDEX;
      default -> Kind.EMPTY;
    };
  }

  /** What this value is. */
  public Kind kind() {
    return kind;
  }

  /** The text; what is not UTF-8 in it becomes U+FFFD. Decoded anew on each call. */
  public String string() {
    require(kind == Kind.STRING, "text");
    return content.utf8();
  }

  /** The bytes, or the UTF-8 of the text, as a view. */
  public ByteSlice bytes() {
    require(kind == Kind.STRING || kind == Kind.BYTES, "text or bytes");
    return content;
  }

  /** The truth value. */
  public boolean bool() {
    require(kind == Kind.BOOL, "truth value");
    return number != 0;
  }

  /** The whole number. */
  public long integer() {
    require(kind == Kind.INTEGER || kind == Kind.STRING_INDEX, "whole number");
    return kind == Kind.INTEGER ? number : (int) number;
  }

  /** The number. */
  public double real() {
    require(kind == Kind.REAL, "number");
    return Double.longBitsToDouble(number);
  }

  /** The values of the list; memory grows with their number. */
  public List<Value> elements() {
    return elements(Integer.MAX_VALUE);
  }

  /** The first values of the list, at most so many. */
  public List<Value> elements(int most) {
    require(kind == Kind.LIST, "list");
    List<Value> elements = new ArrayList<>();
    FieldReader field =
        new FieldReader(content.array(), content.offset(), content.offset() + content.length());
    while (elements.size() < most && field.next()) {
      if (field.is(1, WireCursor.LENGTH)) {
        elements.add(read(field.slice()));
      }
    }
    return elements;
  }

  /** The named values of the map. */
  public AttributeList entries() {
    require(kind == Kind.MAP, "map");
    return AttributeList.read(content, 1);
  }

  private void require(boolean fits, String wanted) {
    if (!fits) {
      throw new IllegalStateException("the value is no " + wanted + " but " + kind);
    }
  }
}
