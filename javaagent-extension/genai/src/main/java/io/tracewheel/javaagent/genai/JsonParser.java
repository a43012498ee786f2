// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one JSON text (RFC 8259) into a tree. Used once; not thread-safe. */
final class JsonParser {

  /**
   * Deeper texts count as malformed; keeps hostile input from exhausting the application's stack.
   */
  private static final int MAX_DEPTH = 100;

  private final String text;
  private int at;
  private int depth;
  private boolean broken;

  /** Where the next backslash and quote are, or the end; out of date once they are passed. */
  private int nextEscape = -1;

  private int nextQuote = -1;

  JsonParser(String text) {
    this.text = text;
  }

  @Nullable Object parse() {
    Object tree = value();
    space();
    return broken || at < text.length() ? null : tree;
  }

  private @Nullable Object value() {
    space();
    switch (peek()) {
      case '{':
        return object();
      case '[':
        return array();
      case '"':
        return string();
      case 't':
        return word("true", true);
      case 'f':
        return word("false", false);
      case 'n':
        return word("null", null);
      default:
        return number();
    }
  }

  private Map<String, Object> object() {
    Map<String, Object> members = new LinkedHashMap<>();
    enter();
    while (!broken && !closes('}', members.isEmpty())) {
      space();
      String name = string();
      space();
      expect(':');
      if (!broken) {
        Object member = value();
        members.put(name, member);
      }
    }
    depth--;
    return members;
  }

  private List<Object> array() {
    List<Object> elements = new ArrayList<>();
    enter();
    while (!broken && !closes(']', elements.isEmpty())) {
      Object element = value();
      elements.add(element);
    }
    depth--;
    return elements;
  }

  private void enter() {
    at++;
    if (++depth > MAX_DEPTH) {
      broken = true;
    }
  }

  /** Consumes the closing character, or the comma that must precede any element but the first. */
  private boolean closes(char close, boolean first) {
    space();
    if (peek() == close) {
      at++;
      return true;
    }
    if (!first) {
      expect(',');
      space();
      if (peek() == close) {
        broken = true;
      }
    }
    return broken;
  }

  private String string() {
    expect('"');
    int start = at;
    toQuoteOrEscape();
    if (peek() == '"') {
      return text.substring(start, at++);
    }
    StringBuilder out = new StringBuilder().append(text, start, at);
    while (!broken) {
      char c = next();
      if (c == '"') {
        break;
      }
      out.append(c == '\\' ? escape() : c);
      int plain = at;
      toQuoteOrEscape();
      out.append(text, plain, at);
    }
    return out.toString();
  }

  /** Strings are most of a text, so this is by the search that the JVM does many at once. */
  private void toQuoteOrEscape() {
    if (nextEscape < at) {
      nextEscape = next('\\');
    }
    if (nextQuote < at) {
      nextQuote = next('"');
    }
    at = Math.min(nextEscape, nextQuote);
  }

  private int next(char c) {
    int found = text.indexOf(c, at);
    return found < 0 ? text.length() : found;
  }

  private char escape() {
    char c = next();
    switch (c) {
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      case '"':
      case '\\':
      case '/':
        return c;
      case 'u':
        int code = 0;
        for (int i = 0; i < 4; i++) {
          int digit = Character.digit(next(), 16);
          if (digit < 0) {
            broken = true;
            return '?';
          }
          code = code * 16 + digit;
        }
        return (char) code;
      default:
        broken = true;
        return '?';
    }
  }

  private @Nullable Object number() {
    int start = at;
    boolean integral = true;
    while (at < text.length() && "+-0123456789.eE".indexOf(text.charAt(at)) >= 0) {
      char c = text.charAt(at++);
      integral &= c == '-' || (c >= '0' && c <= '9');
    }
    String digits = text.substring(start, at);
    try {
      if (integral) {
        try {
          return Long.valueOf(digits);
        } catch (NumberFormatException tooBig) {
          return Double.valueOf(digits);
        }
      }
      return Double.valueOf(digits);
    } catch (NumberFormatException malformed) {
      broken = true;
      return null;
    }
  }

  private @Nullable Object word(String word, @Nullable Object value) {
    if (text.startsWith(word, at)) {
      at += word.length();
      return value;
    }
    broken = true;
    return null;
  }

  private void space() {
    while (at < text.length() && " \n\r\t".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private void expect(char c) {
    if (next() != c) {
      broken = true;
    }
  }

  private char next() {
    if (at >= text.length()) {
      broken = true;
      return 0;
    }
    return text.charAt(at++);
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }
}
