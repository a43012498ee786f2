// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Reads what only some versions or some models' classes have. By reflection on public methods of
 * the library, because a direct reference would keep the whole module away from versions that lack
 * the method.
 */
final class LaterGetter {

  private LaterGetter() {}

  /**
   * The value, or {@code null} if there is no such public method, it fails, or it answers {@code
   * null}.
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

  /** As {@link #get}, for numbers. */
  static @Nullable Long number(@Nullable Object target, String method) {
    return get(target, method) instanceof Number number ? (Long) number.longValue() : null;
  }
}
