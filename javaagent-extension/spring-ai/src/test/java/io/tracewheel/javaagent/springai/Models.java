// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import io.micrometer.observation.ObservationRegistry;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.document.MetadataMode;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.OpenAiEmbeddingModel;
import org.springframework.ai.openai.OpenAiEmbeddingOptions;
import org.springframework.ai.openai.api.OpenAiApi;
import org.springframework.ai.retry.RetryUtils;

/**
 * How the scripted application gets its models from Spring AI 1.x. The class of the same name for
 * 2.x stands before this one on the class path of the newest release.
 */
final class Models {

  private Models() {}

  static ChatModel chat(String baseUrl, String model, ObservationRegistry registry) {
    return OpenAiChatModel.builder()
        .openAiApi(api(baseUrl))
        .defaultOptions(OpenAiChatOptions.builder().model(model).temperature(0.5).build())
        .observationRegistry(registry)
        .build();
  }

  static EmbeddingModel embedding(String baseUrl, String model, ObservationRegistry registry) {
    return new OpenAiEmbeddingModel(
        api(baseUrl),
        MetadataMode.EMBED,
        OpenAiEmbeddingOptions.builder().model(model).build(),
        RetryUtils.DEFAULT_RETRY_TEMPLATE,
        registry);
  }

  static ChatClient.Builder client(ChatModel model, ObservationRegistry registry) {
    return ChatClient.builder(model, registry, null);
  }

  private static OpenAiApi api(String baseUrl) {
    return OpenAiApi.builder()
        .baseUrl(baseUrl.substring(0, baseUrl.length() - "/v1".length()))
        .apiKey("sk-test")
        .build();
  }
}
