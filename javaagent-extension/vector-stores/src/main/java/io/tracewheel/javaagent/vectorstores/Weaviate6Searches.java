// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import io.tracewheel.javaagent.genai.OptionalGetter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Searches of Weaviate's newer client, whose records are read by the names of their members. */
public final class Weaviate6Searches {

  private Weaviate6Searches() {}

  /** Starts a search; {@code null} if objects are only fetched. */
  public static @Nullable VectorSearch start(Object client, @Nullable Object operator) {
    if (operator == null || operator.getClass().getSimpleName().startsWith("Fetch")) {
      return null;
    }
    Object collection = OptionalGetter.field(client, "collection");
    Object transport = OptionalGetter.field(client, "grpcTransport");
    return VectorSearch.start(
        WeaviateSearches.STORE,
        OptionalGetter.text(collection, "collectionName"),
        OptionalGetter.number(OptionalGetter.get(operator, "common"), "limit"),
        Endpoint.ofChannel(OptionalGetter.field(transport, "channel")),
        OptionalGetter.text(operator, "query"),
        Weaviate6Searches::read);
  }

  /** Grouped answers name the same objects, and their groups besides. */
  private static void read(Object answer, Found into) {
    Object objects = OptionalGetter.get(answer, "objects");
    if (!(objects instanceof List)) {
      return;
    }
    for (Object object : (List<?>) objects) {
      Object facts = OptionalGetter.get(object, "queryMetadata");
      Object score = null;
      for (String name : Arrays.asList("score", "certainty", "distance")) {
        score = score == null ? OptionalGetter.get(facts, name) : score;
      }
      into.add(OptionalGetter.get(object, "uuid"), score, OptionalGetter.get(object, "properties"));
    }
  }
}
