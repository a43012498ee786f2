// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import io.tracewheel.otlp.Schema.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Single values of OTLP/JSON. A value that does not fit gives null. */
final class JsonScalars {
  /** No 64-bit number needs more, and no more is worth computing with. */
  private static final int MOST_DIGITS = 40;

  private static final BigInteger TWO_TO_THE_64 = BigInteger.ONE.shiftLeft(64);

  private JsonScalars() {}

  static byte @Nullable [] hex(String digits) {
    if (digits.length() % 2 != 0) {
      return null;
    }
    byte[] bytes = new byte[digits.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      int high = Hex.digit(digits.charAt(2 * i));
      int low = Hex.digit(digits.charAt(2 * i + 1));
      if ((high | low) < 0) {
        return null;
      }
      bytes[i] = (byte) (high << 4 | low);
    }
    return bytes;
  }

  /** Either alphabet, padded or not, as protobuf's JSON allows. */
  static byte @Nullable [] base64(String text) {
    try {
      return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  static @Nullable Double real(JsonParser parser) {
    JsonToken token = parser.currentToken();
    if (token.isNumeric()) {
      return finite(parser.getDoubleValue());
    }
    if (token != JsonToken.VALUE_STRING) {
      return null;
    }
    String text = parser.getString();
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> isNumber(text) ? finite(Double.parseDouble(text)) : null;
    };
  }

  private static @Nullable Double finite(double number) {
    return Double.isInfinite(number) ? null : number;
  }

  /** The bits of an integer of the type: unsigned ones above the signed range come as negatives. */
  static @Nullable Long integer(Type type, JsonParser parser) {
    switch (parser.currentToken()) {
      case VALUE_NUMBER_INT -> {
        if (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
          return inRange(type, parser.getLongValue());
        }
        return inRange(type, parser.getString());
      }
      case VALUE_NUMBER_FLOAT -> {
        return inRange(type, parser.getString());
      }
      case VALUE_STRING -> {
        return type == Type.ENUM ? null : inRange(type, parser.getString());
      }
      default -> {
        return null;
      }
    }
  }

  private static @Nullable Long inRange(Type type, long value) {
    boolean fits =
        switch (type) {
          case INT32, SINT32, ENUM -> value == (int) value;
          case UINT32, FIXED32 -> value >>> 32 == 0;
          case UINT64, FIXED64 -> value >= 0;
          default -> true;
        };
    return fits ? value : null;
  }

  /** Also takes whole numbers in other clothes, such as 1.0 or 1e3, as protobuf's JSON does. */
  private static @Nullable Long inRange(Type type, String text) {
    if (text.length() > MOST_DIGITS || !isNumber(text)) {
      return null;
    }
    BigDecimal decimal = new BigDecimal(text);
    if (Math.abs((long) decimal.scale()) > MOST_DIGITS) {
      return decimal.signum() == 0 ? Long.valueOf(0) : null;
    }
    try {
      BigInteger value = decimal.toBigIntegerExact();
      if (value.bitLength() < 64) {
        return inRange(type, value.longValue());
      }
      boolean unsigned = type == Type.UINT64 || type == Type.FIXED64;
      return unsigned && value.signum() > 0 && value.compareTo(TWO_TO_THE_64) < 0
          ? Long.valueOf(value.longValue())
          : null;
    } catch (ArithmeticException e) {
      // Not a whole number.
      return null;
    }
  }

  /** True if the text is a number as JSON writes it. */
  private static boolean isNumber(String text) {
    int at = text.startsWith("-") ? 1 : 0;
    int digits = digits(text, at);
    at += digits;
    if (digits == 0) {
      return false;
    }
    if (at < text.length() && text.charAt(at) == '.') {
      int decimals = digits(text, at + 1);
      if (decimals == 0) {
        return false;
      }
      at += 1 + decimals;
    }
    if (at < text.length() && (text.charAt(at) | 0x20) == 'e') {
      at++;
      if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
        at++;
      }
      int exponent = digits(text, at);
      // More digits than these would not fit a BigDecimal's scale.
      if (exponent == 0 || exponent > 9) {
        return false;
      }
      at += exponent;
    }
    return at == text.length();
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at - from;
  }
}
