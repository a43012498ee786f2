// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names of model providers, brought to the convention's words. */
final class Providers {
  /** Frameworks that name themselves where the provider belongs. */
  private static final Set<String> FRAMEWORKS =
      Set.of("spring_ai", "langchain", "langgraph", "gcp.vertex.agent", "crewai");

  /** What the Vercel AI SDK adds to the provider's name. */
  private static final List<String> INTERFACES =
      List.of(".chat", ".messages", ".responses", ".completion", ".embedding");

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("az.ai.openai", "azure.ai.openai"),
          Map.entry("azure_openai", "azure.ai.openai"),
          Map.entry("az.ai.inference", "azure.ai.inference"),
          Map.entry("open_ai", "openai"),
          Map.entry("azure_open_ai", "azure.ai.openai"),
          Map.entry("azure-openai", "azure.ai.openai"),
          Map.entry("azure", "azure.ai.inference"),
          Map.entry("aws", "aws.bedrock"),
          Map.entry("bedrock", "aws.bedrock"),
          Map.entry("amazon-bedrock", "aws.bedrock"),
          Map.entry("amazon_bedrock", "aws.bedrock"),
          Map.entry("vertex_ai", "gcp.vertex_ai"),
          Map.entry("vertexai", "gcp.vertex_ai"),
          Map.entry("google_vertex_ai_gemini", "gcp.vertex_ai"),
          Map.entry("google_ai_gemini", "gcp.gemini"),
          Map.entry("google.generative-ai", "gcp.gen_ai"),
          Map.entry("googleai", "gcp.gen_ai"),
          Map.entry("gemini", "gcp.gemini"),
          Map.entry("google", "gcp.gen_ai"),
          Map.entry("xai", "x_ai"),
          Map.entry("mistralai", "mistral_ai"),
          Map.entry("mistral", "mistral_ai"),
          Map.entry("watsonx", "ibm.watsonx.ai"));

  private Providers() {}

  /** The convention's name of a provider; null for a framework. */
  static @Nullable String normal(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (String interfaceName : INTERFACES) {
      if (lower.endsWith(interfaceName)) {
        lower = lower.substring(0, lower.length() - interfaceName.length());
      }
    }
    return lower.isEmpty() || FRAMEWORKS.contains(lower) ? null : NAMES.getOrDefault(lower, lower);
  }

  /**
   * The provider out of OpenInference's pair.
   *
   * @param host {@code llm.provider}: who hosts the model
   * @param vendor {@code llm.system}: who made it
   */
  static @Nullable String hosted(@Nullable String host, @Nullable String vendor) {
    String by = host == null ? "" : host.toLowerCase(Locale.ROOT);
    String made = vendor == null ? "" : vendor.toLowerCase(Locale.ROOT);
    if (by.equals("azure") && made.equals("openai")) {
      return "azure.ai.openai";
    }
    if (made.equals("vertexai") && (by.equals("google") || by.isEmpty())) {
      return "gcp.vertex_ai";
    }
    String name = by.isEmpty() ? made : by;
    return name.isEmpty() ? null : normal(name);
  }
}
