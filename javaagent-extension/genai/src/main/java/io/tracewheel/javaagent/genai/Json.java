// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import io.opentelemetry.api.common.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON trees: {@code Map<String, Object>}, {@code List<Object>}, {@code String}, {@code Long},
 * {@code Double}, {@code Boolean} and {@code null}. The readers of members answer {@code null} or
 * an empty list for what is absent or of another type, because no provider's payload is to be
 * trusted with an application's call.
 */
public final class Json {

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private Json() {}

  /**
   * The tree of a JSON text, or {@code null} if the text is {@code null}, is JSON {@code null}, or
   * is not well-formed. Never throws.
   */
  public static @Nullable Object parse(@Nullable String text) {
    return text == null ? null : new JsonParser(text).parse();
  }

  /** The tree of a JSON object; empty if the text is anything else. Never throws. */
  public static Map<String, Object> parseObject(@Nullable String text) {
    return object(parse(text));
  }

  /** The tree if the text is a JSON object or array, else the text itself. */
  public static @Nullable Object parseOrText(@Nullable String text) {
    Object tree = parse(text);
    return tree instanceof Map || tree instanceof List ? tree : text;
  }

  @SuppressWarnings("unchecked") // trees have string keys only
  static Map<String, Object> object(@Nullable Object tree) {
    return tree instanceof Map ? (Map<String, Object>) tree : new LinkedHashMap<>();
  }

  @SuppressWarnings("unchecked") // lists of trees
  static List<Object> list(@Nullable Object tree) {
    return tree instanceof List ? (List<Object>) tree : new ArrayList<>();
  }

  static Map<String, Object> object(Map<String, Object> parent, String name) {
    return object(parent.get(name));
  }

  static List<Object> list(Map<String, Object> parent, String name) {
    return list(parent.get(name));
  }

  static @Nullable String string(Map<String, Object> parent, String name) {
    Object value = parent.get(name);
    return value instanceof String ? (String) value : null;
  }

  static @Nullable Long integer(Map<String, Object> parent, String name) {
    Object value = parent.get(name);
    if (value instanceof Long) {
      return (Long) value;
    }
    return value instanceof Double && (Double) value == Math.rint((Double) value)
        ? ((Double) value).longValue()
        : null;
  }

  static @Nullable Double decimal(Map<String, Object> parent, String name) {
    Object value = parent.get(name);
    return value instanceof Number ? ((Number) value).doubleValue() : null;
  }

  /** JSON text of a tree; members of other types are written as the string of {@code toString}. */
  public static String write(@Nullable Object tree) {
    StringBuilder out = new StringBuilder();
    write(tree, out, Integer.MAX_VALUE);
    return out.toString();
  }

  /** Whether the JSON text of a tree has at most so many characters; looks no further than that. */
  static boolean fits(@Nullable Object tree, int maxChars) {
    StringBuilder out = new StringBuilder();
    write(tree, out, maxChars);
    return out.length() <= maxChars;
  }

  /** Stops somewhere after {@code limit} characters. */
  private static void write(@Nullable Object tree, StringBuilder out, int limit) {
    if (tree == null
        || tree instanceof Boolean
        || tree instanceof Long
        || tree instanceof Integer) {
      out.append(tree);
    } else if (tree instanceof Number) {
      double number = ((Number) tree).doubleValue();
      out.append(Double.isFinite(number) ? Double.toString(number) : "null");
    } else if (tree instanceof Map) {
      char separator = '{';
      for (Map.Entry<?, ?> member : ((Map<?, ?>) tree).entrySet()) {
        if (out.length() > limit) {
          return;
        }
        out.append(separator);
        quote(String.valueOf(member.getKey()), out, limit);
        out.append(':');
        write(member.getValue(), out, limit);
        separator = ',';
      }
      out.append(separator == '{' ? "{}" : "}");
    } else if (tree instanceof Iterable) {
      char separator = '[';
      for (Object element : (Iterable<?>) tree) {
        if (out.length() > limit) {
          return;
        }
        out.append(separator);
        write(element, out, limit);
        separator = ',';
      }
      out.append(separator == '[' ? "[]" : "]");
    } else {
      quote(tree.toString(), out, limit);
    }
  }

  private static void quote(String text, StringBuilder out, int limit) {
    out.append('"');
    for (int i = 0; i < text.length() && out.length() <= limit; i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c == '\r') {
        out.append("\\r");
      } else if (c == '\t') {
        out.append("\\t");
      } else if (c < 0x20 || isLoneSurrogate(text, i)) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          out.append(HEX[(c >> shift) & 0xf]);
        }
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static boolean isLoneSurrogate(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  /** The structured form of a tree for attributes that can hold one. */
  static Value<?> toValue(@Nullable Object tree) {
    if (tree == null) {
      return Value.empty();
    }
    if (tree instanceof Boolean) {
      return Value.of((Boolean) tree);
    }
    if (tree instanceof Long || tree instanceof Integer) {
      return Value.of(((Number) tree).longValue());
    }
    if (tree instanceof Number) {
      return Value.of(((Number) tree).doubleValue());
    }
    if (tree instanceof Map) {
      Map<String, Value<?>> members = new LinkedHashMap<>();
      for (Map.Entry<?, ?> member : ((Map<?, ?>) tree).entrySet()) {
        members.put(String.valueOf(member.getKey()), toValue(member.getValue()));
      }
      return Value.of(members);
    }
    if (tree instanceof Iterable) {
      List<Value<?>> elements = new ArrayList<>();
      for (Object element : (Iterable<?>) tree) {
        elements.add(toValue(element));
      }
      return Value.of(elements);
    }
    return Value.of(tree.toString());
  }
}
