// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads requests and responses of Cohere's {@code /v2}. */
public final class Cohere {

  private Cohere() {}

  /**
   * @param json of the body of {@code /v2/chat}; what it lacks or has in another type is left out.
   *     Provider and server are the caller's to set
   */
  public static GenAiRequest chatRequest(@Nullable String json, boolean withContent) {
    Map<String, Object> body = Json.parseObject(json);
    GenAiRequest request = new GenAiRequest(Operation.CHAT);
    request.set(GenAiAttributes.REQUEST_MODEL, Json.string(body, "model"));
    request.set(
        GenAiAttributes.REQUEST_STREAM, Boolean.TRUE.equals(body.get("stream")) ? true : null);
    request.set(GenAiAttributes.REQUEST_MAX_TOKENS, Json.integer(body, "max_tokens"));
    request.set(GenAiAttributes.REQUEST_TEMPERATURE, Json.decimal(body, "temperature"));
    request.set(GenAiAttributes.REQUEST_TOP_P, Json.decimal(body, "p"));
    request.set(GenAiAttributes.REQUEST_TOP_K, Json.integer(body, "k"));
    request.set(GenAiAttributes.REQUEST_SEED, Json.integer(body, "seed"));
    request.set(GenAiAttributes.REQUEST_FREQUENCY_PENALTY, Json.decimal(body, "frequency_penalty"));
    request.set(GenAiAttributes.REQUEST_PRESENCE_PENALTY, Json.decimal(body, "presence_penalty"));
    request.set(
        GenAiAttributes.REQUEST_STOP_SEQUENCES, OpenAiRequests.strings(body.get("stop_sequences")));
    request.set(
        GenAiAttributes.OUTPUT_TYPE,
        OpenAiRequests.outputType(Json.string(Json.object(body, "response_format"), "type")));
    if (withContent) {
      List<Object> messages = new ArrayList<>();
      for (Object message : Json.list(body, "messages")) {
        messages.add(OpenAiChat.message(asOpenAi(Json.object(message))));
      }
      request.content(Content.INPUT_MESSAGES, messages);
      request.content(
          Content.TOOL_DEFINITIONS, OpenAiRequests.toolDefinitions(Json.list(body, "tools")));
    }
    return request;
  }

  /**
   * @param json of the response body of {@code /v2/chat}
   */
  public static GenAiResponse chatResponse(@Nullable String json, boolean withContent) {
    Map<String, Object> body = Json.parseObject(json);
    GenAiResponse response = new GenAiResponse();
    response.set(GenAiAttributes.RESPONSE_ID, Json.string(body, "id"));
    usage(Json.object(body, "usage"), response);
    String reason = Json.string(body, "finish_reason");
    if (reason != null || body.get("message") instanceof Map) {
      answer(Json.object(body, "message"), reason, withContent, response);
    }
    return response;
  }

  static void answer(
      Map<String, Object> message,
      @Nullable String reason,
      boolean withContent,
      GenAiResponse response) {
    String named = finishReason(reason);
    response.finishReasons(Collections.singletonList(named));
    if (withContent) {
      response.content(
          Content.OUTPUT_MESSAGES,
          Messages.listOf(OpenAiChat.outputMessage(asOpenAi(message), named)));
    }
  }

  /** What was billed, and only without it what was consumed. */
  static void usage(Map<String, Object> usage, GenAiResponse response) {
    for (String kind : new String[] {"tokens", "billed_units"}) {
      Map<String, Object> counts = Json.object(usage, kind);
      response.usage(Json.integer(counts, "input_tokens"), Json.integer(counts, "output_tokens"));
    }
    response.set(GenAiAttributes.USAGE_CACHE_READ, Json.integer(usage, "cached_tokens"));
  }

