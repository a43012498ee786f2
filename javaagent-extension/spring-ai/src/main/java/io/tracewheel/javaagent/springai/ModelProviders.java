// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whose model it is, in the words of the GenAI conventions. */
final class ModelProviders {

  /** Where Spring AI's name is another one. */
  private static final Map<String, String> RENAMED =
      Map.of(
          "azure-openai", "azure.ai.openai",
          "bedrock_converse", "aws.bedrock",
          "google_genai", "gcp.gen_ai",
          "google_genai_ai", "gcp.gen_ai",
          "openai_sdk", "openai",
          "vertex_ai", "gcp.vertex_ai");

  /** Models of these say how many tokens came from the cache beside the input, not within. */
  static boolean countsCacheApart(@Nullable String provider) {
    return "anthropic".equals(provider) || "bedrock_converse".equals(provider);
  }

  private ModelProviders() {}

  static String of(@Nullable String provider) {
    return provider == null ? "spring_ai" : RENAMED.getOrDefault(provider, provider);
  }
}
