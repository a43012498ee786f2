// SPDX-License-Identifier: Apache-2.0
package com.example.support;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.content.retriever.EmbeddingStoreContentRetriever;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import java.util.List;

/** The shop's policies, searchable by meaning. */
final class Policies {
  private static final List<TextSegment> ALL =
      List.of(
          TextSegment.from(
              "Returns: furniture can be returned within 30 days, unused, in its box."),
          TextSegment.from(
              "Refunds: damaged items are refunded in full, without sending them back."),
          TextSegment.from("Delivery: parcels are handed to the carrier within two working days."),
          TextSegment.from("Warranty: lamps and desks have a warranty of three years."));

  private Policies() {}

  static ContentRetriever retriever(EmbeddingModel embeddings) {
    InMemoryEmbeddingStore<TextSegment> store = new InMemoryEmbeddingStore<>();
    store.addAll(embeddings.embedAll(ALL).content(), ALL);
    return EmbeddingStoreContentRetriever.builder()
        .displayName("policies")
        .embeddingStore(store)
        .embeddingModel(embeddings)
        .maxResults(2)
        .minScore(0.5)
        .build();
  }
}
