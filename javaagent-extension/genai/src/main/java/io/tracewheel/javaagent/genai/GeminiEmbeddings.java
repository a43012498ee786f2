// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests and responses of Google's {@code embedContent} and {@code batchEmbedContents}, and
 * of Vertex AI's {@code predict} with an embedding model.
 */
public final class GeminiEmbeddings {

  private GeminiEmbeddings() {}

  /**
   * @param model as the caller named it: on the wire it stands in the path
   * @param json of the request body. Provider and server are the caller's to set
   */
  public static GenAiRequest request(@Nullable String model, @Nullable String json) {
    Map<String, Object> body = Json.parseObject(json);
    GenAiRequest request = new GenAiRequest(Operation.EMBEDDINGS);
    request.set(GenAiAttributes.REQUEST_MODEL, model);
    List<Object> batch = Json.list(body, "requests");
    Map<String, Object> asked =
        !batch.isEmpty()
            ? Json.object(batch.get(0))
            : body.containsKey("parameters") ? Json.object(body, "parameters") : body;
    return request.set(
        GenAiAttributes.EMBEDDINGS_DIMENSION_COUNT, Json.integer(asked, "outputDimensionality"));
  }

  /**
   * @param json of the response body; the vectors may have been left out
   */
  public static GenAiResponse response(@Nullable String json) {
    Map<String, Object> body = Json.parseObject(json);
    List<Map<String, Object>> embeddings = new ArrayList<>();
    for (Object element : Json.list(body, "embeddings")) {
      embeddings.add(Json.object(element));
    }
    for (Object element : Json.list(body, "predictions")) {
      embeddings.add(Json.object(Json.object(element), "embeddings"));
    }
    if (body.containsKey("embedding")) {
      embeddings.add(Json.object(body, "embedding"));
    }
    GenAiResponse response = new GenAiResponse();
    long tokens = 0;
    boolean counted = false;
    for (Map<String, Object> embedding : embeddings) {
      Map<String, Object> statistics = Json.object(embedding, "statistics");
      Long count = Json.integer(statistics, "tokenCount");
      count = count == null ? Json.integer(statistics, "token_count") : count;
      tokens += count == null ? 0 : count;
      counted |= count != null;
    }
    Long prompt = Json.integer(Json.object(body, "usageMetadata"), "promptTokenCount");
    response.set(
        GenAiAttributes.USAGE_INPUT_TOKENS, prompt != null || !counted ? prompt : (Long) tokens);
    if (!embeddings.isEmpty()) {
      int dimensions = Json.list(embeddings.get(0), "values").size();
      response.set(
          GenAiAttributes.EMBEDDINGS_DIMENSION_COUNT, dimensions == 0 ? null : (long) dimensions);
    }
    return response;
  }
}
