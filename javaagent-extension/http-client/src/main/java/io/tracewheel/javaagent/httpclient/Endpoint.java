// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import io.tracewheel.javaagent.genai.AnthropicMessages;
import io.tracewheel.javaagent.genai.AnthropicMessagesStream;
import io.tracewheel.javaagent.genai.ChunkDecoder;
import io.tracewheel.javaagent.genai.GeminiContents;
import io.tracewheel.javaagent.genai.GeminiStream;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
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

  /** The first one that fits counts. */
  private static final Endpoint[] ALL = {
    new Endpoint(
        "/chat/completions",
        "\"messages\"",
        Operation.CHAT,
        Providers.OPENAI,
        OpenAiChat::request,
        OpenAiChat::response,
        OpenAiChatStream::new),
    new Endpoint(
        "/responses",
        "\"input\"",
        Operation.CHAT,
        Providers.OPENAI,
        OpenAiResponses::request,
        OpenAiResponses::response,
        OpenAiResponsesStream::new),
    new Endpoint(
        "/v1/messages",
        "\"messages\"",
        Operation.CHAT,
        "anthropic",
        AnthropicMessages::request,
        AnthropicMessages::response,
        AnthropicMessagesStream::new),
    new Endpoint(
        ":generateContent",
        "\"contents\"",
        Operation.GENERATE_CONTENT,
        "gcp.gemini",
        (json, withContent) -> GeminiContents.request(null, json, withContent),
        GeminiContents::response,
        null),
    new Endpoint(
        ":streamGenerateContent",
        "\"contents\"",
        Operation.GENERATE_CONTENT,
        "gcp.gemini",
        (json, withContent) -> GeminiContents.request(null, json, withContent),
        GeminiContents::response,
        GeminiStream::new),
    new Endpoint(
        "/embeddings",
        "\"input\"",
        Operation.EMBEDDINGS,
        Providers.OPENAI,
        (json, withContent) -> OpenAiEmbeddings.request(json),
        (json, withContent) -> OpenAiEmbeddings.response(json),
        null),
  };

  final Operation operation;
  private final String pathEnd;
  private final String bodyMember;
  private final String provider;
  private final BiFunction<String, Boolean, GenAiRequest> requests;
  private final BiFunction<String, Boolean, GenAiResponse> responses;
  private final @Nullable Function<GenAiTelemetry, ChunkDecoder> chunks;

  /**
   * @param pathEnd begins at the border of a segment, or of a method on it
   * @param bodyMember what every such request holds, as it stands in the JSON text
   * @param provider whose format it is; reported for servers that nothing else is known of
   * @param chunks {@code null} if answers never come in chunks
   */
  private Endpoint(
      String pathEnd,
      String bodyMember,
      Operation operation,
      String provider,
      BiFunction<String, Boolean, GenAiRequest> requests,
      BiFunction<String, Boolean, GenAiResponse> responses,
      @Nullable Function<GenAiTelemetry, ChunkDecoder> chunks) {
    this.pathEnd = pathEnd;
    this.bodyMember = bodyMember;
    this.operation = operation;
    this.provider = provider;
    this.requests = requests;
    this.responses = responses;
    this.chunks = chunks;
  }

  /** All that an application's other requests cost. {@code null} if the path is no model's. */
  static @Nullable Endpoint of(String method, @Nullable String path) {
    if (path != null && method.equals("POST")) {
      for (Endpoint each : ALL) {
        if (path.endsWith(each.pathEnd)) {
          return each;
        }
      }
    }
    return null;
  }

  /**
   * Whether the path alone is proof enough, where the body cannot be seen before it is sent: one
   * segment could be anybody's.
   */
  boolean isUnmistakable() {
    return pathEnd.indexOf('/', 1) > 0 || pathEnd.indexOf(':') >= 0;
  }

  boolean fits(String body) {
    return body.contains(bodyMember);
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
