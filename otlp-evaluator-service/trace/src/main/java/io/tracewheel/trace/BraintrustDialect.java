// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import static io.tracewheel.trace.Field.*;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Braintrust, which puts JSON into a handful of attributes. */
final class BraintrustDialect {
  private static final String ABOUT = "braintrust.span_attributes";

  static final Dialect TABLE =
      Dialect.named("braintrust")
          .keys("braintrust.*")
          .kindOtherwise(BraintrustDialect::kind)
          .then(REQUEST_MODEL, "braintrust.metadata > model")
          .then(PROVIDER, "braintrust.metadata > provider")
          .then(INPUT_MESSAGES, "braintrust.input_json")
          .then(OUTPUT_MESSAGES, "braintrust.output_json")
          .then(TOOL_NAME, ABOUT + " > name")
          .then(TOOL_NAME, Source.SPAN_NAME)
          .then(TOOL_ARGUMENTS, "braintrust.input_json")
          .then(TOOL_RESULT, "braintrust.output_json")
          .then(INPUT_TOKENS, "braintrust.metrics > prompt_tokens")
          .then(OUTPUT_TOKENS, "braintrust.metrics > completion_tokens")
          .then(CACHE_READ_TOKENS, "braintrust.metrics > prompt_cached_tokens")
          .then(REASONING_TOKENS, "braintrust.metrics > completion_reasoning_tokens")
          .build();

  private BraintrustDialect() {}

  private static @Nullable String kind(Look look) {
    String about = look.attributes().string(ABOUT);
    JsonNode tree = about == null ? null : JsonValue.of(about).tree().value();
    String type = tree == null ? "" : tree.path("type").asString("").toLowerCase(Locale.ROOT);
    return switch (type) {
      case "" -> null;
      case "llm" -> "chat";
      case "tool" -> "execute_tool";
      case "task", "function" -> "invoke_workflow";
      case "score" -> "evaluator";
      default -> type;
    };
  }
}
