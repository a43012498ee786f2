// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.pgvector;

import dev.langchain4j.model.embedding.EmbeddingModel;
import java.util.ArrayList;
import java.util.List;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;

/**
 * A model of LangChain4j for a store of Spring AI: unlike Spring AI's own, it is made in the same
 * way in all releases.
 */
record SpringVectors(EmbeddingModel model)
    implements org.springframework.ai.embedding.EmbeddingModel {

  @Override
  public EmbeddingResponse call(EmbeddingRequest request) {
    List<Embedding> embeddings = new ArrayList<>();
    for (String text : request.getInstructions()) {
      embeddings.add(new Embedding(vector(text), embeddings.size()));
    }
    return new EmbeddingResponse(embeddings);
  }

  @Override
  public float[] embed(Document document) {
    return vector(String.valueOf(document.getText()));
  }

  private float[] vector(String text) {
    return model.embed(text).content().vector();
  }
}
