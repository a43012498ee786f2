// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what goes through Amazon Bedrock's InvokeModel: each vendor's own bodies. Which vendor's is
 * told by the members that only its bodies have, because the ids of inference profiles, provisioned
 * and imported models do not name one.
 */
public final class BedrockInvoke {

  private BedrockInvoke() {}

  /**
   * @param model as the caller named it: on the wire it stands in the path
   * @param json of the request body. Provider and server are the caller's to set
   * @return {@code null} for what is no text model, such as the making of images or the ranking of
   *     documents
   */
  public static @Nullable GenAiRequest request(
      @Nullable String model, @Nullable String json, boolean withContent) {
    Map<String, Object> body = Json.parseObject(json);
    GenAiRequest request;
    if (BedrockTexts.isEmbedding(model, body)) {
      request = BedrockTexts.embeddings(body);
    } else if (body.isEmpty()) {
      request = new GenAiRequest(Operation.CHAT); // not readable; the model is known all the same
    } else if (body.get("messages") instanceof List) {
      request = chat(body, withContent);
    } else if (BedrockTexts.isPrompt(body)) {
      request = BedrockTexts.request(body, withContent);
    } else {
      return null;
    }
    request.facts.remove(GenAiAttributes.REQUEST_STREAM); // the method says it, not the body
    return request.set(GenAiAttributes.REQUEST_MODEL, model);
  }

  private static GenAiRequest chat(Map<String, Object> body, boolean withContent) {
    if (body.containsKey("anthropic_version")) {
      return AnthropicMessages.request(body, withContent);
    }
    return isConverse(body)
        ? BedrockConverse.request(null, body, withContent)
        : OpenAiChat.request(body, withContent);
  }

  /** Amazon's Nova: content is always a list of blocks without a {@code type}. */
  private static boolean isConverse(Map<String, Object> body) {
    if (body.containsKey("inferenceConfig") || body.containsKey("schemaVersion")) {
      return true;
    }
    Map<String, Object> first = firstOf(Json.list(body, "messages"));
    List<Object> content = Json.list(first, "content");
    return !content.isEmpty() && !firstOf(content).containsKey("type");
  }

  /**
   * @param json of the response body
   * @param inputTokens what the response's headers say, for vendors whose bodies do not
   * @param outputTokens as above
   */
  public static GenAiResponse response(
      @Nullable String json,
      @Nullable Long inputTokens,
      @Nullable Long outputTokens,
      boolean withContent) {
    Map<String, Object> body = Json.parseObject(json);
    GenAiResponse response;
    if (body.get("choices") instanceof List) {
      namedAsOpenAi(body);
      response = OpenAiChat.response(body, withContent);
    } else if (Json.object(body, "output").containsKey("message")) {
      response = BedrockConverse.response(body, withContent);
    } else if (body.get("content") instanceof List) {
      response = AnthropicMessages.response(body, withContent);
    } else if (BedrockTexts.isEmbedded(body)) {
      return withCounts(BedrockTexts.embedded(body), inputTokens, null);
    } else {
      response = BedrockTexts.response(body, withContent);
    }
    return withCounts(response, inputTokens, outputTokens);
  }

  static GenAiResponse withCounts(
      GenAiResponse response, @Nullable Long inputTokens, @Nullable Long outputTokens) {
    if (!response.facts.containsKey(GenAiAttributes.USAGE_INPUT_TOKENS)) {
      response.set(GenAiAttributes.USAGE_INPUT_TOKENS, inputTokens);
    }
    if (!response.facts.containsKey(GenAiAttributes.USAGE_OUTPUT_TOKENS)) {
      response.set(GenAiAttributes.USAGE_OUTPUT_TOKENS, outputTokens);
    }
    return response;
  }

  /**
   * Mistral calls a choice's reason {@code stop_reason}; DeepSeek-R1 gives a text where others give
   * a message.
   */
  static void namedAsOpenAi(Map<String, Object> body) {
    for (Object element : Json.list(body, "choices")) {
      Map<String, Object> choice = Json.object(element);
      String reason = Json.string(choice, "finish_reason");
      reason = reason == null ? Json.string(choice, "stop_reason") : reason;
      Messages.put(choice, "finish_reason", BedrockConverse.finishReason(reason));
      String text = Json.string(choice, "text");
      if (text != null && !choice.containsKey("message") && !choice.containsKey("delta")) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("content", text);
        choice.put("message", message);
        choice.put("delta", message);
      } else if (choice.containsKey("message") && !choice.containsKey("delta")) {
        choice.put("delta", choice.get("message")); // Mistral's chunks
      }
    }
  }

  private static Map<String, Object> firstOf(List<Object> list) {
    return Json.object(list.isEmpty() ? null : list.get(0));
  }
}
