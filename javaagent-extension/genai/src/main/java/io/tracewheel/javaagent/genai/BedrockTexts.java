// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of Bedrock's models that take a text and give one (Amazon Titan, Meta Llama, Mistral,
 * Cohere, AI21, DeepSeek, Anthropic before its messages), and of its embedding models. They differ
 * in names only, so the names are what this class knows.
 */
final class BedrockTexts {

  private BedrockTexts() {}

  static boolean isPrompt(Map<String, Object> body) {
    return body.get("prompt") instanceof String
        || body.get("inputText") instanceof String
        || body.get("message") instanceof String;
  }

  static GenAiRequest request(Map<String, Object> body, boolean withContent) {
    boolean chat = body.containsKey("message"); // Cohere Command R
    GenAiRequest request = new GenAiRequest(chat ? Operation.CHAT : Operation.TEXT_COMPLETION);
    Map<String, Object> config =
        body.containsKey("textGenerationConfig") ? Json.object(body, "textGenerationConfig") : body;
    request.set(
        GenAiAttributes.REQUEST_MAX_TOKENS,
        integer(
            config,
            "max_tokens",
            "max_gen_len",
            "max_tokens_to_sample",
            "maxTokens",
            "maxTokenCount",
            "max_completion_tokens"));
    request.set(GenAiAttributes.REQUEST_TEMPERATURE, Json.decimal(config, "temperature"));
    request.set(GenAiAttributes.REQUEST_TOP_P, decimal(config, "top_p", "topP", "p"));
    request.set(GenAiAttributes.REQUEST_TOP_K, integer(config, "top_k", "topK", "k"));
    request.set(
        GenAiAttributes.REQUEST_FREQUENCY_PENALTY, Json.decimal(config, "frequency_penalty"));
    request.set(GenAiAttributes.REQUEST_PRESENCE_PENALTY, Json.decimal(config, "presence_penalty"));
    request.set(GenAiAttributes.REQUEST_SEED, Json.integer(config, "seed"));
    Long choices = integer(config, "num_generations", "numResults");
    request.set(
        GenAiAttributes.REQUEST_CHOICE_COUNT, choices != null && choices != 1 ? choices : null);
    for (String name : new String[] {"stop", "stop_sequences", "stopSequences"}) {
      request.setIfAbsent(GenAiAttributes.REQUEST_STOP_SEQUENCES, strings(config.get(name)));
    }
    if (withContent) {
      content(body, request);
    }
    return request;
  }

  private static void content(Map<String, Object> body, GenAiRequest request) {
    String preamble = Json.string(body, "preamble");
    if (preamble != null) {
      request.content(Content.SYSTEM_INSTRUCTIONS, Messages.listOf(Messages.text(preamble)));
    }
    List<Object> messages = new ArrayList<>();
    for (Object element : Json.list(body, "chat_history")) {
      Map<String, Object> turn = Json.object(element);
      String role = Json.string(turn, "role");
      messages.add(
          Messages.message(
              "CHATBOT".equals(role)
                  ? "assistant"
                  : role == null ? null : role.toLowerCase(Locale.ROOT),
              orEmpty(Json.string(turn, "message"))));
    }
    messages.add(Messages.message("user", orEmpty(string(body, "prompt", "inputText", "message"))));
    for (Object element : Json.list(body, "tool_results")) {
      Map<String, Object> result = Json.object(element);
      messages.add(
          Messages.message(
              "tool", Messages.listOf(Messages.toolCallResponse(null, result.get("outputs")))));
    }
    request.content(Content.INPUT_MESSAGES, messages);
    List<Object> tools = new ArrayList<>();
    for (Object element : Json.list(body, "tools")) {
      Map<String, Object> tool = Json.object(element);
      tools.add(
          Messages.function(
              Json.string(tool, "name"),
              Json.string(tool, "description"),
              tool.get("parameter_definitions")));
    }
    request.content(Content.TOOL_DEFINITIONS, tools);
  }

  static GenAiResponse response(Map<String, Object> body, boolean withContent) {
    GenAiResponse response = new GenAiResponse();
    response.set(GenAiAttributes.RESPONSE_ID, string(body, "response_id", "id"));
    response.set(GenAiAttributes.RESPONSE_MODEL, Json.string(body, "model"));
    List<@Nullable String> reasons = new ArrayList<>();
    List<Object> messages = new ArrayList<>();
    long output = 0;
    for (Map<String, Object> choice : choices(body)) {
      String reason = BedrockConverse.finishReason(reason(choice));
      reasons.add(reason);
      Long tokens = Json.integer(choice, "tokenCount");
      output += tokens == null ? 0 : tokens;
      if (withContent) {
        messages.add(BedrockConverse.outputMessage(parts(choice, text(choice)), reason));
      }
    }
    Long counted = outputTokens(body);
    response.usage(inputTokens(body), counted != null || output == 0 ? counted : (Long) output);
    return response.finishReasons(reasons).content(Content.OUTPUT_MESSAGES, messages);
  }

  /** The answers in a body or a chunk: those of a list, or the body itself if it holds one. */
  static List<Map<String, Object>> choices(Map<String, Object> body) {
    List<Map<String, Object>> choices = new ArrayList<>();
    for (String name : new String[] {"results", "outputs", "generations", "completions"}) {
      for (Object element : Json.list(body, name)) {
        choices.add(Json.object(element));
      }
    }
    if (choices.isEmpty() && (text(body) != null || reason(body) != null)) {
      choices.add(body);
    }
    return choices;
  }

