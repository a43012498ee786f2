// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import io.tracewheel.javaagent.genai.OptionalGetter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whose model it is, in the words of the GenAI conventions. */
final class ModelProviders {

  /** For models that LangChain4j knows no provider of: own implementations, decorators, fakes. */
  private static final String UNKNOWN = "langchain4j";

  /** First match counts: part of the class name, provider. */
  private static final String[][] BY_CLASS = {
    {"azureopenai", "azure.ai.openai"},
    {"openai", "openai"},
    {"anthropic", "anthropic"},
    {"bedrock", "aws.bedrock"},
    {"vertexai", "gcp.vertex_ai"},
    {"gemini", "gcp.gemini"},
    {"googlegenai", "gcp.gen_ai"},
    {"mistral", "mistral_ai"},
    {"cohere", "cohere"},
    {"watsonx", "ibm.watsonx.ai"},
    {"ollama", "ollama"},
    {"huggingface", "hugging_face"},
    {"workersai", "cloudflare.workers_ai"},
    {"dashscope", "alibaba.dashscope"},
    {"qwen", "alibaba.dashscope"},
    {"zhipu", "zhipu"},
  };

  private ModelProviders() {}

  /**
   * @param model a chat or embedding model of any version
   */
  static String of(Object model) {
    Object declared = OptionalGetter.get(model, "provider");
    String known = byConstant(String.valueOf(declared));
    return known != null ? known : byClass(model.getClass().getName());
  }

  private static @Nullable String byConstant(String constant) {
    switch (constant) {
      case "OPEN_AI":
        return "openai";
      case "AZURE_OPEN_AI":
        return "azure.ai.openai";
      case "GITHUB_MODELS":
        return "azure.ai.inference";
      case "ANTHROPIC":
        return "anthropic";
      case "AMAZON_BEDROCK":
        return "aws.bedrock";
      case "GOOGLE_AI_GEMINI":
        return "gcp.gemini";
      case "GOOGLE_VERTEX_AI_GEMINI":
      case "GOOGLE_VERTEX_AI_ANTHROPIC":
        return "gcp.vertex_ai";
      case "MISTRAL_AI":
        return "mistral_ai";
      case "OLLAMA":
        return "ollama";
      case "WATSONX":
        return "ibm.watsonx.ai";
      default:
        return null;
    }
  }

  private static String byClass(String className) {
    String simple = className.substring(className.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    for (String[] known : BY_CLASS) {
      if (simple.contains(known[0])) {
        return known[1];
      }
    }
    return UNKNOWN;
  }
}
