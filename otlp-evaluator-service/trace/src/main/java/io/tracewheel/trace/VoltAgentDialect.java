// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import static io.tracewheel.trace.Field.*;

import org.jspecify.annotations.Nullable;

/** VoltAgent. */
final class VoltAgentDialect {
  static final Dialect TABLE =
      Dialect.named("voltagent")
          .keys("voltagent.*", "agent.messages")
          .foundBy("entity.type")
          .alsoWhen(look -> look.has("entity.type") && look.has("span.type"))
          .kindOtherwise(VoltAgentDialect::kind)
          .then(INPUT_MESSAGES, "agent.messages", "llm.messages", "input")
          .then(OUTPUT_MESSAGES, "output")
          .then(TOOL_ARGUMENTS, "input")
          .then(TOOL_RESULT, "output")
          .then(INPUT_TOKENS, "usage.prompt_tokens")
          .then(OUTPUT_TOKENS, "usage.completion_tokens")
          .build();

  private VoltAgentDialect() {}

  private static @Nullable String kind(Look look) {
    String type = look.word("span.type");
    if ("tool".equals(type)) {
      return "execute_tool";
    }
    if ("llm".equals(type)) {
      return "chat";
    }
    String entity = look.word("entity.type");
    return "agent".equals(entity) ? "invoke_agent" : entity;
  }
}
