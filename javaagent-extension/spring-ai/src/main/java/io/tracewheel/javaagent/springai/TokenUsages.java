// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.OptionalGetter;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.metadata.Usage;

/** Token counts, with the details that some versions and the providers' own objects add. */
final class TokenUsages {

  private TokenUsages() {}

  /**
   * Reads the tokens of one call. Spring AI writes zero for what it was not told.
   *
   * @param previous what {@code usage} counts beside this call
   */
  static void read(
      @Nullable Usage usage,
      @Nullable Usage previous,
      @Nullable String provider,
      GenAiResponse response) {
    if (usage == null) {
      return;
    }
    Long input =
        without(usage.getPromptTokens(), previous == null ? null : previous.getPromptTokens());
    Long output =
        without(
            usage.getCompletionTokens(), previous == null ? null : previous.getCompletionTokens());
    Object raw = usage.getNativeUsage();
    Long cacheRead = OptionalGetter.number(usage, "getCacheReadInputTokens");
    Long cacheWrite = OptionalGetter.number(usage, "getCacheWriteInputTokens");
    Object promptDetails = OptionalGetter.get(raw, "promptTokensDetails");
    if (cacheRead == null) {
      cacheRead = OptionalGetter.number(promptDetails, "cachedTokens");
    }
    if (cacheRead == null) {
      cacheRead = OptionalGetter.number(raw, "cacheReadInputTokens");
    }
    if (cacheWrite == null) {
      cacheWrite = OptionalGetter.number(raw, "cacheCreationInputTokens");
    }
    if (ModelProviders.countsCacheApart(provider) && input != null) {
      input += (cacheRead == null ? 0 : cacheRead) + (cacheWrite == null ? 0 : cacheWrite);
    }
    response.usage(input, output);
    response.set(GenAiAttributes.USAGE_CACHE_READ, cacheRead);
    response.set(GenAiAttributes.USAGE_CACHE_WRITE, cacheWrite);
    response.set(
        GenAiAttributes.USAGE_REASONING,
        OptionalGetter.number(
            OptionalGetter.get(raw, "completionTokenDetails"), "reasoningTokens"));
  }

  private static @Nullable Long without(@Nullable Integer all, @Nullable Integer previous) {
    int tokens = all == null ? 0 : all;
    if (previous != null && previous <= tokens) {
      tokens -= previous;
    }
    return tokens <= 0 ? null : (Long) (long) tokens;
  }
}
