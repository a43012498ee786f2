// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.EmbeddingResponseMetadata;
import org.springframework.ai.embedding.observation.EmbeddingModelObservationContext;

/** A call of an embedding model. */
final class EmbeddingRecorder implements Recorder {

  private final EmbeddingModelObservationContext observed;

  EmbeddingRecorder(EmbeddingModelObservationContext observed) {
    this.observed = observed;
  }

  @Override
  public GenAiRequest request(boolean streaming) {
    GenAiRequest request =
        new GenAiRequest(Operation.EMBEDDINGS)
            .provider(ModelProviders.of(observed.getOperationMetadata().provider()));
    EmbeddingOptions options = observed.getRequest().getOptions();
    if (options != null) {
      request.set(GenAiAttributes.REQUEST_MODEL, options.getModel());
    }
    return request;
  }

  @Override
  public GenAiResponse response(@Nullable Object result) {
    GenAiResponse response = new GenAiResponse();
    EmbeddingResponse answer = observed.getResponse();
    if (answer == null) {
      return response;
    }
    EmbeddingResponseMetadata metadata = answer.getMetadata();
    if (metadata != null) {
      response.set(GenAiAttributes.RESPONSE_MODEL, metadata.getModel());
      Integer tokens = metadata.getUsage() == null ? null : metadata.getUsage().getPromptTokens();
      if (tokens != null && tokens > 0) {
        response.set(GenAiAttributes.USAGE_INPUT_TOKENS, tokens.longValue());
      }
    }
    List<Embedding> embeddings = answer.getResults();
    if (embeddings != null && !embeddings.isEmpty() && embeddings.get(0).getOutput() != null) {
      response.set(
          GenAiAttributes.EMBEDDINGS_DIMENSION_COUNT, (long) embeddings.get(0).getOutput().length);
    }
    return response;
  }
}
