// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import io.tracewheel.otlp.Schema.Field;
import io.tracewheel.otlp.Schema.Message;
import io.tracewheel.otlp.Schema.Presence;
import io.tracewheel.otlp.Schema.Type;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads OTLP/JSON into protobuf in one pass. Only where a name occurs twice in an object a second
 * pass is needed, which leaves the overwritten values out.
 */
final class JsonRequestReader {
  /** More than any field number of OTLP. */
  private static final int NUMBERS = 32;

  private final JsonFactory factory;
  private final ScanLimits limits;
  private final MessageBuilder out = new MessageBuilder();

  /** The fields around the current place, and the element of each repeated one. */
  private Field[] pathFields = new Field[16];

  private int[] pathIndexes = new int[16];
  private int depth;

  /** For each level and field number: ordinal of the property that gave it last. */
  private int[] lastOrdinals = new int[16 * NUMBERS];

  /** Ordinals of properties that a later one of the same name overwrites. */
  private final BitSet overwritten = new BitSet();

  private int ordinal;
  private int items;

  JsonRequestReader(JsonFactory factory, ScanLimits limits) {
    this.factory = factory;
    this.limits = limits;
  }

  ByteSlice read(Message request, ByteSlice json) throws MalformedOtlpException {
    overwritten.clear();
    pass(request, json);
    if (!overwritten.isEmpty()) {
      pass(request, json);
    }
    return out.finish();
  }

