// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import io.tracewheel.javaagent.genai.Content;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.Messages;
import io.tracewheel.javaagent.genai.Operation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls of chat models. */
public final class ChatCalls {

  private ChatCalls() {}

  /** Starts and attaches a call on this thread. */
  public static GenAiCall start(Object model, ChatRequest request) {
    return GenAiCall.start(Layer.FRAMEWORK, request(model, request)).attach();
  }

  /** Ends a call of {@link #start} on the same thread. */
  public static void end(
      GenAiCall call, @Nullable ChatResponse response, @Nullable Throwable error) {
    call.detach();
    if (error != null) {
      call.fail(error, null);
    } else {
      call.end(response == null ? null : response(response));
    }
  }

  static GenAiRequest request(Object model, ChatRequest chat) {
    GenAiRequest request = new GenAiRequest(Operation.CHAT);
    request.provider(ModelProviders.of(model));
    request.set(GenAiAttributes.REQUEST_MODEL, chat.modelName());
    request.set(GenAiAttributes.REQUEST_TEMPERATURE, chat.temperature());
    request.set(GenAiAttributes.REQUEST_TOP_P, chat.topP());
    request.set(GenAiAttributes.REQUEST_TOP_K, number(chat.topK()));
    request.set(GenAiAttributes.REQUEST_FREQUENCY_PENALTY, chat.frequencyPenalty());
    request.set(GenAiAttributes.REQUEST_PRESENCE_PENALTY, chat.presencePenalty());
    request.set(GenAiAttributes.REQUEST_MAX_TOKENS, number(chat.maxOutputTokens()));
    request.set(GenAiAttributes.REQUEST_STOP_SEQUENCES, chat.stopSequences());
    ResponseFormat format = chat.responseFormat();
    if (format != null) {
      request.set(
          GenAiAttributes.OUTPUT_TYPE, format.type() == ResponseFormatType.JSON ? "json" : "text");
    }
    if (GenAiTelemetry.get().capturesContent()) {
      request.content(Content.INPUT_MESSAGES, LangChainMessages.of(chat.messages()));
      List<ToolSpecification> tools = chat.toolSpecifications();
      request.content(Content.TOOL_DEFINITIONS, LangChainMessages.tools(tools));
    }
    return request;
  }

  static GenAiResponse response(ChatResponse chat) {
    GenAiResponse response = new GenAiResponse();
    response.set(GenAiAttributes.RESPONSE_ID, chat.id());
    response.set(GenAiAttributes.RESPONSE_MODEL, chat.modelName());
    String reason = finishReason(chat.finishReason());
    if (reason != null) {
      response.finishReasons(List.of(reason));
    }
    if (chat.tokenUsage() != null) {
      TokenUsages.read(chat.tokenUsage(), response);
    }
    answer(chat, reason, response);
    return response;
  }

  /**
   * The last answer of a streamed agent run; its usage is the sum of its calls and not this one's.
   */
  static GenAiResponse agentResponse(ChatResponse chat) {
    GenAiResponse response = new GenAiResponse();
    String reason = finishReason(chat.finishReason());
    if (reason != null) {
      response.finishReasons(List.of(reason));
    }
    answer(chat, reason, response);
    return response;
  }

  private static void answer(ChatResponse chat, @Nullable String reason, GenAiResponse response) {
    AiMessage answer = chat.aiMessage();
    if (answer != null && GenAiTelemetry.get().capturesContent()) {
      Map<String, Object> message = Messages.message("assistant", LangChainMessages.parts(answer));
      if (reason != null) {
        message.put("finish_reason", reason);
      }
      response.content(Content.OUTPUT_MESSAGES, Messages.listOf(message));
    }
  }

  private static @Nullable String finishReason(@Nullable FinishReason reason) {
    if (reason == null) {
      return null;
    }
    return reason == FinishReason.TOOL_EXECUTION
        ? "tool_call"
        : reason.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable Long number(@Nullable Integer value) {
    return value == null ? null : (Long) value.longValue();
  }
}
