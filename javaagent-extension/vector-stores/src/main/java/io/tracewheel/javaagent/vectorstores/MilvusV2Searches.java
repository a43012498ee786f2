// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import io.milvus.v2.service.vector.response.SearchResp;
import io.tracewheel.javaagent.genai.OptionalGetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Searches of Milvus's second client. */
public final class MilvusV2Searches {

  private MilvusV2Searches() {}

  public static VectorSearch start(Object client, @Nullable Object request) {
    return VectorSearch.start(
        MilvusSearches.STORE,
        OptionalGetter.text(request, "getCollectionName"),
        MilvusSearches.topK(request),
        Endpoint.ofChannel(OptionalGetter.field(client, "channel")),
        null,
        MilvusV2Searches::read);
  }

  private static void read(Object answer, Found into) {
    for (List<SearchResp.SearchResult> ofOneVector : ((SearchResp) answer).getSearchResults()) {
      for (SearchResp.SearchResult result : ofOneVector) {
        Object score = OptionalGetter.get(result, "getScore");
        into.add(
            result.getId(),
            score == null ? OptionalGetter.get(result, "getDistance") : score,
            result.getEntity());
      }
    }
  }
}
