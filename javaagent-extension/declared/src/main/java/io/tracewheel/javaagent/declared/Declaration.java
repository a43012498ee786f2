// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.declared;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Methods that the configuration names, and what they are. */
final class Declaration {

  /** What nobody means by {@code *}. */
  private static final Set<String> OF_EVERY_OBJECT =
      Collections.unmodifiableSet(
          new HashSet<>(Arrays.asList("toString", "hashCode", "equals", "clone", "finalize")));

  /** Where it stands in the configuration. */
  final String property;

  final List<Glob> classes;
  final List<Glob> methods;
  final Spec spec;

  private Declaration(String property, List<Glob> classes, List<Glob> methods, Spec spec) {
    this.property = property;
    this.classes = classes;
    this.methods = methods;
    this.spec = spec;
  }

  /**
   * @throws IllegalArgumentException with a sentence that starts with the key in question
   */
  static Declaration of(String property, UnaryOperator<@Nullable String> said) {
    Spec spec = Spec.of(said);
    List<Glob> classes = globs(said, "class");
    for (Glob type : classes) {
      if (type.takesAll()) {
        throw new IllegalArgumentException(
            "class '" + type + "' would take every class: name a package, as in com.acme.tools.*");
      }
    }
    return new Declaration(property, classes, globs(said, "methods"), spec);
  }

  private static List<Glob> globs(UnaryOperator<@Nullable String> said, String key) {
    String value = Spec.given(said, key);
    if (value == null) {
      throw new IllegalArgumentException(
          key + " is missing: write names, in which * stands for any characters");
    }
    List<Glob> globs = new ArrayList<>();
    for (String name : value.split(",", -1)) {
      try {
        globs.add(new Glob(name.trim()));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
      }
    }
    return globs;
  }

  /** Whether a method of a class of ours is meant; private ones have to be named. */
  boolean takesMethod(String name, boolean isPrivate) {
    for (Glob method : methods) {
      if (method.matches(name)
          && (method.isExact() || (!isPrivate && !OF_EVERY_OBJECT.contains(name)))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a class is meant: by its own name, or by the exact name of something it extends. */
  boolean takesClass(Class<?> type) {
    for (Glob name : classes) {
      if (name.isExact() ? isA(type, name) : name.matches(type.getName())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isA(@Nullable Class<?> type, Glob name) {
    if (type == null) {
      return false;
    }
    if (name.matches(type.getName()) || isA(type.getSuperclass(), name)) {
      return true;
    }
    for (Class<?> implemented : type.getInterfaces()) {
      if (isA(implemented, name)) {
        return true;
      }
    }
    return false;
  }
}
