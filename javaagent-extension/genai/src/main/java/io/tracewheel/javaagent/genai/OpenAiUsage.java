// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.Map;

/**
 * The {@code usage} object in its two spellings, {@code prompt/completion} and {@code
 * input/output}.
 */
final class OpenAiUsage {

  private OpenAiUsage() {}

  static void read(Map<String, Object> usage, GenAiResponse response) {
    String in = usage.containsKey("input_tokens") ? "input_tokens" : "prompt_tokens";
    String out = usage.containsKey("output_tokens") ? "output_tokens" : "completion_tokens";
    response.usage(Json.integer(usage, in), Json.integer(usage, out));
    Map<String, Object> inputDetails = Json.object(usage, in + "_details");
    response.set(GenAiAttributes.USAGE_CACHE_READ, Json.integer(inputDetails, "cached_tokens"));
    response.set(
        GenAiAttributes.USAGE_CACHE_WRITE, Json.integer(inputDetails, "cache_write_tokens"));
    response.set(
        GenAiAttributes.USAGE_REASONING,
        Json.integer(Json.object(usage, out + "_details"), "reasoning_tokens"));
  }
}
