// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import io.tracewheel.javaagent.genai.Json;
import io.tracewheel.javaagent.genai.Messages;
import io.tracewheel.javaagent.genai.OptionalGetter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** LangChain4j's messages and tool specifications as the trees of the GenAI conventions. */
final class LangChainMessages {

  private LangChainMessages() {}

  /** The system message stays where it is: LangChain4j sends it as one of the messages. */
  static List<Object> of(@Nullable List<ChatMessage> messages) {
    List<Object> trees = new ArrayList<>();
    if (messages != null) {
      for (ChatMessage message : messages) {
        trees.add(of(message));
      }
    }
    return trees;
  }

  private static Map<String, Object> of(ChatMessage message) {
    if (message instanceof SystemMessage system) {
      return Messages.message("system", system.text());
    }
    if (message instanceof UserMessage user) {
      List<Object> parts = new ArrayList<>();
      for (Content content : user.contents()) {
        parts.add(part(content));
      }
      Map<String, Object> tree = Messages.message("user", parts);
      if (user.name() != null) {
        tree.put("name", user.name());
      }
      return tree;
    }
    if (message instanceof AiMessage answer) {
      return Messages.message("assistant", parts(answer));
    }
    if (message instanceof ToolExecutionResultMessage result) {
      // A result of several contents has no text, and asking for it throws.
      Object text = OptionalGetter.get(result, "text");
      Object response =
          text instanceof String single
              ? Json.parseOrText(single)
              : String.valueOf(OptionalGetter.get(result, "contents"));
      return Messages.message(
          "tool", Messages.listOf(Messages.toolCallResponse(result.id(), response)));
    }
    return Messages.message(
        String.valueOf(message.type()).toLowerCase(Locale.ROOT),
        Messages.listOf(Messages.text(message.toString())));
  }

  private static Object part(Content content) {
    if (content instanceof TextContent text) {
      return Messages.text(text.text());
    }
    if (content instanceof ImageContent image) {
      return image(image.image());
    }
    Map<String, Object> part = new LinkedHashMap<>();
    part.put("type", String.valueOf(content.type()).toLowerCase(Locale.ROOT));
    return part;
  }

  private static Object image(Image image) {
    return image.url() != null
        ? Messages.media("image", image.url().toString())
        : Messages.blob(
            "image", image.mimeType(), image.base64Data() == null ? "" : image.base64Data());
  }

  static List<Object> parts(AiMessage answer) {
    List<Object> parts = new ArrayList<>();
    String thought = OptionalGetter.text(answer, "thinking");
    if (thought != null && !thought.isEmpty()) {
      parts.add(Messages.reasoning(thought));
    }
    if (answer.text() != null && !answer.text().isEmpty()) {
      parts.add(Messages.text(answer.text()));
    }
    if (answer.hasToolExecutionRequests()) {
      for (ToolExecutionRequest call : answer.toolExecutionRequests()) {
        parts.add(Messages.toolCall(call.id(), call.name(), Json.parseOrText(call.arguments())));
      }
    }
    return parts;
  }

  static List<Object> tools(@Nullable List<ToolSpecification> specifications) {
    List<Object> tools = new ArrayList<>();
    if (specifications != null) {
      for (ToolSpecification tool : specifications) {
        tools.add(
            Messages.function(
                tool.name(),
                tool.description(),
                tool.parameters() == null
                    ? null
                    : JsonSchemaElementUtils.toMap(tool.parameters())));
      }
    }
    return tools;
  }
}
