// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import io.pinecone.unsigned_indices_model.QueryResponseWithUnsignedIndices;
import io.pinecone.unsigned_indices_model.ScoredVectorWithUnsignedIndices;
import io.tracewheel.javaagent.genai.OptionalGetter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Searches of Pinecone. Records, which came later, are read by the names of their getters. */
public final class PineconeSearches {

  private static final String STORE = "pinecone";

  private PineconeSearches() {}

  /** Starts a search by vector or id; {@code index} is the blocking or the async client. */
  public static VectorSearch start(Object index, int topK) {
    return VectorSearch.start(
        STORE, name(index), (long) topK, endpoint(index), null, PineconeSearches::read);
  }

  public static VectorSearch startRecords(Object index, @Nullable Object query) {
    Object inputs = OptionalGetter.get(query, "getInputs");
    Object text = inputs instanceof Map ? ((Map<?, ?>) inputs).get("text") : null;
    return VectorSearch.start(
        STORE,
        name(index),
        OptionalGetter.number(query, "getTopK"),
        endpoint(index),
        text instanceof String ? (String) text : null,
        PineconeSearches::readRecords);
  }

  private static @Nullable String name(Object index) {
    Object name = OptionalGetter.field(index, "indexName");
    return name instanceof String ? (String) name : null;
  }

  private static Endpoint endpoint(Object index) {
    Object connection = OptionalGetter.field(index, "connection");
    return Endpoint.ofChannel(OptionalGetter.get(connection, "getChannel"));
  }

  private static void read(Object answer, Found into) {
    List<ScoredVectorWithUnsignedIndices> matches =
        ((QueryResponseWithUnsignedIndices) answer).getMatchesList();
    for (ScoredVectorWithUnsignedIndices match : matches) {
      into.add(match.getId(), match.getScore(), match.getMetadata());
    }
  }

  private static void readRecords(Object answer, Found into) {
    Object hits = OptionalGetter.get(OptionalGetter.get(answer, "getResult"), "getHits");
    if (hits instanceof List) {
      for (Object hit : (List<?>) hits) {
        into.add(
            OptionalGetter.get(hit, "getId"),
            OptionalGetter.get(hit, "getScore"),
            OptionalGetter.get(hit, "getFields"));
      }
    }
  }
}
