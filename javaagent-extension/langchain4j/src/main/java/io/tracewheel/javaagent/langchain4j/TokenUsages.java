// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import dev.langchain4j.model.output.TokenUsage;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.OptionalGetter;
import org.jspecify.annotations.Nullable;

/** Token counts, with the details that the providers' own kinds of usage add. */
final class TokenUsages {

  private TokenUsages() {}

  static void read(TokenUsage usage, GenAiResponse response) {
    Long input =
        usage.inputTokenCount() == null ? null : (Long) usage.inputTokenCount().longValue();
    Long output =
        usage.outputTokenCount() == null ? null : (Long) usage.outputTokenCount().longValue();
    Long cacheRead = null;
    Long cacheWrite = null;
    Long reasoning = null;
    if (usage.getClass() != TokenUsage.class) {
      // OpenAI's counts include their details.
      Object inputDetails = OptionalGetter.get(usage, "inputTokensDetails");
      cacheRead = OptionalGetter.number(inputDetails, "cachedTokens");
      reasoning =
          OptionalGetter.number(
              OptionalGetter.get(usage, "outputTokensDetails"), "reasoningTokens");
      if (cacheRead == null) {
        // Anthropic's input is without what was read from or written to the cache.
        cacheRead = OptionalGetter.number(usage, "cacheReadInputTokens");
        cacheWrite = OptionalGetter.number(usage, "cacheCreationInputTokens");
        input = sum(input, sum(cacheRead, cacheWrite));
      }
      if (cacheRead == null) {
        cacheRead = OptionalGetter.number(usage, "cachedContentTokenCount");
      }
      if (reasoning == null) {
        // Gemini's output is without thoughts.
        reasoning = OptionalGetter.number(usage, "thoughtsTokenCount");
        output = sum(output, reasoning);
      }
    }
    response.usage(input, output);
    response.set(GenAiAttributes.USAGE_CACHE_READ, cacheRead);
    response.set(GenAiAttributes.USAGE_CACHE_WRITE, cacheWrite);
    response.set(GenAiAttributes.USAGE_REASONING, reasoning);
  }

  private static @Nullable Long sum(@Nullable Long a, @Nullable Long b) {
    return a == null ? b : b == null ? a : (Long) (a + b);
  }
}
