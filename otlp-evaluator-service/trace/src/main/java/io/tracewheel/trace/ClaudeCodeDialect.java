// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import static io.tracewheel.trace.Field.*;

/** Claude Code, which has bare keys and is known by the names of its spans. */
final class ClaudeCodeDialect {
  static final Dialect TABLE =
      Dialect.named("claude_code")
          .foundBy("input_tokens", "output_tokens")
          .alsoWhen(look -> look.spanName().startsWith("claude_code."))
          .kindOtherwise(look -> look.has("model") ? "chat" : null)
          .then(REQUEST_MODEL, "model")
          .then(INPUT_TOKENS, "input_tokens")
          .then(OUTPUT_TOKENS, "output_tokens")
          .build();

  private ClaudeCodeDialect() {}
}
