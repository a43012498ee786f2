// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.rag.content.retriever.EmbeddingStoreContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.qdrant.QdrantEmbeddingStore;
import io.qdrant.client.QdrantClient;
import java.util.List;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.qdrant.QdrantVectorStore;

/** Steps with frameworks above a client that is traced as well: one span for both. */
final class Frameworks {

  private final StubStores stores;
  private final ScriptedCalls calls;

  Frameworks(StubStores stores, ScriptedCalls calls) {
    this.stores = stores;
    this.calls = calls;
  }

  void all() {
    try (QdrantClient client = ScriptedCalls.qdrantClient(stores.grpcPort())) {
      calls.step("langchain4j store", () -> search(client, "langchain-plain"));
      calls.step("langchain4j refused", () -> search(client, "langchain-unavailable"));
      calls.step(
          "langchain4j retriever",
          () ->
              EmbeddingStoreContentRetriever.builder()
                  .embeddingStore(store(client, "langchain-retriever"))
                  .embeddingModel(new LangChainVectors())
                  .maxResults(3)
                  .build()
                  .retrieve(Query.from("Nice day?"))
                  .stream()
                  .map(content -> content.textSegment().text())
                  .toList());
      calls.step("spring store", () -> springSearch(client, "spring-plain"));
      calls.step("spring refused", () -> springSearch(client, "spring-unavailable"));
    }
  }

  private static QdrantEmbeddingStore store(QdrantClient client, String collection) {
    return QdrantEmbeddingStore.builder().client(client).collectionName(collection).build();
  }

  private static Object search(QdrantClient client, String collection) {
    return store(client, collection)
        .search(
            EmbeddingSearchRequest.builder()
                .queryEmbedding(Embedding.from(ScriptedCalls.VECTOR))
                .maxResults(3)
                .build())
        .matches()
        .size();
  }

  private static Object springSearch(QdrantClient client, String collection) {
    QdrantVectorStore store =
        QdrantVectorStore.builder(client, new SpringVectors()).collectionName(collection).build();
    return store
        .similaritySearch(SearchRequest.builder().query("Nice day?").topK(3).build())
        .stream()
        .map(Document::getId)
        .toList();
  }

  private static final class LangChainVectors implements EmbeddingModel {
    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
      return Response.from(
          segments.stream().map(segment -> Embedding.from(ScriptedCalls.VECTOR)).toList());
    }
  }

  private static final class SpringVectors
      implements org.springframework.ai.embedding.EmbeddingModel {

    @Override
    public EmbeddingResponse call(EmbeddingRequest request) {
      return new EmbeddingResponse(
          List.of(new org.springframework.ai.embedding.Embedding(vector(), 0)));
    }

    @Override
    public float[] embed(Document document) {
      return vector();
    }

    private static float[] vector() {
      return new float[] {0.25f, -0.5f, 0.125f};
    }
  }
}