  static @Nullable String text(Map<String, Object> choice) {
    String text = string(choice, "outputText", "generation", "text", "completion");
    return text == null ? Json.string(Json.object(choice, "data"), "text") : text;
  }

  static @Nullable String reason(Map<String, Object> choice) {
    String reason = string(choice, "completionReason", "stop_reason", "finish_reason");
    return reason == null ? Json.string(Json.object(choice, "finishReason"), "reason") : reason;
  }

  /** The text, then the calls that Cohere's models want made. */
  static List<Object> parts(Map<String, Object> choice, @Nullable String text) {
    List<Object> parts = new ArrayList<>();
    if (text != null && !text.isEmpty()) {
      parts.add(Messages.text(text));
    }
    for (Object element : Json.list(choice, "tool_calls")) {
      Map<String, Object> call = Json.object(element);
      parts.add(
          Messages.toolCall(
              Json.string(call, "id"), Json.string(call, "name"), call.get("parameters")));
    }
    return parts;
  }

  static @Nullable Long inputTokens(Map<String, Object> body) {
    Long tokens = integer(body, "inputTextTokenCount", "prompt_token_count");
    if (tokens != null) {
      return tokens;
    }
    List<Object> prompt = Json.list(Json.object(body, "prompt"), "tokens"); // AI21's
    return prompt.isEmpty()
        ? Json.integer(Json.object(body, "usage"), "inputTokens")
        : (Long) (long) prompt.size();
  }

  static @Nullable Long outputTokens(Map<String, Object> body) {
    Long tokens = integer(body, "totalOutputTextTokenCount", "generation_token_count");
    return tokens == null ? Json.integer(Json.object(body, "usage"), "outputTokens") : tokens;
  }

  static boolean isEmbedding(@Nullable String model, Map<String, Object> body) {
    String task = Json.string(body, "taskType");
    return (model != null && model.contains("embed"))
        || body.containsKey("embeddingConfig")
        || (body.containsKey("texts") && body.containsKey("input_type"))
        || (body.containsKey("inputText") && body.containsKey("normalize"))
        || (task != null && task.endsWith("_EMBEDDING"));
  }

  static GenAiRequest embeddings(Map<String, Object> body) {
    GenAiRequest request = new GenAiRequest(Operation.EMBEDDINGS);
    Long dimensions = integer(body, "dimensions", "output_dimension");
    if (dimensions == null) {
      dimensions = Json.integer(Json.object(body, "embeddingConfig"), "outputEmbeddingLength");
    }
    if (dimensions == null) {
      dimensions = Json.integer(Json.object(body, "singleEmbeddingParams"), "embeddingDimension");
    }
    request.set(GenAiAttributes.EMBEDDINGS_DIMENSION_COUNT, dimensions);
    request.set(GenAiAttributes.REQUEST_ENCODING_FORMATS, strings(body.get("embeddingTypes")));
    return request.setIfAbsent(
        GenAiAttributes.REQUEST_ENCODING_FORMATS, strings(body.get("embedding_types")));
  }

  static boolean isEmbedded(Map<String, Object> body) {
    return body.containsKey("embedding")
        || body.containsKey("embeddings")
        || body.containsKey("embeddingsByType");
  }

  static GenAiResponse embedded(Map<String, Object> body) {
    GenAiResponse response = new GenAiResponse();
    response.set(GenAiAttributes.RESPONSE_ID, Json.string(body, "id"));
    response.set(GenAiAttributes.USAGE_INPUT_TOKENS, inputTokens(body));
    for (String name : new String[] {"embedding", "embeddings", "embeddingsByType"}) {
      long size = vectorSize(body.get(name), 4);
      if (size > 0) {
        return response.set(GenAiAttributes.EMBEDDINGS_DIMENSION_COUNT, size);
      }
    }
    return response;
  }

  /** The length of the first list of numbers, however it is wrapped; 0 if there is none. */
  private static long vectorSize(@Nullable Object tree, int depth) {
    if (tree instanceof Map) {
      Map<String, Object> named = Json.object(tree);
      for (String name : new String[] {"float", "embedding", "int8", "uint8"}) {
        if (named.containsKey(name)) {
          return depth == 0 ? 0 : vectorSize(named.get(name), depth - 1);
        }
      }
      return 0;
    }
    List<Object> list = Json.list(tree);
    if (list.isEmpty()) {
      return 0;
    }
    return list.get(0) instanceof Number
        ? list.size()
        : depth == 0 ? 0 : vectorSize(list.get(0), depth - 1);
  }

  /** The strings of a list; a single string counts as a list of one. */
  static List<String> strings(@Nullable Object tree) {
    List<String> strings = new ArrayList<>();
    for (Object element : tree instanceof String ? Messages.listOf(tree) : Json.list(tree)) {
      if (element instanceof String) {
        strings.add((String) element);
      }
    }
    return strings;
  }

  private static @Nullable Long integer(Map<String, Object> body, String... names) {
    for (String name : names) {
      Long value = Json.integer(body, name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private static @Nullable Double decimal(Map<String, Object> body, String... names) {
    for (String name : names) {
      Double value = Json.decimal(body, name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private static @Nullable String string(Map<String, Object> body, String... names) {
    for (String name : names) {
      String value = Json.string(body, name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