  private static @Nullable String finishReason(@Nullable String reason) {
    if (reason == null) {
      return null;
    }
    switch (reason) {
      case "COMPLETE":
      case "STOP_SEQUENCE":
        return "stop";
      case "MAX_TOKENS":
        return "length";
      default:
        return reason.toLowerCase(Locale.ROOT);
    }
  }

  /** A message is like OpenAI's, but for the plan that a model makes before it calls tools. */
  private static Map<String, Object> asOpenAi(Map<String, Object> wire) {
    String plan = Json.string(wire, "tool_plan");
    if (plan == null || plan.isEmpty()) {
      return wire;
    }
    Map<String, Object> message = new LinkedHashMap<>(wire);
    message.put("reasoning_content", plan);
    return message;
  }

  /**
   * @param json of the body of {@code /v2/embed}
   */
  public static GenAiRequest embeddingsRequest(@Nullable String json) {
    Map<String, Object> body = Json.parseObject(json);
    GenAiRequest request = new GenAiRequest(Operation.EMBEDDINGS);
    request.set(GenAiAttributes.REQUEST_MODEL, Json.string(body, "model"));
    request.set(GenAiAttributes.EMBEDDINGS_DIMENSION_COUNT, Json.integer(body, "output_dimension"));
    return request.set(
        GenAiAttributes.REQUEST_ENCODING_FORMATS,
        OpenAiRequests.strings(body.get("embedding_types")));
  }

  /**
   * @param json of the response body of {@code /v2/embed}; the vectors may have been left out
   */
  public static GenAiResponse embeddingsResponse(@Nullable String json) {
    Map<String, Object> body = Json.parseObject(json);
    GenAiResponse response = new GenAiResponse();
    response.set(GenAiAttributes.RESPONSE_ID, Json.string(body, "id"));
    response.set(
        GenAiAttributes.USAGE_INPUT_TOKENS,
        Json.integer(Json.object(Json.object(body, "meta"), "billed_units"), "input_tokens"));
    // By type; only of whole numbers is a vector as long as it has dimensions.
    Map<String, Object> byType = Json.object(body, "embeddings");
    for (String type : new String[] {"float", "int8", "uint8"}) {
      List<Object> vectors = Json.list(byType, type);
      if (!vectors.isEmpty() && vectors.get(0) instanceof List) {
        response.set(
            GenAiAttributes.EMBEDDINGS_DIMENSION_COUNT, (long) Json.list(vectors.get(0)).size());
      }
    }
    return response;
  }

  /**
   * @param json of the body of {@code /v2/rerank}
   */
  public static GenAiRequest rerankRequest(@Nullable String json, boolean withContent) {
    Map<String, Object> body = Json.parseObject(json);
    GenAiRequest request = new GenAiRequest(Operation.RETRIEVAL);
    request.set(GenAiAttributes.REQUEST_MODEL, Json.string(body, "model"));
    request.set(GenAiAttributes.RETRIEVAL_TOP_K, Json.integer(body, "top_n"));
    if (withContent) {
      request.content(Content.RETRIEVAL_QUERY, Json.string(body, "query"));
    }
    return request;
  }

  /**
   * @param json of the response body of {@code /v2/rerank}, which tells documents by their place in
   *     the request
   */
  public static GenAiResponse rerankResponse(@Nullable String json, boolean withContent) {
    Map<String, Object> body = Json.parseObject(json);
    GenAiResponse response = new GenAiResponse();
    response.set(GenAiAttributes.RESPONSE_ID, Json.string(body, "id"));
    if (withContent) {
      List<Object> documents = new ArrayList<>();
      for (Object element : Json.list(body, "results")) {
        Map<String, Object> result = Json.object(element);
        Map<String, Object> document = new LinkedHashMap<>();
        Long index = Json.integer(result, "index");
        Messages.put(document, "id", index == null ? null : index.toString());
        Messages.put(document, "score", Json.decimal(result, "relevance_score"));
        documents.add(document);
      }
      response.content(Content.RETRIEVAL_DOCUMENTS, documents);
    }
    return response;
  }
}
