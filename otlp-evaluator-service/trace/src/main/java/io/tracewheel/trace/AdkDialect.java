// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import static io.tracewheel.trace.Field.*;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Google's Agent Development Kit; {@code {}} is what it writes for nothing. */
final class AdkDialect {
  private static final String REQUEST = "gcp.vertex.agent.llm_request";
  private static final String USAGE = "gcp.vertex.agent.llm_response > usage_metadata > ";

  static final Dialect TABLE =
      Dialect.named("adk")
          .scopes("gcp.vertex.agent")
          .keys("gcp.vertex.agent.*")
          .alsoWhen(look -> "gcp.vertex.agent".equals(look.word("gen_ai.system")))
          .kindOtherwise(look -> look.word(REQUEST) == null ? null : "chat")
          .then(INPUT_MESSAGES, REQUEST)
          .then(OUTPUT_MESSAGES, "gcp.vertex.agent.llm_response")
          .then(TOOL_DEFINITIONS, REQUEST + " > config > tools")
          .then(
              TOOL_ARGUMENTS,
              Source.code(fields -> unlessEmpty(fields, "gcp.vertex.agent.tool_call_args")))
          .then(
              TOOL_RESULT,
              Source.code(fields -> unlessEmpty(fields, "gcp.vertex.agent.tool_response")))
          .then(INPUT_TOKENS, USAGE + "prompt_token_count")
          .then(OUTPUT_TOKENS, USAGE + "candidates_token_count")
          .then(CACHE_READ_TOKENS, USAGE + "cached_content_token_count")
          .build();

  private AdkDialect() {}

  private static @Nullable JsonNode unlessEmpty(SpanFields fields, String key) {
    JsonNode tree = fields.tree(key);
    return tree == null || (tree.isContainer() && tree.isEmpty()) || fields.text(key) == null
        ? null
        : tree;
  }
}
