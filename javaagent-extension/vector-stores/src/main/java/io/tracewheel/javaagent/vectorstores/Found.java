// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import io.tracewheel.javaagent.genai.Content;
import io.tracewheel.javaagent.genai.GenAiResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a search found, filled by one thread. */
final class Found {

  /** Reads a client's answer. What it throws is ignored. */
  interface Reader {
    void read(Object answer, Found into);
  }

  private final List<Object> documents = new ArrayList<>();
  private @Nullable String errorType;
  private @Nullable Throwable error;

  /**
   * @param id text or number, {@code null} if the answer has none
   * @param score the nearness as the store calls it, be it a distance or a similarity
   * @param metadata what is kept with the vector, as of {@link Trees}
   */
  void add(@Nullable Object id, @Nullable Object score, @Nullable Object metadata) {
    Map<String, Object> document = new LinkedHashMap<>();
    if (id != null) {
      document.put("id", id.toString());
    }
    if (score instanceof Number) {
      document.put("score", Trees.of(score));
    }
    Object tree = Trees.of(metadata);
    if (tree instanceof Map && !((Map<?, ?>) tree).isEmpty()) {
      document.put("metadata", tree);
    }
    documents.add(document);
  }

  /** The answer says that the search failed. */
  void failed(String type, @Nullable Throwable why) {
    errorType = type;
    error = why;
  }

  @Nullable Throwable error() {
    return error;
  }

  GenAiResponse response(boolean withContent) {
    GenAiResponse response = new GenAiResponse();
    if (errorType != null) {
      response.failed(errorType);
    } else if (withContent) {
      response.content(Content.RETRIEVAL_DOCUMENTS, documents);
    }
    return response;
  }
}
