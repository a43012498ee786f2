// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.rag.content.ContentMetadata;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingSearchResult;
import io.tracewheel.javaagent.genai.Content;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Retrieval, by a content retriever or straight from an embedding store. */
public final class Retrievals {

  private Retrievals() {}

  /** Starts and attaches a retrieval on this thread. */
  public static GenAiCall start(Query query) {
    GenAiRequest request = new GenAiRequest(Operation.RETRIEVAL);
    if (GenAiTelemetry.get().capturesContent()) {
      request.content(Content.RETRIEVAL_QUERY, query.text());
    }
    return GenAiCall.start(Layer.FRAMEWORK, request).attach();
  }

  /** Starts and attaches a search on this thread. */
  public static GenAiCall start(EmbeddingSearchRequest search) {
    GenAiRequest request = new GenAiRequest(Operation.RETRIEVAL);
    request.set(GenAiAttributes.RETRIEVAL_TOP_K, (long) search.maxResults());
    return GenAiCall.start(Layer.FRAMEWORK, request).attach();
  }

  public static void end(
      GenAiCall call,
      @Nullable List<dev.langchain4j.rag.content.Content> contents,
      @Nullable Throwable error) {
    GenAiResponse response = new GenAiResponse();
    if (contents != null && GenAiTelemetry.get().capturesContent()) {
      List<Object> documents = new ArrayList<>();
      for (dev.langchain4j.rag.content.Content content : contents) {
        documents.add(
            document(
                content.metadata().get(ContentMetadata.EMBEDDING_ID),
                content.metadata().get(ContentMetadata.SCORE),
                content.textSegment()));
      }
      response.content(Content.RETRIEVAL_DOCUMENTS, documents);
    }
    end(call, response, error);
  }

  public static void end(
      GenAiCall call, @Nullable EmbeddingSearchResult<?> result, @Nullable Throwable error) {
    GenAiResponse response = new GenAiResponse();
    if (result != null && GenAiTelemetry.get().capturesContent()) {
      List<Object> documents = new ArrayList<>();
      for (EmbeddingMatch<?> match : result.matches()) {
        documents.add(document(match.embeddingId(), match.score(), match.embedded()));
      }
      response.content(Content.RETRIEVAL_DOCUMENTS, documents);
    }
    end(call, response, error);
  }

  private static void end(GenAiCall call, GenAiResponse response, @Nullable Throwable error) {
    call.detach();
    if (error != null) {
      call.fail(error, null);
    } else {
      call.end(response);
    }
  }

  private static Map<String, Object> document(
      @Nullable Object id, @Nullable Object score, @Nullable Object embedded) {
    Map<String, Object> document = new LinkedHashMap<>();
    if (id != null) {
      document.put("id", id.toString());
    }
    if (score instanceof Number) {
      document.put("score", score);
    }
    if (embedded instanceof TextSegment segment) {
      document.put("content", segment.text());
    }
    return document;
  }
}
