// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import io.tracewheel.javaagent.genai.Content;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.document.Document;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.observation.VectorStoreObservationContext;

/** A search in a vector store. */
final class RetrievalRecorder implements Recorder {

  private final VectorStoreObservationContext observed;

  RetrievalRecorder(VectorStoreObservationContext observed) {
    this.observed = observed;
  }

  @Override
  public GenAiRequest request(boolean streaming) {
    GenAiRequest request = new GenAiRequest(Operation.RETRIEVAL);
    request.set(GenAiAttributes.DATA_SOURCE_ID, observed.getCollectionName());
    SearchRequest search = observed.getQueryRequest();
    if (search != null) {
      request.set(GenAiAttributes.RETRIEVAL_TOP_K, (long) search.getTopK());
      if (GenAiTelemetry.get().capturesContent()) {
        request.content(Content.RETRIEVAL_QUERY, search.getQuery());
      }
    }
    return request;
  }

  @Override
  public GenAiResponse response(@Nullable Object result) {
    GenAiResponse response = new GenAiResponse();
    List<Document> found = observed.getQueryResponse();
    if (found != null && GenAiTelemetry.get().capturesContent()) {
      List<Object> documents = new ArrayList<>();
      for (Document document : found) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", document.getId());
        if (document.getScore() != null) {
          tree.put("score", document.getScore());
        }
        if (document.getText() != null) {
          tree.put("content", document.getText());
        }
        documents.add(tree);
      }
      response.content(Content.RETRIEVAL_DOCUMENTS, documents);
    }
    return response;
  }
}
