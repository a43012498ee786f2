// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.config;

import org.jspecify.annotations.Nullable;

/** The variables of the process, for secrets that stand in no file. */
public final class Environment {
  private Environment() {}

  /** The value of a variable; null when it is not set. */
  public static @Nullable String get(String name) {
    return System.getenv(name);
  }
}
