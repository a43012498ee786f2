// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads requests and responses of OpenAI's {@code /embeddings}. */
public final class OpenAiEmbeddings {

  private OpenAiEmbeddings() {}

  /**
   * @param json of the request body. Provider and server are the caller's to set
   */
  public static GenAiRequest request(@Nullable String json) {
    Map<String, Object> body = Json.parseObject(json);
    GenAiRequest request = new GenAiRequest(Operation.EMBEDDINGS);
    request.set(GenAiAttributes.REQUEST_MODEL, Json.string(body, "model"));
    Long dimensions = Json.integer(body, "dimensions");
    request.set(
        GenAiAttributes.EMBEDDINGS_DIMENSION_COUNT,
        dimensions != null ? dimensions : Json.integer(body, "output_dimension")); // Mistral's
    String format = Json.string(body, "encoding_format");
    request.set(
        GenAiAttributes.REQUEST_ENCODING_FORMATS,
        format == null ? null : Collections.singletonList(format));
    return request;
  }

  /**
   * @param json of the response body; the vectors may have been left out
   */
  public static GenAiResponse response(@Nullable String json) {
    Map<String, Object> body = Json.parseObject(json);
    GenAiResponse response = new GenAiResponse();
    response.set(GenAiAttributes.RESPONSE_MODEL, Json.string(body, "model"));
    response.set(
        GenAiAttributes.USAGE_INPUT_TOKENS,
        Json.integer(Json.object(body, "usage"), "prompt_tokens"));
    List<Object> vectors = Json.list(body, "data");
    if (!vectors.isEmpty()) {
      response.set(
          GenAiAttributes.EMBEDDINGS_DIMENSION_COUNT,
          dimensions(Json.object(vectors.get(0)).get("embedding")));
    }
    return response;
  }

  private static @Nullable Long dimensions(@Nullable Object vector) {
    if (vector instanceof List) {
      return (long) ((List<?>) vector).size();
    }
    if (vector instanceof String) {
      try {
        return Base64.getDecoder().decode((String) vector).length / 4L; // 32 bit floats
      } catch (IllegalArgumentException notBase64) {
        return null;
      }
    }
    return null;
  }
}
