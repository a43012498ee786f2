// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes attributes (OTLP {@code KeyValue}) at the end of a span or log record. Handed out by
 * {@link TraceSplicer#append} and {@link LogRecordsWriter#add}; valid until the next call of
 * either. Keys are not compared with those already there. A surrogate without its partner is
 * written as '?'. Not thread-safe.
 */
public final class AttributeWriter {
  /** A power of two. */
  private static final int KEYS_KEPT = 128;

  private final ByteBuilder out;
  private final byte tag;
  private final @Nullable String[] keys = new @Nullable String[KEYS_KEPT];
  private final byte[][] heads = new byte[KEYS_KEPT][];

  /** Writes to the end of {@code out}, as fields of a number below 16. */
  AttributeWriter(ByteBuilder out, int field) {
    this.out = out;
    tag = (byte) (field << 3 | WireCursor.LENGTH);
  }

  /** Adds a text. */
  public AttributeWriter put(String key, String value) {
    int start = out.size();
    text(key, value.length());
    if (!out.ascii(value)) {
      out.resize(start);
      text(key, ByteBuilder.utf8Length(value));
      out.utf8(value);
    }
    return this;
  }

  private void text(String key, int length) {
    begin(key, field(length));
    out.put(1 << 3 | WireCursor.LENGTH);
    out.varint(length);
  }

  /** Adds a truth value. */
  public AttributeWriter put(String key, boolean value) {
    begin(key, 2);
    out.put(2 << 3);
    out.put(value ? 1 : 0);
    return this;
  }

  /** Adds a whole number. */
  public AttributeWriter put(String key, long value) {
    begin(key, 1 + ByteBuilder.varintSize(value));
    out.put(3 << 3);
    out.varint(value);
    return this;
  }

  /** Adds a number. */
  public AttributeWriter put(String key, double value) {
    begin(key, 9);
    out.put(4 << 3 | WireCursor.FIXED64);
    out.fixed64(Double.doubleToRawLongBits(value));
    return this;
  }

  /** Adds a list of texts. */
  public AttributeWriter put(String key, List<String> values) {
    int array = 0;
    for (String value : values) {
      array += field(field(ByteBuilder.utf8Length(value)));
    }
    begin(key, field(array));
    out.put(5 << 3 | WireCursor.LENGTH);
    out.varint(array);
    for (String value : values) {
      int length = ByteBuilder.utf8Length(value);
      out.put(1 << 3 | WireCursor.LENGTH);
      out.varint(field(length));
      out.put(1 << 3 | WireCursor.LENGTH);
      out.varint(length);
      out.utf8(value);
    }
    return this;
  }

  /** Writes all but the content of the AnyValue, which has {@code value} bytes. */
  private void begin(String key, int value) {
    byte[] head = head(key);
    out.ensure(head.length + 16);
    byte[] to = out.array();
    int at = out.size();
    to[at++] = tag;
    at = varint(to, at, head.length + ByteBuilder.varintSize(value) + value);
    System.arraycopy(head, 0, to, at, head.length);
    out.resize(varint(to, at + head.length, value));
  }

  private static int varint(byte[] to, int start, int value) {
    int at = start;
    int rest = value;
    while (rest >>> 7 != 0) {
      to[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    to[at++] = (byte) rest;
    return at;
  }

  /** The KeyValue up to the length of its value: writers use few keys, over and over. */
  private byte[] head(String key) {
    int slot = key.hashCode() & KEYS_KEPT - 1;
    if (key.equals(keys[slot])) {
      return heads[slot];
    }
    ByteBuilder head = new ByteBuilder();
    head.put(1 << 3 | WireCursor.LENGTH);
    head.varint(ByteBuilder.utf8Length(key));
    head.utf8(key);
    head.put(2 << 3 | WireCursor.LENGTH);
    keys[slot] = key;
    heads[slot] = head.slice().toByteArray();
    return heads[slot];
  }

  /** Bytes of a length-delimited field of a number below 16. */
  private static int field(int length) {
    return 1 + ByteBuilder.varintSize(length) + length;
  }
}
