// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import io.qdrant.client.QdrantClient;
import io.qdrant.client.grpc.Points.BatchResult;
import io.qdrant.client.grpc.Points.PointGroup;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.tracewheel.javaagent.genai.OptionalGetter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Searches of Qdrant. Ids, payloads and requests are read by the names of their getters: later
 * releases keep them in other classes.
 */
public final class QdrantSearches {

  private static final String STORE = "qdrant";

  private QdrantSearches() {}

  public static VectorSearch start(QdrantClient client, @Nullable Object request) {
    return VectorSearch.start(
        STORE,
        OptionalGetter.text(request, "getCollectionName"),
        OptionalGetter.number(request, "getLimit"),
        endpoint(client),
        null,
        QdrantSearches::read);
  }

  /** As above, for several at once; they may want different numbers of documents. */
  public static VectorSearch start(
      QdrantClient client, @Nullable String collection, @Nullable Iterable<?> requests) {
    Long limit = null;
    boolean first = true;
    if (requests != null) {
      for (Object request : requests) {
        Long its = OptionalGetter.number(request, "getLimit");
        limit = first || Objects.equals(limit, its) ? its : null;
        first = false;
      }
    }
    return VectorSearch.start(
        STORE, collection, limit, endpoint(client), null, QdrantSearches::read);
  }

  private static Endpoint endpoint(QdrantClient client) {
    Object grpc = OptionalGetter.field(client, "grpcClient");
    return Endpoint.ofChannel(OptionalGetter.field(grpc, "channel"));
  }

  private static void read(Object answer, Found into) {
    for (Object element : (List<?>) answer) {
      if (element instanceof ScoredPoint) {
        point((ScoredPoint) element, into);
      } else if (element instanceof BatchResult) {
        ((BatchResult) element).getResultList().forEach(point -> point(point, into));
      } else if (element instanceof PointGroup) {
        ((PointGroup) element).getHitsList().forEach(point -> point(point, into));
      }
    }
  }

  private static void point(ScoredPoint point, Found into) {
    Object id = OptionalGetter.get(point, "getId");
    String uuid = OptionalGetter.text(id, "getUuid");
    into.add(
        uuid == null || uuid.isEmpty() ? OptionalGetter.number(id, "getNum") : uuid,
        point.getScore(),
        OptionalGetter.get(point, "getPayloadMap"));
  }
}
