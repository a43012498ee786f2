// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.declared;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The declared methods of each class, found at their first call. */
final class Sites {

  private static final ClassValue<Map<String, Optional<Site>>> OF =
      new ClassValue<Map<String, Optional<Site>>>() {
        @Override
        protected Map<String, Optional<Site>> computeValue(Class<?> type) {
          return new ConcurrentHashMap<>();
        }
      };

  private Sites() {}

  /**
   * @param signature name and descriptor of a method that the class itself has
   */
  static @Nullable Site of(Class<?> type, String signature) {
    return OF.get(type).computeIfAbsent(signature, key -> find(type, key)).orElse(null);
  }

  private static Optional<Site> find(Class<?> type, String signature) {
    String name = signature.substring(0, signature.indexOf('('));
    for (Method method : type.getDeclaredMethods()) {
      if (method.getName().equals(name) && signature.equals(name + descriptor(method))) {
        try {
          return Optional.ofNullable(Site.of(type, method));
        } catch (RuntimeException | LinkageError unreadable) {
          // An annotation whose own classes are missing.
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private static String descriptor(Method method) {
    StringBuilder out = new StringBuilder("(");
    for (Class<?> parameter : method.getParameterTypes()) {
      append(parameter, out);
    }
    append(method.getReturnType(), out.append(')'));
    return out.toString();
  }

  private static void append(Class<?> type, StringBuilder out) {
    if (type == void.class) {
      out.append('V');
    } else {
      // The name of an array class is its descriptor, with dots.
      String array = java.lang.reflect.Array.newInstance(type, 0).getClass().getName();
      out.append(array.substring(1).replace('.', '/'));
    }
  }
}
