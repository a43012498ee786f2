// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import io.opentelemetry.api.common.AttributeKey;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an operation when it ends. Filled by one thread and then handed to {@link
 * GenAiCall#end}.
 */
public final class GenAiResponse {

  /** What is reported where a choice came without a reason. */
  static final String MISSING_REASON = "error";

  final Facts facts = new Facts();
  final Map<Content, Object> content = new EnumMap<>(Content.class);
  @Nullable String errorType;

  /** Sets a span attribute; {@code null}, an empty string or an empty list leaves it unset. */
  public <T> GenAiResponse set(AttributeKey<T> key, @Nullable T value) {
    if (value != null && !GenAiRequest.isEmpty(value)) {
      facts.put(key, value);
    }
    return this;
  }

  /** Tokens of the whole input (cached ones included) and output (reasoning included). */
  public GenAiResponse usage(@Nullable Long inputTokens, @Nullable Long outputTokens) {
    set(GenAiAttributes.USAGE_INPUT_TOKENS, inputTokens);
    return set(GenAiAttributes.USAGE_OUTPUT_TOKENS, outputTokens);
  }

  /**
   * One reason per choice, in order; {@code null} where a choice has none. Common synonyms get the
   * convention's name.
   */
  public GenAiResponse finishReasons(List<? extends @Nullable String> reasons) {
    List<String> named = new ArrayList<>();
    for (String reason : reasons) {
      named.add(finishReason(reason));
    }
    return set(GenAiAttributes.RESPONSE_FINISH_REASONS, named);
  }

  /** The convention's name of a provider's finish reason. */
  public static String finishReason(@Nullable String reason) {
    if (reason == null || reason.isEmpty()) {
      return MISSING_REASON;
    }
    switch (reason) {
      case "tool_calls":
      case "function_call":
      case "tool_use":
        return "tool_call";
      case "max_output_tokens":
      case "max_tokens":
      case "model_length":
        return "length";
      default:
        return reason;
    }
  }

  /** Marks an answer that arrived but says that the operation failed. */
  public GenAiResponse failed(String errorType) {
    this.errorType = errorType;
    return this;
  }

  /**
   * Adds content, a tree as of {@link Json}; only worth the work if {@link
   * GenAiTelemetry#capturesContent()}.
   */
  public GenAiResponse content(Content kind, @Nullable Object tree) {
    if (tree != null && !GenAiRequest.isEmpty(tree)) {
      content.put(kind, tree);
    }
    return this;
  }

  /** Facts only, never content. */
  @Override
  public String toString() {
    return facts.toString();
  }
}
