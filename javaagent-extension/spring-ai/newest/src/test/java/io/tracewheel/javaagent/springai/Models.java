// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import io.micrometer.observation.ObservationRegistry;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.OpenAiEmbeddingModel;
import org.springframework.ai.openai.OpenAiEmbeddingOptions;

/** How the scripted application gets its models from Spring AI 2.x. */
final class Models {

  private Models() {}

  static ChatModel chat(String baseUrl, String model, ObservationRegistry registry) {
    return OpenAiChatModel.builder()
        .options(
            OpenAiChatOptions.builder()
                .baseUrl(baseUrl)
                .apiKey("sk-test")
                .maxRetries(0)
                .model(model)
                .temperature(0.5)
                .build())
        .observationRegistry(registry)
        .build();
  }

  static EmbeddingModel embedding(String baseUrl, String model, ObservationRegistry registry) {
    return OpenAiEmbeddingModel.builder()
        .options(
            OpenAiEmbeddingOptions.builder()
                .baseUrl(baseUrl)
                .apiKey("sk-test")
                .maxRetries(0)
                .model(model)
                .build())
        .observationRegistry(registry)
        .build();
  }

  static ChatClient.Builder client(ChatModel model, ObservationRegistry registry) {
    return ChatClient.builder(model, registry, null, null);
  }
}
