// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import static io.tracewheel.trace.Field.*;

/** LangChain4j's observation module, which names providers as its enum does. */
final class LangChain4jDialect {
  static final Dialect TABLE =
      Dialect.named("langchain4j")
          .alsoWhen(LangChain4jDialect::namesProviderAsEnum)
          .then(INPUT_TOKENS, "input_tokens")
          .then(OUTPUT_TOKENS, "output_tokens")
          .then(OUTCOME, "outcome")
          .build();

  private LangChain4jDialect() {}

  private static boolean namesProviderAsEnum(Look look) {
    String provider = look.has("outcome") ? look.word("gen_ai.provider.name") : null;
    return provider != null && provider.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || c == '_');
  }
}
