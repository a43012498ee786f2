// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import io.tracewheel.otlp.Schema.Field;
import io.tracewheel.otlp.Schema.Message;
import io.tracewheel.otlp.Schema.Presence;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.Base64Variants;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/** Writes a request, already checked, as OTLP/JSON. Fields come in the order of the schema. */
final class JsonRequestWriter {
  private static final int NUMBERS = 32;

  private final JsonGenerator json;

  private JsonRequestWriter(JsonGenerator json) {
    this.json = json;
  }

  static void write(JsonFactory factory, Message request, ByteSlice protobuf, OutputStream out)
      throws IOException {
    try (JsonGenerator json = factory.createGenerator(ObjectWriteContext.empty(), out)) {
      new JsonRequestWriter(json)
          .message(
              request, protobuf.array(), protobuf.offset(), protobuf.offset() + protobuf.length());
    } catch (JacksonIOException e) {
      throw e.getCause();
    }
  }

  private void message(Message type, byte[] bytes, int start, int end) {
    json.writeStartObject();
    Places places = new Places(type, bytes, start, end);
    for (Field field : type.fields()) {
      int count = places.count[field.number];
      if (count == 0) {
        continue;
      }
      int first = places.first[field.number];
      int last = places.last[field.number];
      if (field.repeated()) {
        repeated(field, bytes, first, last);
      } else if (field.message != null) {
        json.writeName(field.jsonName);
        ByteSlice content = FieldReader.merged(bytes, first, last, field.number);
        message(
            field.message, content.array(), content.offset(), content.offset() + content.length());
      } else {
        singular(field, bytes, first, last);
      }
    }
    json.writeEndObject();
  }

  /** Where the fields of a message lie: one walk instead of one for each field. */
  private static final class Places {
    final int[] count = new int[NUMBERS];

    /** Where the first begins, with its tag. */
    final int[] first = new int[NUMBERS];

    /** Where the last ends. */
    final int[] last = new int[NUMBERS];

    Places(Message type, byte[] bytes, int start, int end) {
      @Nullable Field oneof = null;
      int begin = start;
      FieldReader reader = new FieldReader(bytes, start, end);
      while (reader.next()) {
        Field field = type.field(reader.number);
        if (field != null && fits(field, reader.wireType)) {
          if (field.presence == Presence.ONEOF) {
            oneof = field;
          }
          if (count[field.number]++ == 0) {
            first[field.number] = begin;
          }
          last[field.number] = reader.to;
        }
        begin = reader.to;
      }
      if (oneof != null) {
        unsetAllBut(oneof, type);
      }
    }

    private void unsetAllBut(Field last, Message type) {
      for (Field field : type.fields()) {
        if (field.presence == Presence.ONEOF && field != last) {
          count[field.number] = 0;
        }
      }
    }
  }

  private static boolean fits(Field field, int wireType) {
    return wireType == field.type.wireType || wireType == WireCursor.LENGTH && field.packable();
  }

  private void repeated(Field field, byte[] bytes, int start, int end) {
    json.writeName(field.jsonName);
    json.writeStartArray();
    FieldReader reader = new FieldReader(bytes, start, end);
    while (reader.next()) {
      if (reader.number != field.number || !fits(field, reader.wireType)) {
        continue;
      }
      if (field.message != null) {
        message(field.message, bytes, reader.from, reader.to);
      } else if (field.packable() && reader.wireType == WireCursor.LENGTH) {
        packed(field, bytes, reader.from, reader.to);
      } else {
        scalar(field, bytes, reader.from, reader.to);
      }
    }
    json.writeEndArray();
  }

  private void packed(Field field, byte[] bytes, int start, int end) {
    int at = start;
    while (at < end) {
      int next = at;
      switch (field.type.wireType) {
        case WireCursor.FIXED64 -> next += 8;
        case WireCursor.FIXED32 -> next += 4;
        default -> {
          while (bytes[next++] < 0) {
            // To the last byte of the number.
          }
        }
      }
      scalar(field, bytes, at, next);
      at = next;
    }
  }

  private void singular(Field field, byte[] bytes, int start, int end) {
    int from = start;
    int to = start;
    FieldReader reader = new FieldReader(bytes, start, end);
    while (reader.next()) {
      if (reader.is(field.number, field.type.wireType)) {
        from = reader.from;
        to = reader.to;
      }
    }
    if (field.presence != Presence.IMPLICIT || !isZero(field, bytes, from, to)) {
      json.writeName(field.jsonName);
      scalar(field, bytes, from, to);
    }
  }

  private static boolean isZero(Field field, byte[] bytes, int from, int to) {
    return field.type.wireType == WireCursor.LENGTH
        ? from == to
        : number(field, bytes, from, to) == 0;
  }

  private void scalar(Field field, byte[] bytes, int from, int to) {
    switch (field.type) {
      case STRING -> string(bytes, from, to);
      case ID -> json.writeString(Hex.encode(bytes, from, to - from));
      case BYTES -> json.writeBinary(Base64Variants.MIME_NO_LINEFEEDS, bytes, from, to - from);
      case BOOL -> json.writeBoolean(number(field, bytes, from, to) != 0);
      case DOUBLE -> json.writeNumber(Double.longBitsToDouble(number(field, bytes, from, to)));
      case INT64, SFIXED64 -> json.writeString(Long.toString(number(field, bytes, from, to)));
      case UINT64, FIXED64 ->
          json.writeString(Long.toUnsignedString(number(field, bytes, from, to)));
      case MESSAGE -> throw new IllegalStateException(field.jsonName + " is no scalar");
      default -> json.writeNumber(number(field, bytes, from, to));
    }
  }

  private void string(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < 0) {
        // Decoding replaces what is no UTF-8, so that the line always is.
        json.writeString(new String(bytes, from, to - from, StandardCharsets.UTF_8));
        return;
      }
    }
    json.writeUTF8String(bytes, from, to - from);
  }

  private static long number(Field field, byte[] bytes, int from, int to) {
    if (field.type.wireType != WireCursor.VARINT) {
      return FieldReader.fixed(bytes, from, to);
    }
    long value = 0;
    for (int i = from, shift = 0; i < to; i++, shift += 7) {
      value |= (long) (bytes[i] & 0x7f) << shift;
    }
    return switch (field.type) {
      case INT32, ENUM -> (int) value;
      case UINT32 -> value & 0xffff_ffffL;
      case SINT32 -> (int) value >>> 1 ^ -((int) value & 1);
      case BOOL -> value == 0 ? 0 : 1;
      default -> value;
    };
  }
}
