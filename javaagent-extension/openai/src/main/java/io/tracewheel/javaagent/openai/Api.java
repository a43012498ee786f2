// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.openai;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import io.tracewheel.javaagent.genai.ChunkDecoder;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.OpenAiChat;
import io.tracewheel.javaagent.genai.OpenAiChatStream;
import io.tracewheel.javaagent.genai.OpenAiEmbeddings;
import io.tracewheel.javaagent.genai.OpenAiResponses;
import io.tracewheel.javaagent.genai.OpenAiResponsesStream;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints, each with its way from the library's objects to wire JSON and on to the decoder,
 * or past both where the objects are plain. The library's typed getters are not used: they throw
 * where a provider leaves a field out.
 */
enum Api {
  CHAT_COMPLETIONS,
  RESPONSES,
  EMBEDDINGS;

  /** The endpoint that takes these parameters, or {@code null} if it is none that is traced. */
  static @Nullable Api of(Object params) {
    if (params instanceof ChatCompletionCreateParams) {
      return CHAT_COMPLETIONS;
    }
    if (params instanceof ResponseCreateParams) {
      return RESPONSES;
    }
    return params instanceof EmbeddingCreateParams ? EMBEDDINGS : null;
  }

  GenAiRequest request(Object params, JsonMapper mapper, GenAiTelemetry telemetry) {
    boolean withContent = telemetry.capturesContent();
    switch (this) {
      case CHAT_COMPLETIONS:
        GenAiRequest plain =
            withContent ? null : PlainChat.request((ChatCompletionCreateParams) params);
        if (plain != null) {
          return plain;
        }
        return OpenAiChat.request(
            WireJson.write(mapper, ((ChatCompletionCreateParams) params)._body(), withContent),
            withContent);
      case RESPONSES:
        return OpenAiResponses.request(
            WireJson.write(mapper, ((ResponseCreateParams) params)._body(), withContent),
            withContent);
      default:
        return OpenAiEmbeddings.request(
            WireJson.write(mapper, ((EmbeddingCreateParams) params)._body(), withContent));
    }
  }

  GenAiResponse response(Object answer, JsonMapper mapper, GenAiTelemetry telemetry) {
    boolean withContent = telemetry.capturesContent();
    switch (this) {
      case CHAT_COMPLETIONS:
        GenAiResponse plain =
            withContent || !(answer instanceof ChatCompletion)
                ? null
                : PlainChat.response((ChatCompletion) answer);
        if (plain != null) {
          return plain;
        }
        return OpenAiChat.response(WireJson.write(mapper, answer, withContent), withContent);
      case RESPONSES:
        return OpenAiResponses.response(WireJson.write(mapper, answer, withContent), withContent);
      default:
        return OpenAiEmbeddings.response(withoutVectors((CreateEmbeddingResponse) answer, mapper));
    }
  }

  ChunkDecoder chunks(GenAiTelemetry telemetry) {
    return this == RESPONSES
        ? new OpenAiResponsesStream(telemetry)
        : new OpenAiChatStream(telemetry);
  }

  /** Thousands of vectors would take longer to write than the call took. */
  private static String withoutVectors(CreateEmbeddingResponse answer, JsonMapper mapper) {
    return "{\"model\":"
        + WireJson.write(mapper, answer._model(), true)
        + ",\"usage\":"
        + WireJson.write(mapper, answer._usage(), true)
        + "}";
  }
}
