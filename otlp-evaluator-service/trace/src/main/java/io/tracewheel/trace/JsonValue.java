// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * A JSON value as the UTF-8 bytes it came in: a view into the request that is neither copied nor
 * decoded until somebody asks. Valid as long as the bytes behind it are not reused.
 */
public final class JsonValue {
  private final byte[] array;
  private final int offset;
  private final int length;

  /** A view of {@code length} bytes of {@code array}; the bytes are not copied. */
  public JsonValue(byte[] array, int offset, int length) {
    if (offset < 0 || length < 0 || offset + length > array.length) {
      throw new IndexOutOfBoundsException(
          "view [" + offset + ", +" + length + "] of " + array.length + " bytes");
    }
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  /** The JSON text as a value. */
  public static JsonValue of(String json) {
    byte[] bytes = Json.utf8(json);
    return new JsonValue(bytes, 0, bytes.length);
  }

  /** Number of bytes of the JSON text. */
  public int length() {
    return length;
  }

  /** The array behind the view, not a copy; not to be written to. */
  public byte[] array() {
    return array;
  }

  /** Where the view starts in {@link #array()}. */
  public int offset() {
    return offset;
  }

  /** Whether the value is a JSON string. */
  public boolean isString() {
    return first() == '"';
  }

  /** Whether the value is a JSON object. */
  public boolean isObject() {
    return first() == '{';
  }

  /** Whether the value is {@code true}. */
  public boolean isTrue() {
    return first() == 't';
  }

  /** Whether the value is an object without fields. */
  public boolean isEmptyObject() {
    return isObject() && new JsonValue(array, offset + 1, length - 1).stripLeading().first() == '}';
  }

  /** Whether the value is {@code null}. */
  public boolean isNull() {
    return first() == 'n';
  }

  /** Whether the value says nothing: {@code null}, or a string of nothing but white space. */
  public boolean isBlank() {
    if (isNull()) {
      return true;
    }
    if (!isString()) {
      return false;
    }
    for (int i = offset + 1; i < offset + length - 1; i++) {
      byte b = array[i];
      if (b == '\\' && i + 1 < offset + length - 1 && isWhiteEscape(array[i + 1])) {
        i++;
      } else if (!isWhite(b)) {
        return false;
      }
    }
    return true;
  }

  /** The text of a JSON string; null when the value is no string or cannot be decoded. */
  public @Nullable String text() {
    if (!isString()) {
      return null;
    }
    if (!has((byte) '\\')) {
      return new String(array, offset + 1, Math.max(0, length - 2), StandardCharsets.UTF_8);
    }
    try (JsonParser parser = Json.parser(array, offset, length)) {
      return parser.nextToken() == JsonToken.VALUE_STRING ? parser.getString() : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  /**
   * The JSON document that a string holds; this value itself when it is no string, or when the text
   * cannot be decoded.
   */
  public JsonValue unwrapped() {
    String text = text();
    return text == null ? this : of(text);
  }

  /** The value as a tree, or why it is no JSON document. */
  public Captured<JsonNode> tree() {
    return Json.tree(array, offset, length);
  }

  /** Takes the fields of an object one by one. */
  @FunctionalInterface
  public interface FieldVisitor {
    /** One field, undecoded. */
    void field(String name, JsonValue value);
  }

  /**
   * Goes through the fields of an object in one pass, duplicates included.
   *
   * @return whether the value is a well-formed object; when not, the fields up to the last but one
   *     before the fault have been visited
   */
  public boolean forEachField(FieldVisitor visitor) {
    if (!isObject() || !Json.looksLikeUtf8(array, offset, length)) {
      return false;
    }
    try (JsonParser parser = Json.parser(array, offset, length)) {
      parser.nextToken();
      parser.nextToken();
      while (parser.currentToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        visitor.field(name, Json.take(parser, array, offset, offset + length));
      }
      return parser.nextToken() == null;
    } catch (JacksonException e) {
      return false;
    }
  }

  /** Whether the bytes are exactly one JSON document, with nothing but white space around it. */
  public boolean isDocument() {
    if (!Json.looksLikeUtf8(array, offset, length)) {
      return false;
    }
    try (JsonParser parser = Json.parser(array, offset, length)) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (JacksonException e) {
      return false;
    }
  }

  /** The first bytes as text, one char per byte; for looking at ASCII words only. */
  public String head(int maxBytes) {
    return new String(array, offset, Math.min(length, maxBytes), StandardCharsets.ISO_8859_1);
  }

  /** The same value without white space before it. */
  public JsonValue stripLeading() {
    int start = offset;
    int end = offset + length;
    while (start < end && isWhite(array[start])) {
      start++;
    }
    return start == offset ? this : new JsonValue(array, start, end - start);
  }

  /** Whether the bytes are the same. */
  public boolean sameBytes(JsonValue other) {
    return Arrays.equals(
        array, offset, offset + length, other.array, other.offset, other.offset + other.length);
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  /** The size, never the content: the content may be private. */
  @Override
  public String toString() {
    return "JsonValue[" + length + " bytes]";
  }

  private int first() {
    return length == 0 ? -1 : array[offset];
  }

  private boolean has(byte wanted) {
    for (int i = offset; i < offset + length; i++) {
      if (array[i] == wanted) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWhite(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private static boolean isWhiteEscape(byte b) {
    return b == 'n' || b == 't' || b == 'r';
  }
}
