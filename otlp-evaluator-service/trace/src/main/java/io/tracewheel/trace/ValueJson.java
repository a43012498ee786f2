// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import io.tracewheel.otlp.AttributeList;
import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Value;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes a structured attribute as JSON, so that content is read in one way however it was sent.
 * Bytes become base64 text. The nesting is what the scan of the request let through.
 */
final class ValueJson {
  private static final JsonFactory FACTORY = JsonFactory.builder().build();

  /** A part of a message has a handful of fields. */
  private static final int VALUES_PER_PART = 4;

  private final JsonGenerator out;
  private final Bounded bytes;
  private int valuesLeft;

  private ValueJson(Bounded bytes, int maxParts) {
    this.bytes = bytes;
    this.valuesLeft = (int) Math.min(Integer.MAX_VALUE - 1, (long) VALUES_PER_PART * maxParts);
    this.out = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes);
  }

  static Captured<JsonValue> write(Value value, ContentLimits limits) {
    Bounded bytes = new Bounded(limits.maxContentBytes());
    try {
      ValueJson json = new ValueJson(bytes, limits.maxParts());
      json.value(value);
      json.out.close();
    } catch (OverLimit e) {
      return Captured.unreadable("structured content is over the limit of bytes or values");
    }
    return Captured.of(new JsonValue(bytes.array(), 0, bytes.size()));
  }

  private void value(Value value) {
    if (--valuesLeft < 0) {
      throw new OverLimit();
    }
    switch (value.kind()) {
      case STRING -> {
        ByteSlice text = value.bytes();
        bytes.reserve(text.length());
        out.writeString(value.string());
      }
      case BOOL -> out.writeBoolean(value.bool());
      case INTEGER, STRING_INDEX -> out.writeNumber(value.integer());
      case REAL -> out.writeNumber(value.real());
      case BYTES -> {
        bytes.reserve(value.bytes().length());
        out.writeString(Base64.getEncoder().encodeToString(value.bytes().toByteArray()));
      }
      case LIST -> {
        out.writeStartArray();
        for (Value element : value.elements(valuesLeft + 1)) {
          value(element);
        }
        out.writeEndArray();
      }
      case MAP -> {
        AttributeList entries = value.entries();
        out.writeStartObject();
        for (int i = 0; i < entries.size(); i++) {
          out.writeName(entries.key(i));
          value(entries.value(i));
        }
        out.writeEndObject();
      }
      case EMPTY -> out.writeNull();
    }
  }

  private static final class OverLimit extends RuntimeException {
    OverLimit() {
      super(null, null, false, false);
    }
  }

  /** Collects bytes up to a limit; {@link #reserve} refuses a long text before it is decoded. */
  private static final class Bounded extends ByteArrayOutputStream {
    private final int max;

    Bounded(int max) {
      super(256);
      this.max = max;
    }

    void reserve(int length) {
      if (length > max - count) {
        throw new OverLimit();
      }
    }

    byte[] array() {
      return buf;
    }

    @Override
    public synchronized void write(int b) {
      reserve(1);
      super.write(b);
    }

    @Override
    public synchronized void write(byte[] b, int off, int len) {
      reserve(len);
      super.write(b, off, len);
    }
  }
}
