// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import io.tracewheel.javaagent.genai.AnthropicMessages;
import io.tracewheel.javaagent.genai.AnthropicMessagesStream;
import io.tracewheel.javaagent.genai.ChunkDecoder;
import io.tracewheel.javaagent.genai.Cohere;
import io.tracewheel.javaagent.genai.CohereStream;
import io.tracewheel.javaagent.genai.GeminiContents;
import io.tracewheel.javaagent.genai.GeminiStream;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Ollama;
import io.tracewheel.javaagent.genai.OllamaStream;
import io.tracewheel.javaagent.genai.OpenAiChat;
import io.tracewheel.javaagent.genai.OpenAiChatStream;
import io.tracewheel.javaagent.genai.OpenAiEmbeddings;
import io.tracewheel.javaagent.genai.OpenAiResponses;
import io.tracewheel.javaagent.genai.OpenAiResponsesStream;
import io.tracewheel.javaagent.genai.Operation;
import io.tracewheel.javaagent.genai.Providers;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A kind of model call, told by the end of its path; it decides who reads the bodies. */
final class Endpoint {

  private static final String OLLAMA = "ollama";
  private static final String COHERE = "cohere";
  private static final String MODEL = "\"model\"";

  /**
   * The first one whose path fits counts. Many an application has paths of its own that end like
   * some of these; their bodies name no model.
   */
  private static final Endpoint[] ALL = {
    new Endpoint(
            Operation.CHAT,
            Providers.OPENAI,
            OpenAiChat::request,
            OpenAiChat::response,
            OpenAiChatStream::new)
        .at("/chat/completions")
        .with("messages")
        .unmistakable(),
    new Endpoint(
            Operation.CHAT,
            Providers.OPENAI,
            OpenAiResponses::request,
            OpenAiResponses::response,
            OpenAiResponsesStream::new)
        .at("/responses")
        .with("model", "input"),
    new Endpoint(
            Operation.CHAT,
            Providers.ANTHROPIC,
            AnthropicMessages::request,
            AnthropicMessages::response,
            AnthropicMessagesStream::new)
        .at("/v1/messages")
        .with("messages")
        .unmistakable(),
    new Endpoint(
            Operation.GENERATE_CONTENT,
            Providers.GEMINI,
            (json, withContent) -> GeminiContents.request(null, json, withContent),
            GeminiContents::response,
            GeminiStream::new)
        .at(":generateContent", ":streamGenerateContent")
        .with("contents")
        .unmistakable(),
    new Endpoint(
            Operation.EMBEDDINGS,
            Providers.OPENAI,
            (json, withContent) -> OpenAiEmbeddings.request(json),
            (json, withContent) -> OpenAiEmbeddings.response(json),
            null)
        .at("/embeddings")
        .with("model", "input"),
    new Endpoint(Operation.CHAT, OLLAMA, Ollama::chatRequest, Ollama::response, OllamaStream::new)
        .at("/api/chat")
        .with("model", "messages"),
    new Endpoint(
            Operation.TEXT_COMPLETION,
            OLLAMA,
            Ollama::completionRequest,
            Ollama::response,
            OllamaStream::new)
        .at("/api/generate")
        .with("model", "prompt"),
    new Endpoint(
            Operation.EMBEDDINGS,
            OLLAMA,
            (json, withContent) -> Ollama.embeddingsRequest(json),
            (json, withContent) -> Ollama.embeddingsResponse(json),
            null)
        .at("/api/embed")
        .with("model", "input"),
    new Endpoint(
            Operation.CHAT, COHERE, Cohere::chatRequest, Cohere::chatResponse, CohereStream::new)
        .at("/v2/chat")
        .with("model", "messages"),
    new Endpoint(
            Operation.EMBEDDINGS,
            COHERE,
            (json, withContent) -> Cohere.embeddingsRequest(json),
            (json, withContent) -> Cohere.embeddingsResponse(json),
            null)
        .at("/v2/embed")
        .with("model", "input_type"),
    new Endpoint(Operation.RETRIEVAL, COHERE, Cohere::rerankRequest, Cohere::rerankResponse, null)
        .at("/v2/rerank")
        .with("model", "query", "documents"),
  };

  final Operation operation;
  private final String provider;
  private final BiFunction<String, Boolean, GenAiRequest> requests;
  private final BiFunction<String, Boolean, GenAiResponse> responses;
  private final @Nullable Function<GenAiTelemetry, ChunkDecoder> chunks;
  private String[] pathEnds = {};
  private String[] bodyMembers = {};
  private boolean unmistakable;

  /**
   * @param provider whose format it is; reported for servers that nothing else is known of
   * @param chunks {@code null} if answers never come in chunks
   */
  private Endpoint(
      Operation operation,
      String provider,
      BiFunction<String, Boolean, GenAiRequest> requests,
      BiFunction<String, Boolean, GenAiResponse> responses,
      @Nullable Function<GenAiTelemetry, ChunkDecoder> chunks) {
    this.operation = operation;
    this.provider = provider;
    this.requests = requests;
    this.responses = responses;
    this.chunks = chunks;
  }

  /** Path ends that begin at the border of a segment, or of a method on it. */
  private Endpoint at(String... pathEnds) {
    this.pathEnds = pathEnds;
    return this;
  }

  /** Members that every request has; the model may be named by the path instead. */
  private Endpoint with(String... bodyMembers) {
    this.bodyMembers = bodyMembers.clone();
    for (int i = 0; i < bodyMembers.length; i++) {
      this.bodyMembers[i] = '"' + bodyMembers[i] + '"'; // as they stand in the JSON text
    }
    return this;
  }

  private Endpoint unmistakable() {
    unmistakable = true;
    return this;
  }

  /** All that an application's other requests cost. {@code null} if the path is no model's. */
  static @Nullable Endpoint of(String method, @Nullable String path) {
    if (path != null && method.equals("POST")) {
      for (Endpoint each : ALL) {
        for (String end : each.pathEnds) {
          if (path.endsWith(end)) {
            return each;
          }
        }
      }
    }
    return null;
  }

  /**
   * Whether the path alone is proof enough, where the body cannot be seen before it is sent: many a
   * path could be anybody's.
   */
  boolean isUnmistakable() {
    return unmistakable;
  }

  /** Whether a body with its path could be a request of this kind. */
  boolean fits(String body, String path) {
    for (String member : bodyMembers) {
      if (!body.contains(member) && !(member.equals(MODEL) && modelIn(path) != null)) {
        return false;
      }
    }
    return true;
  }

  /**
   * @param body {@code null} if it is not known, yet or at all
   */
  GenAiRequest request(@Nullable String body, String url, String path, boolean withContent) {
    GenAiRequest request = requests.apply(body == null ? "" : body, withContent);
    request.setIfAbsent(GenAiAttributes.REQUEST_MODEL, modelIn(path));
    return Providers.describe(request, url, provider);
  }

  GenAiResponse response(String body, boolean withContent) {
    return responses.apply(body, withContent);
  }

  @Nullable ChunkDecoder chunks(GenAiTelemetry telemetry) {
    return chunks == null ? null : chunks.apply(telemetry);
  }

  /** Some servers take the model's name from the path. */
  static @Nullable String modelIn(String path) {
    for (String before : new String[] {"/deployments/", "/models/"}) {
      int from = path.indexOf(before);
      if (from >= 0) {
        String rest = path.substring(from + before.length());
        int end = 0;
        while (end < rest.length() && rest.charAt(end) != '/' && rest.charAt(end) != ':') {
          end++;
        }
        return rest.substring(0, end);
      }
    }
    return null;
  }
}
