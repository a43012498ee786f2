// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads requests and responses of Ollama's own interface, {@code /api}. */
public final class Ollama {

  private Ollama() {}

  /**
   * @param json of the body of {@code /api/chat}; what it lacks or has in another type is left out.
   *     Provider and server are the caller's to set
   */
  public static GenAiRequest chatRequest(@Nullable String json, boolean withContent) {
    Map<String, Object> body = Json.parseObject(json);
    GenAiRequest request = new GenAiRequest(Operation.CHAT);
    common(body, request);
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
   * @param json of the body of {@code /api/generate}
   */
  public static GenAiRequest completionRequest(@Nullable String json, boolean withContent) {
    Map<String, Object> body = Json.parseObject(json);
    GenAiRequest request = new GenAiRequest(Operation.TEXT_COMPLETION);
    common(body, request);
    if (withContent) {
      String system = Json.string(body, "system");
      if (system != null && !system.isEmpty()) {
        request.content(Content.SYSTEM_INSTRUCTIONS, Messages.listOf(Messages.text(system)));
      }
      List<Object> parts = parts(Json.string(body, "prompt"), Json.list(body, "images"));
      if (!parts.isEmpty()) {
        request.content(Content.INPUT_MESSAGES, Messages.listOf(Messages.message("user", parts)));
      }
    }
    return request;
  }

  /**
   * @param json of the body of {@code /api/embed}
   */
  public static GenAiRequest embeddingsRequest(@Nullable String json) {
    Map<String, Object> body = Json.parseObject(json);
    GenAiRequest request = new GenAiRequest(Operation.EMBEDDINGS);
    request.set(GenAiAttributes.REQUEST_MODEL, Json.string(body, "model"));
    return request.set(
        GenAiAttributes.EMBEDDINGS_DIMENSION_COUNT, Json.integer(body, "dimensions"));
  }

  private static void common(Map<String, Object> body, GenAiRequest request) {
    request.set(GenAiAttributes.REQUEST_MODEL, Json.string(body, "model"));
    if (!body.isEmpty() && !Boolean.FALSE.equals(body.get("stream"))) {
      request.streaming(); // what it does unless told otherwise
    }
    Object format = body.get("format");
    request.set(
        GenAiAttributes.OUTPUT_TYPE,
        "json".equals(format) || format instanceof Map ? "json" : null);
    request.set(GenAiAttributes.REQUEST_REASONING_LEVEL, Json.string(body, "think"));
    Map<String, Object> options = Json.object(body, "options");
    request.set(GenAiAttributes.REQUEST_TEMPERATURE, Json.decimal(options, "temperature"));
    request.set(GenAiAttributes.REQUEST_TOP_P, Json.decimal(options, "top_p"));
    request.set(GenAiAttributes.REQUEST_TOP_K, Json.integer(options, "top_k"));
    request.set(GenAiAttributes.REQUEST_SEED, Json.integer(options, "seed"));
    request.set(
        GenAiAttributes.REQUEST_PRESENCE_PENALTY, Json.decimal(options, "presence_penalty"));
    request.set(
        GenAiAttributes.REQUEST_FREQUENCY_PENALTY, Json.decimal(options, "frequency_penalty"));
    request.set(
        GenAiAttributes.REQUEST_STOP_SEQUENCES, OpenAiRequests.strings(options.get("stop")));
    Long longest = Json.integer(options, "num_predict");
    request.set(
        GenAiAttributes.REQUEST_MAX_TOKENS, longest != null && longest > 0 ? longest : null);
  }

  /**
   * @param json of the whole answer of {@code /api/chat} or {@code /api/generate}
   */
  public static GenAiResponse response(@Nullable String json, boolean withContent) {
    Map<String, Object> body = Json.parseObject(json);
    GenAiResponse response = new GenAiResponse();
    head(body, response);
    Map<String, Object> message =
        body.get("message") instanceof Map
            ? Json.object(body, "message")
            : completion(Json.string(body, "response"), Json.string(body, "thinking"));
    String reason = Json.string(body, "done_reason");
    if (reason != null || !message.isEmpty()) {
      answer(message, reason, withContent, response);
    }
    return response;
  }

  static void answer(
      Map<String, Object> wire,
      @Nullable String reason,
      boolean withContent,
      GenAiResponse response) {
    boolean called = !Json.list(wire, "tool_calls").isEmpty();
    String named = called && "stop".equals(reason) ? "tool_call" : reason;
    if (named != null) {
      response.finishReasons(Collections.singletonList(named));
    }
    if (withContent) {
      wire.putIfAbsent("role", "assistant");
      Map<String, Object> message = message(wire);
      message.put("finish_reason", GenAiResponse.finishReason(named));
      response.content(Content.OUTPUT_MESSAGES, Messages.listOf(message));
    }
  }

  /** What the last chunk and a whole answer tell beside the message. */
  static void head(Map<String, Object> body, GenAiResponse response) {
    response.set(GenAiAttributes.RESPONSE_MODEL, Json.string(body, "model"));
    response.usage(Json.integer(body, "prompt_eval_count"), Json.integer(body, "eval_count"));
  }

  /** The answer to a prompt, as a message. */
  static Map<String, Object> completion(@Nullable String text, @Nullable String thinking) {
    Map<String, Object> message = new LinkedHashMap<>();
    Messages.put(message, "content", text);
    Messages.put(message, "thinking", thinking);
    return message;
  }

  /**
   * @param json of the response body of {@code /api/embed}; the vectors may have been left out
   */
  public static GenAiResponse embeddingsResponse(@Nullable String json) {
    Map<String, Object> body = Json.parseObject(json);
    GenAiResponse response = new GenAiResponse();
    response.set(GenAiAttributes.RESPONSE_MODEL, Json.string(body, "model"));
    response.set(GenAiAttributes.USAGE_INPUT_TOKENS, Json.integer(body, "prompt_eval_count"));
    List<Object> vectors = Json.list(body, "embeddings");
    if (!vectors.isEmpty() && vectors.get(0) instanceof List) {
      response.set(
          GenAiAttributes.EMBEDDINGS_DIMENSION_COUNT, (long) Json.list(vectors.get(0)).size());
    }
    return response;
  }

  private static Map<String, Object> message(Map<String, Object> wire) {
    String role = Json.string(wire, "role");
    List<Object> parts = new ArrayList<>();
    String thought = Json.string(wire, "thinking");
    if (thought != null && !thought.isEmpty()) {
      parts.add(Messages.reasoning(thought));
    }
    String content = Json.string(wire, "content");
    if ("tool".equals(role)) {
      // Answers are told by the name of the tool, not by an id.
      parts.add(Messages.toolCallResponse(null, Json.parseOrText(content)));
    } else {
      parts.addAll(parts(content, Json.list(wire, "images")));
    }
    for (Object element : Json.list(wire, "tool_calls")) {
      Map<String, Object> call = Json.object(element);
      Map<String, Object> function = Json.object(call, "function");
      parts.add(
          Messages.toolCall(
              Json.string(call, "id"), Json.string(function, "name"), function.get("arguments")));
    }
    Map<String, Object> message = Messages.message(role, parts);
    Messages.put(message, "name", Json.string(wire, "tool_name"));
    return message;
  }

  private static List<Object> parts(@Nullable String text, List<Object> images) {
    List<Object> parts = new ArrayList<>();
    if (text != null && !text.isEmpty()) {
      parts.add(Messages.text(text));
    }
    for (Object image : images) {
      if (image instanceof String) {
        parts.add(Messages.blob("image", null, (String) image));
      }
    }
    return parts;
  }
}
