// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import java.util.function.Supplier;

/**
 * Context keys that all copies of our classes have in common: a key is one object, and these are
 * kept in the JVM's one map of such keys that the agent has for an instrumentation of its own. Not
 * in virtual fields, which would be as good a place: each of our modules would have the agent
 * generate classes for them at every start, a sixth of what {@code llm-only} costs.
 */
final class SharedKeys {

  private static final String HOLDER = "io.opentelemetry.javaagent.bootstrap.undertow.KeyHolder";

  private static final ContextKey<?>[] KEYS = keys();

  private SharedKeys() {}

  @SuppressWarnings("unchecked") // made below, for objects of any kind
  static ContextKey<Object> get(int index) {
    return (ContextKey<Object>) KEYS[index];
  }

  private static ContextKey<?>[] keys() {
    Supplier<Object> fresh = () -> new ContextKey<?>[] {named("open"), named("run")};
    try {
      // Beside the classes of the API, wherever the agent put them.
      Object keys =
          Class.forName(HOLDER, true, Context.class.getClassLoader())
              .getMethod("computeIfAbsent", Class.class, Supplier.class)
              .invoke(null, ContextKey.class, fresh);
      if (keys instanceof ContextKey<?>[]) {
        return (ContextKey<?>[]) keys;
      }
    } catch (ReflectiveOperationException | LinkageError | RuntimeException otherAgent) {
      // Then layers know of each other within one class loader, as most do.
    }
    return (ContextKey<?>[]) fresh.get();
  }

  private static ContextKey<Object> named(String name) {
    return ContextKey.named("tracewheel-genai-" + name);
  }
}
