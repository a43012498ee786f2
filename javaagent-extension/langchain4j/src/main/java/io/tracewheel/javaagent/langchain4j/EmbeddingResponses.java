// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import io.tracewheel.javaagent.genai.GenAiCall;
import org.jspecify.annotations.Nullable;

/** Answers of embedding models in versions where these are more than a list. */
public final class EmbeddingResponses {

  private EmbeddingResponses() {}

  /** Ends a call of {@link EmbeddingCalls#start} on the same thread. */
  public static void end(
      GenAiCall call, @Nullable EmbeddingResponse response, @Nullable Throwable error) {
    EmbeddingCalls.end(
        call,
        response == null ? null : response.modelName(),
        response == null ? null : response.embeddings(),
        response == null ? null : response.tokenUsage(),
        error);
  }
}
