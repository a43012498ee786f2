// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests, responses and errors of Anthropic's {@code /v1/messages}, in its stable and its
 * beta form.
 */
public final class AnthropicMessages {

  private AnthropicMessages() {}

  /**
   * @param json of the request body; what it lacks or has in another type is left out. Provider and
   *     server are the caller's to set
   */
  public static GenAiRequest request(@Nullable String json, boolean withContent) {
    return request(Json.parseObject(json), withContent);
  }

  static GenAiRequest request(Map<String, Object> body, boolean withContent) {
    GenAiRequest request = new GenAiRequest(Operation.CHAT);
    request.set(GenAiAttributes.REQUEST_MODEL, Json.string(body, "model"));
    request.set(GenAiAttributes.REQUEST_MAX_TOKENS, Json.integer(body, "max_tokens"));
    request.set(GenAiAttributes.REQUEST_TEMPERATURE, Json.decimal(body, "temperature"));
    request.set(GenAiAttributes.REQUEST_TOP_P, Json.decimal(body, "top_p"));
    request.set(GenAiAttributes.REQUEST_TOP_K, Json.integer(body, "top_k"));
    request.set(GenAiAttributes.REQUEST_STOP_SEQUENCES, strings(body, "stop_sequences"));
    request.set(
        GenAiAttributes.REQUEST_STREAM, Boolean.TRUE.equals(body.get("stream")) ? true : null);
    Map<String, Object> output = Json.object(body, "output_config");
    request.set(GenAiAttributes.REQUEST_REASONING_LEVEL, Json.string(output, "effort"));
    request.set(GenAiAttributes.OUTPUT_TYPE, outputType(body, output));
    if (withContent) {
      request.content(Content.SYSTEM_INSTRUCTIONS, AnthropicContent.parts(body.get("system")));
      List<Object> messages = new ArrayList<>();
      for (Object message : Json.list(body, "messages")) {
        messages.add(AnthropicContent.message(Json.object(message)));
      }
      request.content(Content.INPUT_MESSAGES, messages);
      request.content(
          Content.TOOL_DEFINITIONS, AnthropicContent.toolDefinitions(Json.list(body, "tools")));
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
    if ("error".equals(body.get("type"))) {
      String type = errorType(body);
      return response.failed(type == null ? "_OTHER" : type);
    }
    head(body, response);
    usage(Json.object(body, "usage"), response);
    if (body.containsKey("content") || body.containsKey("stop_reason")) {
      String reason = finishReason(Json.string(body, "stop_reason"));
      response.finishReasons(reasons(reason));
      if (withContent) {
        response.content(
            Content.OUTPUT_MESSAGES,
            Messages.listOf(outputMessage(AnthropicContent.parts(body.get("content")), reason)));
      }
    }
    return response;
  }

  /**
   * The type that an error body names, such as {@code overloaded_error}; {@code null} if it names
   * none that is fit for an attribute.
   *
   * @param json of the body of a failed call or of an {@code error} event
   */
  public static @Nullable String errorType(@Nullable String json) {
    return errorType(Json.parseObject(json));
  }

  private static @Nullable String errorType(Map<String, Object> body) {
    String type = Json.string(Json.object(body, "error"), "type");
    return type != null && type.matches("[A-Za-z0-9_.-]{1,64}") ? type : null;
  }

  /** What responses and the first event of a stream have in common. */
  static void head(Map<String, Object> message, GenAiResponse response) {
    response.set(GenAiAttributes.RESPONSE_ID, Json.string(message, "id"));
    response.set(GenAiAttributes.RESPONSE_MODEL, Json.string(message, "model"));
  }

  /** Anthropic counts what it read from and wrote to its cache apart from the rest of the input. */
  static void usage(Map<String, Object> usage, GenAiResponse response) {
    Long input = Json.integer(usage, "input_tokens");
    Long cacheRead = Json.integer(usage, "cache_read_input_tokens");
    Long cacheWrite = Json.integer(usage, "cache_creation_input_tokens");
    response.usage(
        input == null ? null : input + orZero(cacheRead) + orZero(cacheWrite),
        Json.integer(usage, "output_tokens"));
    response.set(GenAiAttributes.USAGE_CACHE_READ, cacheRead);
    response.set(GenAiAttributes.USAGE_CACHE_WRITE, cacheWrite);
    response.set(
        GenAiAttributes.USAGE_REASONING,
        Json.integer(Json.object(usage, "output_tokens_details"), "thinking_tokens"));
  }

  /** The convention's name of a stop reason; others, such as {@code pause_turn}, stay. */
  static @Nullable String finishReason(@Nullable String stopReason) {
    if (stopReason == null) {
      return null;
    }
    switch (stopReason) {
      case "end_turn":
      case "stop_sequence":
        return "stop";
      case "refusal":
        return "content_filter";
      case "model_context_window_exceeded":
        return "length";
      default:
        return GenAiResponse.finishReason(stopReason);
    }
  }

  static Map<String, Object> outputMessage(List<Object> parts, @Nullable String reason) {
    Map<String, Object> message = Messages.message("assistant", parts);
    message.put("finish_reason", GenAiResponse.finishReason(reason));
    return message;
  }

  /** There is one choice, always. */
  static List<@Nullable String> reasons(@Nullable String reason) {
    List<@Nullable String> reasons = new ArrayList<>();
    reasons.add(reason);
    return reasons;
  }

  private static @Nullable String outputType(
      Map<String, Object> body, Map<String, Object> outputConfig) {
    Object format = outputConfig.get("format");
    String type =
        Json.string(Json.object(format == null ? body.get("output_format") : format), "type");
    return type != null && type.startsWith("json") ? "json" : null;
  }

  private static long orZero(@Nullable Long tokens) {
    return tokens == null ? 0 : tokens;
  }

  private static List<String> strings(Map<String, Object> body, String name) {
    List<String> strings = new ArrayList<>();
    for (Object element : Json.list(body, name)) {
      if (element instanceof String) {
        strings.add((String) element);
      }
    }
    return strings;
  }
}
