// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests and responses of OpenAI's {@code /chat/completions}, which many other providers
 * speak too.
 */
public final class OpenAiChat {

  private OpenAiChat() {}

  /**
   * @param json of the request body; what it lacks or has in another type is left out. Provider and
   *     server are the caller's to set
   */
  public static GenAiRequest request(@Nullable String json, boolean withContent) {
    return request(Json.parseObject(json), withContent);
  }

  static GenAiRequest request(Map<String, Object> body, boolean withContent) {
    GenAiRequest request = new GenAiRequest(Operation.CHAT);
    OpenAiRequests.common(body, request);
    request.set(GenAiAttributes.OPENAI_API_TYPE, "chat_completions");
    Long maxTokens = Json.integer(body, "max_completion_tokens");
    request.set(
        GenAiAttributes.REQUEST_MAX_TOKENS,
        maxTokens != null ? maxTokens : Json.integer(body, "max_tokens"));
    request.set(GenAiAttributes.REQUEST_FREQUENCY_PENALTY, Json.decimal(body, "frequency_penalty"));
    request.set(GenAiAttributes.REQUEST_PRESENCE_PENALTY, Json.decimal(body, "presence_penalty"));
    Long seed = Json.integer(body, "seed");
    request.set(
        GenAiAttributes.REQUEST_SEED,
        seed != null ? seed : Json.integer(body, "random_seed")); // Mistral's name
    Long choices = Json.integer(body, "n");
    request.set(
        GenAiAttributes.REQUEST_CHOICE_COUNT, choices != null && choices != 1 ? choices : null);
    request.set(GenAiAttributes.REQUEST_STOP_SEQUENCES, OpenAiRequests.strings(body.get("stop")));
    request.set(GenAiAttributes.REQUEST_REASONING_LEVEL, Json.string(body, "reasoning_effort"));
    request.set(
        GenAiAttributes.OUTPUT_TYPE,
        OpenAiRequests.outputType(Json.string(Json.object(body, "response_format"), "type")));
    if (withContent) {
      List<Object> messages = new ArrayList<>();
      for (Object message : Json.list(body, "messages")) {
        messages.add(message(Json.object(message)));
      }
      request.content(Content.INPUT_MESSAGES, messages);
      request.content(
          Content.TOOL_DEFINITIONS, OpenAiRequests.toolDefinitions(Json.list(body, "tools")));
    }
    return request;
  }

  /**
   * @param json of the response body
   */
  public static GenAiResponse response(@Nullable String json, boolean withContent) {
    return response(Json.parseObject(json), withContent);
  }

  static GenAiResponse response(Map<String, Object> body, boolean withContent) {
    GenAiResponse response = new GenAiResponse();
    head(body, response);
    List<@Nullable String> reasons = new ArrayList<>();
    List<Object> messages = new ArrayList<>();
    for (Object element : Json.list(body, "choices")) {
      Map<String, Object> choice = Json.object(element);
      String reason = Json.string(choice, "finish_reason");
      reasons.add(reason);
      if (withContent) {
        messages.add(outputMessage(Json.object(choice, "message"), reason));
      }
    }
    return response.finishReasons(reasons).content(Content.OUTPUT_MESSAGES, messages);
  }

  /** What responses and chunks have in common. */
  static void head(Map<String, Object> body, GenAiResponse response) {
    response.set(GenAiAttributes.RESPONSE_ID, Json.string(body, "id"));
    response.set(GenAiAttributes.RESPONSE_MODEL, Json.string(body, "model"));
    response.set(GenAiAttributes.OPENAI_RESPONSE_SERVICE_TIER, Json.string(body, "service_tier"));
    response.set(
        GenAiAttributes.OPENAI_RESPONSE_SYSTEM_FINGERPRINT,
        Json.string(body, "system_fingerprint"));
    OpenAiUsage.read(Json.object(body, "usage"), response);
  }

  static Map<String, Object> outputMessage(
      Map<String, Object> wire, @Nullable String finishReason) {
    if (wire.get("role") == null) {
      wire.put("role", "assistant");
    }
    Map<String, Object> message = message(wire);
    message.put("finish_reason", GenAiResponse.finishReason(finishReason));
    return message;
  }

  static Map<String, Object> message(Map<String, Object> wire) {
    String role = Json.string(wire, "role");
    List<Object> parts = new ArrayList<>();
    String thought = Json.string(wire, "reasoning_content");
    if (thought != null && !thought.isEmpty()) {
      parts.add(Messages.reasoning(thought));
    }
    Object content = wire.get("content");
    if ("tool".equals(role) || "function".equals(role)) {
      parts.add(Messages.toolCallResponse(Json.string(wire, "tool_call_id"), toolResult(content)));
    } else {
      OpenAiRequests.contentParts(content, parts);
    }
    String refusal = Json.string(wire, "refusal");
    if (refusal != null) {
      parts.add(Messages.part("refusal", "content", refusal));
    }
    for (Object element : Json.list(wire, "tool_calls")) {
      Map<String, Object> call = Json.object(element);
      Map<String, Object> function =
          Json.object(call, call.containsKey("custom") ? "custom" : "function");
      String arguments = Json.string(function, call.containsKey("custom") ? "input" : "arguments");
      parts.add(
          Messages.toolCall(
              Json.string(call, "id"), Json.string(function, "name"), Json.parseOrText(arguments)));
    }
    Map<String, Object> legacyCall = Json.object(wire, "function_call");
    if (!legacyCall.isEmpty()) {
      parts.add(
          Messages.toolCall(
              null,
              Json.string(legacyCall, "name"),
              Json.parseOrText(Json.string(legacyCall, "arguments"))));
    }
    Map<String, Object> message = Messages.message("function".equals(role) ? "tool" : role, parts);
    Messages.put(message, "name", Json.string(wire, "name"));
    return message;
  }

  private static @Nullable Object toolResult(@Nullable Object content) {
    if (content instanceof String) {
      return Json.parseOrText((String) content);
    }
    List<Object> parts = new ArrayList<>();
    OpenAiRequests.contentParts(content, parts);
    return parts;
  }
}
