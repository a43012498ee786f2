// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.mcp;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Reads what has another type, or another place, from one release to the next. By reflection,
 * because a direct reference would keep the whole module away from the releases that lack it.
 */
final class Getter {

  private Getter() {}

  /**
   * The value of a public method without arguments, or {@code null} if there is none, it fails, or
   * it answers {@code null}.
   */
  static @Nullable Object get(@Nullable Object target, String method) {
    if (target == null) {
      return null;
    }
    try {
      Method getter = target.getClass().getMethod(method);
      if (!getter.canAccess(target) && !getter.trySetAccessible()) {
        return null; // a public method of a class that is not
      }
      return getter.invoke(target);
    } catch (ReflectiveOperationException | RuntimeException absent) {
      return null;
    }
  }

  /** As {@link #get}, for texts. */
  static @Nullable String text(@Nullable Object target, String method) {
    return get(target, method) instanceof String text ? text : null;
  }

  /** The value of a field, private ones too, or {@code null} if it cannot be read. */
  static @Nullable Object field(@Nullable Object target, String name) {
    for (Class<?> type = target == null ? null : target.getClass();
        type != null;
        type = type.getSuperclass()) {
      try {
        Field field = type.getDeclaredField(name);
        return field.trySetAccessible() ? field.get(target) : null;
      } catch (NoSuchFieldException inherited) {
        continue;
      } catch (ReflectiveOperationException | RuntimeException closed) {
        return null;
      }
    }
    return null;
  }
}
