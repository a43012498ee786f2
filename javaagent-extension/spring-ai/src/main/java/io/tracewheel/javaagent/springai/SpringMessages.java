// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import io.tracewheel.javaagent.genai.Content;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Json;
import io.tracewheel.javaagent.genai.Messages;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.content.Media;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;

/** Spring AI's messages and tools as the trees of the GenAI conventions. */
final class SpringMessages {

  /** Longer media are named but not written out. */
  private static final int MAX_MEDIA_BYTES = 1 << 20;

  private SpringMessages() {}

  /** The system message stays where it is: Spring AI hands it over as one of the messages. */
  static List<Object> of(@Nullable List<Message> messages) {
    List<Object> trees = new ArrayList<>();
    if (messages != null) {
      for (Message message : messages) {
        trees.add(of(message));
      }
    }
    return trees;
  }

  private static Map<String, Object> of(Message message) {
    if (message instanceof AssistantMessage answer) {
      return Messages.message("assistant", parts(answer));
    }
    List<Object> parts = new ArrayList<>();
    if (message instanceof ToolResponseMessage results) {
      for (ToolResponseMessage.ToolResponse result : results.getResponses()) {
        parts.add(
            Messages.toolCallResponse(
                result.id(),
                result.responseData() == null ? null : Json.parseOrText(result.responseData())));
      }
      return Messages.message("tool", parts);
    }
    if (message.getText() != null) {
      parts.add(Messages.text(message.getText()));
    }
    if (message instanceof UserMessage user && user.getMedia() != null) {
      user.getMedia().forEach(media -> parts.add(part(media)));
    }
    return Messages.message(
        String.valueOf(message.getMessageType()).toLowerCase(Locale.ROOT), parts);
  }

  private static Object part(Media media) {
    String modality = media.getMimeType().getType();
    Object data = media.getData();
    if (data instanceof String url) {
      return Messages.media(modality, url);
    }
    if (data instanceof byte[] bytes && bytes.length <= MAX_MEDIA_BYTES) {
      return Messages.blob(
          modality, media.getMimeType().toString(), Base64.getEncoder().encodeToString(bytes));
    }
    Map<String, Object> part = new LinkedHashMap<>();
    part.put("type", modality);
    return part;
  }

  private static List<Object> parts(AssistantMessage answer) {
    List<Object> parts = new ArrayList<>();
    if (answer.getText() != null && !answer.getText().isEmpty()) {
      parts.add(Messages.text(answer.getText()));
    }
    if (answer.getToolCalls() != null) {
      for (AssistantMessage.ToolCall call : answer.getToolCalls()) {
        parts.add(
            Messages.toolCall(
                call.id(),
                call.name(),
                call.arguments() == null ? null : Json.parseOrText(call.arguments())));
      }
    }
    return parts;
  }

  static List<Object> tools(@Nullable ChatOptions options) {
    List<Object> tools = new ArrayList<>();
    if (options instanceof ToolCallingChatOptions calling && calling.getToolCallbacks() != null) {
      for (ToolCallback tool : calling.getToolCallbacks()) {
        ToolDefinition definition = tool.getToolDefinition();
        tools.add(
            Messages.function(
                definition.name(),
                definition.description(),
                definition.inputSchema() == null
                    ? null
                    : Json.parseOrText(definition.inputSchema())));
      }
    }
    return tools;
  }

  /** Sets what a model or an agent answered: reasons and, where wanted, messages. */
  static void answer(ChatResponse answer, GenAiResponse response) {
    boolean withContent = GenAiTelemetry.get().capturesContent();
    List<@Nullable String> reasons = new ArrayList<>();
    List<Object> messages = new ArrayList<>();
    for (Generation generation : answer.getResults()) {
      String reason = reason(generation);
      if (reason != null) {
        reasons.add(reason);
      }
      if (withContent && generation.getOutput() != null) {
        Map<String, Object> message = Messages.message("assistant", parts(generation.getOutput()));
        if (reason != null) {
          message.put("finish_reason", GenAiResponse.finishReason(reason));
        }
        messages.add(message);
      }
    }
    response.finishReasons(reasons);
    response.content(Content.OUTPUT_MESSAGES, messages);
  }

  private static @Nullable String reason(Generation generation) {
    String reason =
        generation.getMetadata() == null ? null : generation.getMetadata().getFinishReason();
    return reason == null || reason.isEmpty() ? null : reason.toLowerCase(Locale.ROOT);
  }
}
