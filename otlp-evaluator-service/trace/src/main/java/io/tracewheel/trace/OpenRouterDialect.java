// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

/** What OpenRouter broadcasts: the convention's words under a service name of its own. */
final class OpenRouterDialect {
  static final Dialect TABLE = Dialect.named("openrouter").keys("openrouter.*").build();

  private OpenRouterDialect() {}
}
