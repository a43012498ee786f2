// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests and responses of Google's {@code generateContent}, as the Gemini API and Vertex AI
 * speak it.
 */
public final class GeminiContents {

  private GeminiContents() {}

  /**
   * @param model as the caller named it: on the wire it stands in the path, not in the body
   * @param json of the request body; what it lacks or has in another type is left out. Provider and
   *     server are the caller's to set
   */
  public static GenAiRequest request(
      @Nullable String model, @Nullable String json, boolean withContent) {
    Map<String, Object> body = Json.parseObject(json);
    Map<String, Object> config = Json.object(body, "generationConfig");
    GenAiRequest request = new GenAiRequest(Operation.GENERATE_CONTENT);
    request.set(GenAiAttributes.REQUEST_MODEL, model);
    request.set(GenAiAttributes.REQUEST_TEMPERATURE, Json.decimal(config, "temperature"));
    request.set(GenAiAttributes.REQUEST_TOP_P, Json.decimal(config, "topP"));
    request.set(GenAiAttributes.REQUEST_TOP_K, Json.integer(config, "topK"));
    request.set(GenAiAttributes.REQUEST_MAX_TOKENS, Json.integer(config, "maxOutputTokens"));
    request.set(
        GenAiAttributes.REQUEST_FREQUENCY_PENALTY, Json.decimal(config, "frequencyPenalty"));
    request.set(GenAiAttributes.REQUEST_PRESENCE_PENALTY, Json.decimal(config, "presencePenalty"));
    request.set(GenAiAttributes.REQUEST_SEED, Json.integer(config, "seed"));
    request.set(
        GenAiAttributes.REQUEST_STOP_SEQUENCES, strings(Json.list(config, "stopSequences")));
    Long candidates = Json.integer(config, "candidateCount");
    request.set(
        GenAiAttributes.REQUEST_CHOICE_COUNT,
        candidates != null && candidates != 1 ? candidates : null);
    String level = Json.string(Json.object(config, "thinkingConfig"), "thinkingLevel");
    request.set(
        GenAiAttributes.REQUEST_REASONING_LEVEL,
        level == null ? null : level.toLowerCase(Locale.ROOT));
    request.set(GenAiAttributes.OUTPUT_TYPE, outputType(config));
    if (withContent) {
      request.content(
          Content.SYSTEM_INSTRUCTIONS, GeminiParts.parts(body.get("systemInstruction")));
      List<Object> messages = new ArrayList<>();
      for (Object content : Json.list(body, "contents")) {
        messages.add(GeminiParts.message(Json.object(content)));
      }
      request.content(Content.INPUT_MESSAGES, messages);
      request.content(
          Content.TOOL_DEFINITIONS, GeminiParts.toolDefinitions(Json.list(body, "tools")));
    }
    return request;
  }

  /**
   * @param json of the response body
   */
  public static GenAiResponse response(@Nullable String json, boolean withContent) {
    Map<String, Object> body = Json.parseObject(json);
    GenAiResponse response = new GenAiResponse();
    head(body, response);
    List<@Nullable String> reasons = new ArrayList<>();
    List<Object> messages = new ArrayList<>();
    for (Object element : Json.list(body, "candidates")) {
      Map<String, Object> candidate = Json.object(element);
      List<Object> parts = Json.list(Json.object(candidate, "content"), "parts");
      String reason =
          finishReason(Json.string(candidate, "finishReason"), GeminiParts.haveCall(parts));
      reasons.add(reason);
      if (withContent) {
        messages.add(outputMessage(GeminiParts.parts(parts), reason));
      }
    }
    if (reasons.isEmpty() && blocked(body)) {
      reasons.add("content_filter");
    }
    return response.finishReasons(reasons).content(Content.OUTPUT_MESSAGES, messages);
  }

  /** What responses and chunks have in common. */
  static void head(Map<String, Object> body, GenAiResponse response) {
    response.set(GenAiAttributes.RESPONSE_ID, Json.string(body, "responseId"));
    response.set(GenAiAttributes.RESPONSE_MODEL, Json.string(body, "modelVersion"));
    Map<String, Object> usage = Json.object(body, "usageMetadata");
    Long thoughts = Json.integer(usage, "thoughtsTokenCount");
    // Cached tokens are among the prompt's; tool use and thoughts are counted apart.
    response.usage(
        sum(
            Json.integer(usage, "promptTokenCount"),
            Json.integer(usage, "toolUsePromptTokenCount")),
        sum(Json.integer(usage, "candidatesTokenCount"), thoughts));
    response.set(GenAiAttributes.USAGE_CACHE_READ, Json.integer(usage, "cachedContentTokenCount"));
    response.set(GenAiAttributes.USAGE_REASONING, thoughts);
    Map<String, Object> error = Json.object(body, "error");
    if (!error.isEmpty()) {
      String status = Json.string(error, "status");
      Long code = Json.integer(error, "code");
      response.failed(status != null ? status : code != null ? code.toString() : "_OTHER");
    }
  }

  /** Whether the prompt was refused, in which case there are no candidates. */
  static boolean blocked(Map<String, Object> body) {
    return Json.string(Json.object(body, "promptFeedback"), "blockReason") != null;
  }

  static Map<String, Object> outputMessage(List<Object> parts, @Nullable String finishReason) {
    Map<String, Object> message = Messages.message("assistant", parts);
    message.put("finish_reason", GenAiResponse.finishReason(finishReason));
    return message;
  }

  /**
   * The convention's name of a finish reason; other reasons in lower case.
   *
   * @param called whether the candidate calls a tool; the wire says {@code STOP} for that too
   */
  static @Nullable String finishReason(@Nullable String reason, boolean called) {
    if (reason == null) {
      return null;
    }
    switch (reason) {
      case "STOP":
        return called ? "tool_call" : "stop";
      case "MAX_TOKENS":
        return "length";
      case "SAFETY":
      case "RECITATION":
      case "LANGUAGE":
      case "BLOCKLIST":
      case "PROHIBITED_CONTENT":
      case "SPII":
      case "MODEL_ARMOR":
      case "IMAGE_SAFETY":
      case "IMAGE_PROHIBITED_CONTENT":
      case "IMAGE_RECITATION":
        return "content_filter";
      case "MALFORMED_FUNCTION_CALL":
      case "UNEXPECTED_TOOL_CALL":
        return "error";
      default:
        return reason.toLowerCase(Locale.ROOT);
    }
  }

  private static @Nullable String outputType(Map<String, Object> config) {
    List<Object> modalities = Json.list(config, "responseModalities");
    if (modalities.contains("IMAGE")) {
      return "image";
    }
    if (modalities.contains("AUDIO")) {
      return "speech";
    }
    String type = Json.string(config, "responseMimeType");
    if (type == null) {
      return null;
    }
    return type.equals("application/json") ? "json" : type.startsWith("text/") ? "text" : null;
  }

  private static @Nullable Long sum(@Nullable Long one, @Nullable Long other) {
    return one == null ? other : other == null ? one : (Long) (one + other);
  }

  private static List<String> strings(List<Object> elements) {
    List<String> strings = new ArrayList<>();
    for (Object element : elements) {
      if (element instanceof String) {
        strings.add((String) element);
      }
    }
    return strings;
  }
}
