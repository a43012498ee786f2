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

  /** JSON text of a tree, or {@code null} if it has more characters than that; looks no further. */
  static @Nullable String writeWithin(@Nullable Object tree, int maxChars) {
    StringBuilder out = new StringBuilder(Math.min(maxChars, expected(tree)) + 16);
    write(tree, out, maxChars);
    return out.length() <= maxChars ? out.toString() : null;
  }

  /** About how long the text of a tree will be. */
  private static int expected(@Nullable Object tree) {
    int length = 8;
    if (tree instanceof String) {
      length += ((String) tree).length();
    } else if (tree instanceof Map) {
      for (Map.Entry<?, ?> member : ((Map<?, ?>) tree).entrySet()) {
        length = plus(length, 16 + expected(member.getValue()));
      }
    } else if (tree instanceof List) {
      for (Object element : (List<?>) tree) {
        length = plus(length, expected(element));
      }
    }
    return length;
  }

  private static int plus(int length, int more) {
    return Math.min(length, 1 << 29) + Math.min(more, 1 << 29);
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
    int plain = 0;
    int end = text.length();
    int room = limit - out.length();
    if (room < end) {
      end = Math.max(0, room + 1); // escapes only make it longer
    }
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (c >= 0x20 && c != '"' && c != '\\' && !Character.isSurrogate(c)) {
        continue;
      }
      if (c >= 0x20 && Character.isSurrogate(c) && !isLoneSurrogate(text, i)) {
        continue;
      }
      out.append(text, plain, i);
      plain = i + 1;
      if (out.length() > limit) {
        break;
      }
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c == '\r') {
        out.append("\\r");
      } else if (c == '\t') {
        out.append("\\t");
      } else {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          out.append(HEX[(c >> shift) & 0xf]);
        }
      }
    }
    if (plain == 0 && end == text.length()) {
      out.append(text); // most texts, and in one go
    } else if (plain < end) {
      out.append(text, plain, end);
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
