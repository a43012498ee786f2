// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.declared;

import io.tracewheel.javaagent.genai.OptionalGetter;
import java.lang.reflect.Array;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a value is found in a call: {@code arg0}, a parameter's name, {@code this} or {@code
 * result}, then properties. Reading never throws; what is not there is {@code null}.
 */
final class ValuePath {

  static final String NONE = "none";

  private final String root;
  private final String[] properties;

  /**
   * @throws IllegalArgumentException with a sentence that says what a path may be
   */
  ValuePath(String text) {
    String[] parts = text.trim().split("\\.", -1);
    for (int i = 0; i < parts.length; i++) {
      if (!isName(parts[i], i > 0)) {
        throw new IllegalArgumentException(
            "'"
                + text
                + "' is no path: write arg0, a parameter's name, this or result, and properties"
                + " after dots, as in arg0.query.text; or none");
      }
    }
    root = parts[0];
    properties = new String[parts.length - 1];
    System.arraycopy(parts, 1, properties, 0, properties.length);
  }

  private static boolean isName(String part, boolean mayBeIndex) {
    if (part.isEmpty()) {
      return false;
    }
    boolean name = mayBeIndex || Character.isJavaIdentifierStart(part.charAt(0));
    for (int i = 0; i < part.length(); i++) {
      name &= Character.isJavaIdentifierPart(part.charAt(i));
    }
    return name;
  }

  boolean isNone() {
    return root.equals(NONE) && properties.length == 0;
  }

  /**
   * What the path cannot find in any call of a method, as a sentence; {@code null} if it fits.
   *
   * @param parameters names, empty where the class was compiled without them
   */
  @Nullable String misfit(int arguments, List<String> parameters) {
    if (isNone() || root.equals("this") || root.equals("result") || parameters.contains(root)) {
      return null;
    }
    int index = index();
    if (index >= 0 && index < arguments) {
      return null;
    }
    return "'"
        + this
        + "' starts at an argument that the method does not have: it has "
        + (arguments == 0 ? "none" : arguments == 1 ? "arg0" : "arg0 to arg" + (arguments - 1))
        + (parameters.isEmpty() ? "" : " " + parameters)
        + (index < 0 && parameters.isEmpty()
            ? ", and parameters have names only if the class is compiled with -parameters"
            : "");
  }

  /** The number of {@code arg0} and so on, else -1. */
  private int index() {
    if (!root.startsWith("arg") || root.length() == 3 || root.length() > 6) {
      return -1;
    }
    int index = 0;
    for (int i = 3; i < root.length(); i++) {
      int digit = Character.digit(root.charAt(i), 10);
      if (digit < 0) {
        return -1;
      }
      index = 10 * index + digit;
    }
    return index;
  }

  @Nullable Object read(
      @Nullable Object self, Object[] arguments, List<String> parameters, @Nullable Object result) {
    Object value;
    if (root.equals("this")) {
      value = self;
    } else if (root.equals("result")) {
      value = result;
    } else {
      int index = parameters.contains(root) ? parameters.indexOf(root) : index();
      value = index >= 0 && index < arguments.length ? arguments[index] : null;
    }
    for (String property : properties) {
      value = property(unwrapped(value), property);
    }
    return unwrapped(value);
  }

  private static @Nullable Object unwrapped(@Nullable Object value) {
    return value instanceof Optional ? ((Optional<?>) value).orElse(null) : value;
  }

  private static @Nullable Object property(@Nullable Object target, String name) {
    try {
      if (target instanceof Map) {
        return ((Map<?, ?>) target).get(name);
      }
      if (Character.isDigit(name.charAt(0))) {
        int index = Integer.parseInt(name);
        return target instanceof List
            ? ((List<?>) target).get(index)
            : target == null ? null : Array.get(target, index);
      }
    } catch (RuntimeException notThere) {
      return null;
    }
    String capital = Character.toUpperCase(name.charAt(0)) + name.substring(1);
    Object value = OptionalGetter.get(target, "get" + capital);
    if (value == null) {
      value = OptionalGetter.get(target, name);
    }
    if (value == null) {
      value = OptionalGetter.get(target, "is" + capital);
    }
    return value == null ? OptionalGetter.field(target, name) : value;
  }

  @Override
  public String toString() {
    return properties.length == 0 ? root : root + '.' + String.join(".", properties);
  }
}
