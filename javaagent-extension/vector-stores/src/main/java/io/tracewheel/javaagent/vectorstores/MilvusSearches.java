// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import io.milvus.param.R;
import io.tracewheel.javaagent.genai.OptionalGetter;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Searches of Milvus's first client. The messages of its wire are read by the names of their
 * getters: later releases build them on a copy of Protocol Buffers of their own.
 */
public final class MilvusSearches {

  static final String STORE = "milvus";

  private MilvusSearches() {}

  public static VectorSearch start(Object client, @Nullable Object request) {
    return VectorSearch.start(
        STORE,
        OptionalGetter.text(request, "getCollectionName"),
        topK(request),
        Endpoint.ofChannel(OptionalGetter.field(client, "channel")),
        null,
        MilvusSearches::read);
  }

  /** The name of it changed; the old one stays, and is 0 where the new one was set. */
  static @Nullable Long topK(@Nullable Object request) {
    Long topK = OptionalGetter.number(request, "getTopK");
    return topK == null || topK <= 0 ? OptionalGetter.number(request, "getLimit") : topK;
  }

  private static void read(Object answer, Found into) {
    R<?> outcome = (R<?>) answer;
    Integer status = outcome.getStatus();
    if (status != null && status != 0) {
      into.failed(String.valueOf(status), outcome.getException());
      return;
    }
    Object data = outcome.getData();
    Object rows = OptionalGetter.get(data, "getRowRecords");
    if (rows instanceof List) {
      rows((List<?>) rows, into);
      return;
    }
    Object results = OptionalGetter.get(data, "getResults");
    Object ids = OptionalGetter.get(results, "getIds");
    List<?> numbers = list(OptionalGetter.get(ids, "getIntId"), "getDataList");
    List<?> texts = list(OptionalGetter.get(ids, "getStrId"), "getDataList");
    List<?> scores = list(results, "getScoresList");
    for (int i = 0; i < scores.size(); i++) {
      Object id = i < numbers.size() ? numbers.get(i) : i < texts.size() ? texts.get(i) : null;
      into.add(id, scores.get(i), null);
    }
  }

  private static void rows(List<?> rows, Found into) {
    for (Object row : rows) {
      Object values = OptionalGetter.get(row, "getFieldValues");
      if (values instanceof Map) {
        Map<?, ?> fields = (Map<?, ?>) values;
        Object score = fields.get("score");
        into.add(fields.get("id"), score == null ? fields.get("distance") : score, null);
      }
    }
  }

  private static List<?> list(@Nullable Object owner, String getter) {
    Object list = OptionalGetter.get(owner, getter);
    return list instanceof List ? (List<?>) list : Collections.emptyList();
  }
}
