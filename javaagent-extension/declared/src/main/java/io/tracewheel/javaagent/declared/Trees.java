// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.declared;

import io.tracewheel.javaagent.genai.OptionalGetter;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns whatever an application passes around into a content tree: texts, numbers, maps,
 * collections, arrays and records as they are, all else by its {@code toString}. Looks at no more
 * than 10,000 values, 16 deep, copies no long text, and never throws.
 */
final class Trees {

  /** Longer texts are not looked at for JSON: they would be cut anyhow. */
  static final int LONGEST_PARSED = 1 << 20;

  private static final int MOST_VALUES = 10_000;
  private static final int DEEPEST = 16;
  private static final String TOO_DEEP = "[truncated: nested more than " + DEEPEST + " deep]";

  private final int maxText;
  private int left = MOST_VALUES;

  private Trees(int maxText) {
    this.maxText = maxText;
  }

  /**
   * @param maxText most characters worth copying of a text that is no {@code String}
   */
  static @Nullable Object of(@Nullable Object value, int maxText) {
    return new Trees(maxText).tree(value, 0);
  }

  private @Nullable Object tree(@Nullable Object value, int depth) {
    left--;
    if (value == null
        || value instanceof String
        || value instanceof Boolean
        || value instanceof Long
        || value instanceof Double) {
      return value;
    }
    try {
      return compound(value, depth);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      return "[unreadable: "
          + value.getClass().getName()
          + " threw "
          + e.getClass().getName()
          + "]";
    }
  }

  private @Nullable Object compound(Object value, int depth) {
    if (value instanceof Number) {
      return number((Number) value);
    }
    if (value instanceof Enum) {
      return ((Enum<?>) value).name();
    }
    if (value instanceof CharSequence) {
      return text((CharSequence) value);
    }
    if (value instanceof Optional) {
      return tree(((Optional<?>) value).orElse(null), depth);
    }
    boolean record = isRecord(value.getClass());
    if (value instanceof Map
        || value instanceof Collection
        || value instanceof Object[]
        || record) {
      if (depth >= DEEPEST) {
        return TOO_DEEP;
      }
      return value instanceof Map
          ? map((Map<?, ?>) value, depth)
          : record ? record(value, depth) : list(value, depth);
    }
    return value.getClass().isArray()
        ? "[" + Array.getLength(value) + " " + value.getClass().getComponentType() + "s]"
        : text(value.toString());
  }

  private static Object number(Number value) {
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return value.longValue();
    }
    return value instanceof Float ? (Object) Double.valueOf(value.toString()) : value.toString();
  }

  private @Nullable Object text(@Nullable CharSequence text) {
    if (text == null || text instanceof String || text.length() <= maxText) {
      return text == null ? null : text.toString();
    }
    int cut = Character.isHighSurrogate(text.charAt(maxText - 1)) ? maxText - 1 : maxText;
    return text.subSequence(0, cut) + "…[truncated " + (text.length() - cut) + " chars]";
  }

  private Object map(Map<?, ?> map, int depth) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (left <= 0) {
        copy.put("[truncated]", (map.size() - copy.size()) + " members");
        break;
      }
      Object key = tree(entry.getKey(), DEEPEST);
      copy.put(String.valueOf(key), tree(entry.getValue(), depth + 1));
    }
    return copy;
  }

  private Object list(Object elements, int depth) {
    List<@Nullable Object> copy = new ArrayList<>();
    if (elements instanceof Collection) {
      for (Object element : (Collection<?>) elements) {
        if (left <= 0) {
          copy.add(
              "[truncated " + (((Collection<?>) elements).size() - copy.size()) + " elements]");
          break;
        }
        copy.add(tree(element, depth + 1));
      }
      return copy;
    }
    @Nullable Object[] array = (@Nullable Object[]) elements;
    for (int i = 0; i < array.length; i++) {
      if (left <= 0) {
        copy.add("[truncated " + (array.length - i) + " elements]");
        break;
      }
      copy.add(tree(array[i], depth + 1));
    }
    return copy;
  }

  /** By name, because this also runs on a Java without records. */
  private static boolean isRecord(Class<?> type) {
    Class<?> parent = type.getSuperclass();
    return parent != null && parent.getName().equals("java.lang.Record");
  }

  private Object record(Object record, int depth) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    for (Field component : record.getClass().getDeclaredFields()) {
      if (!Modifier.isStatic(component.getModifiers())) {
        Object value = OptionalGetter.get(record, component.getName());
        copy.put(component.getName(), tree(value, depth + 1));
      }
    }
    return copy;
  }
}
