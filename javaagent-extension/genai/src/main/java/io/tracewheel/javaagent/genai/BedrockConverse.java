// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests and responses of Amazon Bedrock's Converse, the form that all its models share.
 * Amazon's Nova models speak it in {@code InvokeModel} too.
 */
public final class BedrockConverse {

  private BedrockConverse() {}

  /**
   * @param model as the caller named it: on the wire it stands in the path
   * @param json of the request body; what it lacks or has in another type is left out. Provider and
   *     server are the caller's to set
   */
  public static GenAiRequest request(
      @Nullable String model, @Nullable String json, boolean withContent) {
    return request(model, Json.parseObject(json), withContent);
  }

  static GenAiRequest request(
      @Nullable String model, Map<String, Object> body, boolean withContent) {
    GenAiRequest request = new GenAiRequest(Operation.CHAT);
    request.set(GenAiAttributes.REQUEST_MODEL, model);
    Map<String, Object> inference = Json.object(body, "inferenceConfig");
    Long maxTokens = Json.integer(inference, "maxTokens");
    request.set(
        GenAiAttributes.REQUEST_MAX_TOKENS,
        maxTokens != null ? maxTokens : Json.integer(inference, "max_new_tokens"));
    request.set(GenAiAttributes.REQUEST_TEMPERATURE, Json.decimal(inference, "temperature"));
    request.set(GenAiAttributes.REQUEST_TOP_P, Json.decimal(inference, "topP"));
    request.set(GenAiAttributes.REQUEST_TOP_K, Json.integer(inference, "topK"));
    request.set(
        GenAiAttributes.REQUEST_STOP_SEQUENCES,
        BedrockTexts.strings(inference.get("stopSequences")));
    additional(Json.object(body, "additionalModelRequestFields"), request);
    String format =
        Json.string(Json.object(Json.object(body, "outputConfig"), "textFormat"), "type");
    request.set(
        GenAiAttributes.OUTPUT_TYPE, format != null && format.startsWith("json") ? "json" : null);
    request.set(
        GenAiAttributes.BEDROCK_GUARDRAIL_ID,
        Json.string(Json.object(body, "guardrailConfig"), "guardrailIdentifier"));
    if (withContent) {
      request.content(Content.SYSTEM_INSTRUCTIONS, BedrockContent.parts(Json.list(body, "system")));
      List<Object> messages = new ArrayList<>();
      for (Object message : Json.list(body, "messages")) {
        messages.add(BedrockContent.message(Json.object(message)));
      }
      request.content(Content.INPUT_MESSAGES, messages);
      request.content(
          Content.TOOL_DEFINITIONS,
          BedrockContent.toolDefinitions(Json.list(Json.object(body, "toolConfig"), "tools")));
    }
    return request;
  }

  /** What only some models take goes to them as it is, under the names that they gave it. */
  private static void additional(Map<String, Object> fields, GenAiRequest request) {
    Long topK = Json.integer(fields, "top_k");
    if (topK == null) {
      topK = Json.integer(Json.object(fields, "inferenceConfig"), "topK");
    }
    request.setIfAbsent(GenAiAttributes.REQUEST_TOP_K, topK);
    String effort = Json.string(fields, "reasoning_effort");
    if (effort == null) {
      effort = Json.string(Json.object(fields, "output_config"), "effort");
    }
    if (effort == null) {
      effort = Json.string(Json.object(fields, "reasoningConfig"), "maxReasoningEffort");
    }
    request.set(GenAiAttributes.REQUEST_REASONING_LEVEL, effort);
  }

  /**
   * @param json of the response body
   */
  public static GenAiResponse response(@Nullable String json, boolean withContent) {
    return response(Json.parseObject(json), withContent);
  }

  static GenAiResponse response(Map<String, Object> body, boolean withContent) {
    GenAiResponse response = new GenAiResponse();
    usage(Json.object(body, "usage"), response);
    invokedModel(body, response);
    Map<String, Object> message = Json.object(Json.object(body, "output"), "message");
    String reason = finishReason(Json.string(body, "stopReason"));
    if (reason != null || !message.isEmpty()) {
      response.finishReasons(Collections.singletonList(reason));
      if (withContent) {
        response.content(
            Content.OUTPUT_MESSAGES,
            Messages.listOf(
                outputMessage(BedrockContent.parts(Json.list(message, "content")), reason)));
      }
    }
    return response;
  }

  /** The model that a prompt router chose. */
  static void invokedModel(Map<String, Object> body, GenAiResponse response) {
    Map<String, Object> router = Json.object(Json.object(body, "trace"), "promptRouter");
    response.set(GenAiAttributes.RESPONSE_MODEL, Json.string(router, "invokedModelId"));
  }

  /** Bedrock counts what it read from and wrote to its cache apart from the rest of the input. */
  static void usage(Map<String, Object> usage, GenAiResponse response) {
    Long cacheRead = firstCount(usage, "cacheReadInputTokens", "cacheReadInputTokenCount");
    Long cacheWrite = firstCount(usage, "cacheWriteInputTokens", "cacheWriteInputTokenCount");
    usage(
        firstCount(usage, "inputTokens", "inputTokenCount"),
        firstCount(usage, "outputTokens", "outputTokenCount"),
        cacheRead,
        cacheWrite,
        response);
  }

  static void usage(
      @Nullable Long input,
      @Nullable Long output,
      @Nullable Long cacheRead,
      @Nullable Long cacheWrite,
      GenAiResponse response) {
    response.usage(input == null ? null : input + orZero(cacheRead) + orZero(cacheWrite), output);
    response.set(GenAiAttributes.USAGE_CACHE_READ, cacheRead);
    response.set(GenAiAttributes.USAGE_CACHE_WRITE, cacheWrite);
  }

  private static @Nullable Long firstCount(Map<String, Object> usage, String one, String other) {
    Long count = Json.integer(usage, one);
    return count == null ? Json.integer(usage, other) : count;
  }

  private static long orZero(@Nullable Long tokens) {
    return tokens == null ? 0 : tokens;
  }

  static Map<String, Object> outputMessage(List<Object> parts, @Nullable String reason) {
    Map<String, Object> message = Messages.message("assistant", parts);
    message.put("finish_reason", GenAiResponse.finishReason(reason));
    return message;
  }

  /** The convention's name of a stop reason of any of Bedrock's models; others stay. */
  static @Nullable String finishReason(@Nullable String stopReason) {
    if (stopReason == null || stopReason.isEmpty()) {
      return null;
    }
    switch (stopReason.toLowerCase(Locale.ROOT)) {
      case "end_turn":
      case "stop_sequence":
      case "stop":
      case "finish":
      case "finished":
      case "complete":
      case "stop_criteria_met":
      case "endoftext":
        return "stop";
      case "max_tokens":
      case "length":
      case "error_limit":
      case "model_context_window_exceeded":
        return "length";
      case "guardrail_intervened":
      case "content_filtered":
      case "content_filter":
      case "error_toxic":
      case "refusal":
        return "content_filter";
      case "malformed_model_output":
      case "malformed_tool_use":
      case "error":
        return "error";
      default:
        return GenAiResponse.finishReason(stopReason);
    }
  }
}
