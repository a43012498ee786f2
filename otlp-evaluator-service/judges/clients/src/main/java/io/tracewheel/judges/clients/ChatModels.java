// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.clients;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import io.tracewheel.judges.client.Endpoint;
import io.tracewheel.judges.client.JudgeCallException;
import io.tracewheel.judges.client.JudgeClient;
import io.tracewheel.judges.client.JudgeHttp;
import io.tracewheel.judges.client.JudgeReply;
import io.tracewheel.judges.client.JudgeReply.End;
import io.tracewheel.judges.client.JudgeRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A judge behind one of LangChain4j's chat models. */
final class ChatModels implements JudgeClient {
  private static final String NO_KEY = "none";

  private final ChatModel model;
  private final LibraryHttp http;
  private final Style style;

  /** How a provider wants to be asked. */
  private enum Style {
    PLAIN,
    /** Newer models of OpenAI itself count reasoning in. */
    COMPLETION_TOKENS
  }

  private ChatModels(ChatModel model, LibraryHttp http, Style style) {
    this.model = model;
    this.http = http;
    this.style = style;
  }

  static JudgeClient openAi(Endpoint endpoint, JudgeHttp road) {
    LibraryHttp http = new LibraryHttp(road);
    OpenAiChatModel.OpenAiChatModelBuilder builder =
        OpenAiChatModel.builder()
            .httpClientBuilder(http)
            .apiKey(endpoint.key().isEmpty() ? NO_KEY : endpoint.key().reveal())
            .modelName(endpoint.model())
            .strictJsonSchema(true)
            .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
            .maxRetries(0);
    if (endpoint.uri() != null) {
      builder.baseUrl(endpoint.uri().toString());
    }
    return new ChatModels(
        builder.build(), http, endpoint.uri() == null ? Style.COMPLETION_TOKENS : Style.PLAIN);
  }

  static JudgeClient anthropic(Endpoint endpoint, JudgeHttp road) {
    LibraryHttp http = new LibraryHttp(road);
    AnthropicChatModel.AnthropicChatModelBuilder builder =
        AnthropicChatModel.builder()
            .httpClientBuilder(http)
            .apiKey(endpoint.key().reveal())
            .modelName(endpoint.model())
            .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
            .maxRetries(0);
    if (endpoint.uri() != null) {
      builder.baseUrl(endpoint.uri().toString());
    }
    return new ChatModels(builder.build(), http, Style.PLAIN);
  }

  static JudgeClient gemini(Endpoint endpoint, JudgeHttp road) {
    LibraryHttp http = new LibraryHttp(road);
    GoogleAiGeminiChatModel.GoogleAiGeminiChatModelBuilder builder =
        GoogleAiGeminiChatModel.builder()
            .httpClientBuilder(http)
            .apiKey(endpoint.key().reveal())
            .modelName(endpoint.model())
            .supportedCapabilities(Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA))
            .maxRetries(0);
    if (endpoint.uri() != null) {
      builder.baseUrl(endpoint.uri().toString());
    }
    return new ChatModels(builder.build(), http, Style.PLAIN);
  }

  @Override
  public JudgeReply ask(JudgeRequest request) throws JudgeCallException {
    http.on(request.traceparent());
    try {
      return reply(model.chat(chatRequest(request)));
    } catch (RuntimeException e) {
      throw CallFailure.of(e);
    } finally {
      http.on(null);
    }
  }

  private ChatRequest chatRequest(JudgeRequest request) {
    List<ChatMessage> messages = new ArrayList<>();
    messages.add(SystemMessage.from(request.instructions()));
    for (int i = 0; i < request.turns().size(); i++) {
      String turn = request.turns().get(i);
      messages.add(i % 2 == 0 ? UserMessage.from(turn) : AiMessage.from(turn));
    }
    ResponseFormat format =
        ResponseFormat.builder()
            .type(ResponseFormatType.JSON)
            .jsonSchema(
                JsonSchema.builder()
                    .name("verdict")
                    .rootElement(JsonRawSchema.from(request.schema()))
                    .build())
            .build();
    return ChatRequest.builder().messages(messages).parameters(parameters(request, format)).build();
  }

  private ChatRequestParameters parameters(JudgeRequest request, ResponseFormat format) {
    if (style == Style.COMPLETION_TOKENS) {
      return OpenAiChatRequestParameters.builder()
          .maxCompletionTokens(request.maxOutputTokens())
          .temperature(request.temperature())
          .responseFormat(format)
          .build();
    }
    return ChatRequestParameters.builder()
        .maxOutputTokens(request.maxOutputTokens())
        .temperature(request.temperature())
        .responseFormat(format)
        .build();
  }

  private static JudgeReply reply(ChatResponse response) {
    String text = response.aiMessage().text();
    TokenUsage usage = response.tokenUsage();
    return new JudgeReply(
        text == null ? "" : text,
        end(response.finishReason()),
        response.modelName(),
        response.id(),
        tokens(usage == null ? null : usage.inputTokenCount()),
        tokens(usage == null ? null : usage.outputTokenCount()));
  }

  private static long tokens(@Nullable Integer count) {
    return count == null || count < 0 ? -1 : count;
  }

  private static End end(@Nullable FinishReason reason) {
    if (reason == FinishReason.LENGTH) {
      return End.CUT_OFF;
    }
    return reason == FinishReason.CONTENT_FILTER ? End.WITHHELD : End.WHOLE;
  }
}