  private void pass(Message request, ByteSlice json) throws MalformedOtlpException {
    out.clear();
    depth = 0;
    ordinal = 0;
    items = 0;
    try (JsonParser parser =
        factory.createParser(
            ObjectReadContext.empty(), json.array(), json.offset(), json.length())) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw malformed("The body is empty where a JSON object is expected", parser);
      }
      if (first != JsonToken.START_OBJECT) {
        throw malformed("The body is no JSON object", parser);
      }
      message(request, parser);
      if (parser.nextToken() != null) {
        throw malformed("More follows after the JSON object", parser);
      }
    } catch (JacksonException e) {
      throw malformed(reason(e), e.getLocation());
    }
  }

  /** Says what is wrong without Jackson's own text, which can quote content. */
  private static String reason(JacksonException e) {
    if (e instanceof UnexpectedEndOfInputException) {
      return "The JSON ends too early";
    }
    if (e instanceof StreamConstraintsException) {
      return "The JSON is nested too deep, or a name or number in it is too long";
    }
    return "The body is no well-formed JSON";
  }

  /** Reads from after the opening to the closing brace. */
  private void message(Message type, JsonParser parser) throws MalformedOtlpException {
    int seen = 0;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      int property = ordinal++;
      Field field = type.field(parser.currentName());
      if (field == null || overwritten.get(property)) {
        parser.nextToken();
        skip(parser);
        continue;
      }
      int slot = depth * NUMBERS + field.number;
      if ((seen & 1 << field.number) != 0) {
        overwritten.set(lastOrdinals[slot]);
      }
      seen |= 1 << field.number;
      lastOrdinals = withRoom(lastOrdinals, slot);
      lastOrdinals[slot] = property;
      enter(field);
      parser.nextToken();
      field(field, parser);
      depth--;
    }
  }

  private void enter(Field field) {
    if (depth == pathFields.length) {
      pathFields = Arrays.copyOf(pathFields, 2 * depth);
      pathIndexes = Arrays.copyOf(pathIndexes, 2 * depth);
    }
    pathFields[depth] = field;
    pathIndexes[depth++] = -1;
  }

  /** Passes over a value, counting the properties in it. */
  private void skip(JsonParser parser) {
    int open = 0;
    JsonToken token = parser.currentToken();
    do {
      if (token.isStructStart()) {
        open++;
      } else if (token.isStructEnd()) {
        open--;
      } else if (token == JsonToken.PROPERTY_NAME) {
        ordinal++;
      }
      if (open > 0) {
        token = parser.nextToken();
      }
    } while (open > 0 || token.isStructStart());
  }

  private void field(Field field, JsonParser parser) throws MalformedOtlpException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    if (!field.repeated()) {
      value(field, parser);
      return;
    }
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw malformed("A list is expected", parser);
    }
    boolean packed = field.packable();
    boolean begun = false;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      pathIndexes[depth - 1]++;
      if (parser.currentToken() == JsonToken.VALUE_NULL) {
        throw malformed("A list holds null", parser);
      }
      if (packed && !begun) {
        out.open(field.number);
        begun = true;
      }
      value(field, parser);
    }
    if (begun) {
      out.close();
    }
  }

  private void value(Field field, JsonParser parser) throws MalformedOtlpException {
    switch (field.type) {
      case MESSAGE -> nested(field, parser);
      case STRING -> {
        require(parser.currentToken() == JsonToken.VALUE_STRING, "A string", parser);
        int length = parser.getStringLength();
        if (length > 0 || field.presence != Presence.IMPLICIT) {
          out.utf8(
              field.number,
              java.nio.CharBuffer.wrap(
                  parser.getStringCharacters(), parser.getStringOffset(), length));
        }
      }
      case ID -> bytes(field, JsonScalars.hex(string(field, parser)), parser);
      case BYTES -> bytes(field, JsonScalars.base64(string(field, parser)), parser);
      case BOOL -> {
        require(parser.currentToken().isBoolean(), "true or false", parser);
        number(field, parser.currentToken() == JsonToken.VALUE_TRUE ? 1 : 0);
      }
      case DOUBLE -> {
        Double number = JsonScalars.real(parser);
        if (number == null) {
          throw malformed("A number in the range of a double is expected", parser);
        }
        number(field, Double.doubleToRawLongBits(number));
      }
      default -> {
        Long number = JsonScalars.integer(field.type, parser);
        if (number == null) {
          throw malformed(
              "An integer in the range of "
                  + field.type.name().toLowerCase(java.util.Locale.ROOT)
                  + " is expected",
              parser);
        }
        number(field, number);
      }
    }
  }

  private void nested(Field field, JsonParser parser) throws MalformedOtlpException {
    require(parser.currentToken() == JsonToken.START_OBJECT, "An object", parser);
    if (depth > limits.nesting()) {
      throw malformed("Messages are nested more than " + limits.nesting() + " deep", parser);
    }
    Message type = field.messageType();
    if (type.item && items++ == limits.items()) {
      throw malformed("The request has more than " + limits.items() + " items", parser);
    }
    out.open(field.number);
    message(type, parser);
    out.close();
  }

  private String string(Field field, JsonParser parser) throws MalformedOtlpException {
    require(
        parser.currentToken() == JsonToken.VALUE_STRING,
        field.type == Type.ID ? "A string of hexadecimal digits" : "A string of base64",
        parser);
    return parser.getString();
  }

  private void bytes(Field field, byte @Nullable [] value, JsonParser parser)
      throws MalformedOtlpException {
    if (value == null) {
      throw malformed(
          field.type == Type.ID
              ? "An even number of hexadecimal digits is expected"
              : "Base64 is expected",
          parser);
    }
    if (value.length > 0 || field.presence != Presence.IMPLICIT) {
      out.bytes(field.number, ByteSlice.of(value));
    }
  }

  private void number(Field field, long value) {
    if (value == 0 && field.presence == Presence.IMPLICIT) {
      return;
    }
    ByteBuilder raw = out.raw();
    if (!field.repeated()) {
      raw.varint(field.tag());
    }
    switch (field.type.wireType) {
      case WireCursor.FIXED64 -> raw.fixed64(value);
      case WireCursor.FIXED32 -> raw.fixed32((int) value);
      default -> raw.varint(field.type == Type.SINT32 ? (value << 1) ^ (value >> 63) : value);
    }
  }

  private void require(boolean fits, String expected, JsonParser parser)
      throws MalformedOtlpException {
    if (!fits) {
      throw malformed(expected + " is expected", parser);
    }
  }

  private MalformedOtlpException malformed(String reason, JsonParser parser) {
    return malformed(reason, parser.currentTokenLocation());
  }

  private MalformedOtlpException malformed(String reason, @Nullable TokenStreamLocation place) {
    TokenStreamLocation known = place == null ? TokenStreamLocation.NA : place;
    return new MalformedOtlpException(
        reason,
        known.getByteOffset(),
        Math.max(1, known.getLineNr()),
        Math.max(1, known.getColumnNr()),
        path());
  }

  private String path() {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < depth; i++) {
      path.append(i == 0 ? "" : ".").append(pathFields[i].jsonName);
      if (pathIndexes[i] >= 0) {
        path.append('[').append(pathIndexes[i]).append(']');
      }
    }
    return path.toString();
  }

  private static int[] withRoom(int[] numbers, int index) {
    return index < numbers.length
        ? numbers
        : Arrays.copyOf(numbers, Math.max(index + 1, 2 * numbers.length));
  }
}
