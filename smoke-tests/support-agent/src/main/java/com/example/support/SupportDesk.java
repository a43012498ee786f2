// SPDX-License-Identifier: Apache-2.0
package com.example.support;

import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.tool.ToolErrorHandlerResult;
import java.time.Duration;

/** Wires the assistants to the model. */
final class SupportDesk {
  private static final String CHAT_MODEL = "gpt-4o-mini";
  private static final String EMBEDDING_MODEL = "text-embedding-3-small";
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final int REMEMBERED_MESSAGES = 30;

  private final String baseUrl;
  private final String apiKey;

  SupportDesk(String baseUrl, String apiKey) {
    this.baseUrl = baseUrl;
    this.apiKey = apiKey;
  }

  Assistant assistant() {
    return AiServices.builder(Assistant.class)
        .chatModel(
            OpenAiChatModel.builder()
                .baseUrl(baseUrl)
                .apiKey(apiKey)
                .modelName(CHAT_MODEL)
                .temperature(0.2)
                .timeout(TIMEOUT)
                .build())
        .chatMemoryProvider(id -> MessageWindowChatMemory.withMaxMessages(REMEMBERED_MESSAGES))
        .tools(new ShopTools())
        // The model is told what was wrong and may try again.
        .toolArgumentsErrorHandler(
            (error, context) -> ToolErrorHandlerResult.text("Error: the arguments are not valid"))
        .toolExecutionErrorHandler(
            (error, context) -> ToolErrorHandlerResult.text("Error: " + error.getMessage()))
        .hallucinatedToolNameStrategy(
            request ->
                ToolExecutionResultMessage.from(
                    request, "Error: no tool is named " + request.name()))
        .build();
  }

  PolicyDesk policyDesk() {
    return AiServices.builder(PolicyDesk.class)
        .streamingChatModel(
            OpenAiStreamingChatModel.builder()
                .baseUrl(baseUrl)
                .apiKey(apiKey)
                .modelName(CHAT_MODEL)
                .timeout(TIMEOUT)
                .build())
        .contentRetriever(
            Policies.retriever(
                OpenAiEmbeddingModel.builder()
                    .baseUrl(baseUrl)
                    .apiKey(apiKey)
                    .modelName(EMBEDDING_MODEL)
                    .timeout(TIMEOUT)
                    .build()))
        .build();
  }

  NoteTaker noteTaker() {
    return AiServices.create(
        NoteTaker.class,
        OpenAiChatModel.builder()
            .baseUrl(baseUrl)
            .apiKey(apiKey)
            .modelName(CHAT_MODEL)
            .maxTokens(40)
            .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
            .timeout(TIMEOUT)
            .build());
  }
}
