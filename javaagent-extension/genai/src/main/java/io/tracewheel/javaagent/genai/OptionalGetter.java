// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what only some releases or some classes of a library have, or have under another type. By
 * reflection, because a direct reference would keep the whole module away from the releases that
 * lack it. No method throws.
 */
public final class OptionalGetter {

  private OptionalGetter() {}

  /**
   * The value of a public method without arguments, or {@code null} if there is none, it fails, or
   * it answers {@code null}.
   */
  public static @Nullable Object get(@Nullable Object target, String method) {
    if (target == null) {
      return null;
    }
    try {
      Method getter = target.getClass().getMethod(method);
      if (!Modifier.isPublic(getter.getDeclaringClass().getModifiers())) {
        getter.setAccessible(true); // a public method of a class that is not
      }
      return getter.invoke(target);
    } catch (ReflectiveOperationException | RuntimeException absent) {
      return null;
    }
  }

  /** As {@link #get}, for texts. */
  public static @Nullable String text(@Nullable Object target, String method) {
    Object value = get(target, method);
    return value instanceof String ? (String) value : null;
  }

  /** As {@link #get}, for numbers. */
  public static @Nullable Long number(@Nullable Object target, String method) {
    Object value = get(target, method);
    return value instanceof Number ? (Long) ((Number) value).longValue() : null;
  }

  /** The value of a field, private ones too, or {@code null} if it cannot be read. */
  public static @Nullable Object field(@Nullable Object target, String name) {
    for (Class<?> type = target == null ? null : target.getClass();
        type != null;
        type = type.getSuperclass()) {
      try {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(target);
      } catch (NoSuchFieldException inherited) {
        continue;
      } catch (ReflectiveOperationException | RuntimeException closed) {
        return null;
      }
    }
    return null;
  }
}
