// SPDX-License-Identifier: Apache-2.0
package io.opentelemetry.javaagent.bootstrap.undertow;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/** What the agent has on the boot class path; see {@code SharedKeys}. */
public final class KeyHolder {

  private static final ConcurrentMap<Class<?>, Object> KEYS = new ConcurrentHashMap<>();

  private KeyHolder() {}

  /** The object of a class, made at first use. */
  public static Object computeIfAbsent(Class<?> type, Supplier<Object> supplier) {
    return KEYS.computeIfAbsent(type, unused -> supplier.get());
  }
}
