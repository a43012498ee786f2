// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The one way this package opens JSON: strict, with bounded nesting, names and numbers. */
final class Json {

  /** Deepest nesting of arrays and objects that is read. */
  static final int MAX_NESTING = 256;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_NESTING)
                  .maxNameLength(4096)
                  .maxNumberLength(1000)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private static final JsonMapper MAPPER =
      JsonMapper.builder(FACTORY).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private Json() {}

  /** A parser before its first token. */
  static JsonParser parser(byte[] array, int offset, int length) {
    return FACTORY.createParser(ObjectReadContext.empty(), array, offset, length);
  }

  /** The whole document as a tree; anything after the document makes it unreadable. */
  static Captured<JsonNode> tree(byte[] array, int offset, int length) {
    if (!looksLikeUtf8(array, offset, length)) {
      return Captured.unreadable("not JSON in UTF-8");
    }
    try {
      JsonNode node = MAPPER.readTree(array, offset, length);
      return node.isMissingNode() ? Captured.unreadable("empty JSON") : Captured.of(node);
    } catch (JacksonException e) {
      return Captured.unreadable(problem(e));
    }
  }

  /** Why a document was refused, without a word of the document. */
  static String problem(JacksonException e) {
    if (e instanceof StreamConstraintsException) {
      return "JSON over a limit (nesting " + MAX_NESTING + ", name length, number length)";
    }
    long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
    return at < 0 ? "malformed JSON" : "malformed JSON near byte " + at;
  }

  /**
   * Whether the parser will take the bytes for UTF-8: it guesses UTF-16 and UTF-32 from zero bytes
   * at the start, which no attribute may be.
   */
  static boolean looksLikeUtf8(byte[] array, int offset, int length) {
    for (int i = offset; i < offset + Math.min(4, length); i++) {
      if (array[i] == 0 || array[i] == (byte) 0xFE || array[i] == (byte) 0xFF) {
        return false;
      }
    }
    return true;
  }

  /** Offset in the parsed array's coordinates of the current token's first byte. */
  static int tokenStart(JsonParser parser, int base) {
    return base + (int) parser.currentTokenLocation().getByteOffset();
  }

  /**
   * Takes the value that starts at the current token without decoding it and leaves the parser on
   * the token after it.
   *
   * @param base where the document starts in {@code array}
   * @param end where the document ends in {@code array}
   */
  static JsonValue take(JsonParser parser, byte[] array, int base, int end) {
    int start = tokenStart(parser, base);
    JsonToken token = parser.currentToken();
    int limit;
    if (token.isStructStart()) {
      parser.skipChildren();
      limit = tokenStart(parser, base) + 1;
      parser.nextToken();
    } else {
      JsonToken next = parser.nextToken();
      limit = next == null ? end : tokenStart(parser, base);
      // Only white space and one comma can stand between a scalar and the next token.
      while (limit > start + 1 && isSeparator(array[limit - 1])) {
        limit--;
      }
    }
    return new JsonValue(array, start, limit - start);
  }

  /** Skips the value that starts at the current token and moves to the token after it. */
  static JsonToken skip(JsonParser parser) {
    parser.skipChildren();
    return parser.nextToken();
  }

  private static boolean isSeparator(byte b) {
    return b == ' ' || b == ',' || b == '\n' || b == '\r' || b == '\t';
  }

  /** UTF-8 bytes of a text. */
  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
