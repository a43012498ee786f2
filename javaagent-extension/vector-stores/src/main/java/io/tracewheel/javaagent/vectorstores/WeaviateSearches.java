// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import io.tracewheel.javaagent.genai.OptionalGetter;
import io.weaviate.client.base.Result;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Searches by {@code Get} of Weaviate's GraphQL, read out of the query's builder. */
public final class WeaviateSearches {

  static final String STORE = "weaviate";

  /** What turns a listing into a search, with the field of its text if it has one. */
  private static final String[][] OPERATORS = {
    {"withNearTextFilter", "concepts"},
    {"withBm25Filter", "query"},
    {"withHybridFilter", "query"},
    {"withAskArgument", "question"},
    {"withNearVectorFilter"},
    {"withNearObjectFilter"},
    {"withNearImageFilter"},
    {"withNearAudioFilter"},
    {"withNearVideoFilter"},
    {"withNearDepthFilter"},
    {"withNearThermalFilter"},
    {"withNearImuFilter"},
  };

  private WeaviateSearches() {}

  /** Starts a search; {@code null} if objects are only listed. */
  public static @Nullable VectorSearch start(Object get) {
    Object builder = OptionalGetter.field(get, "getBuilder");
    for (String[] operator : OPERATORS) {
      Object argument = OptionalGetter.field(builder, operator[0]);
      if (argument != null) {
        Object limit = OptionalGetter.field(builder, "limit");
        Object config = OptionalGetter.field(get, "config");
        return VectorSearch.start(
            STORE,
            text(OptionalGetter.field(builder, "className")),
            limit instanceof Integer ? (Long) ((Integer) limit).longValue() : null,
            Endpoint.ofUrl(OptionalGetter.text(config, "getBaseURL")),
            operator.length < 2 ? null : text(OptionalGetter.field(argument, operator[1])),
            WeaviateSearches::read);
      }
    }
    return null;
  }

  private static @Nullable String text(@Nullable Object value) {
    if (value instanceof String[]) {
      return String.join(" ", (String[]) value);
    }
    return value instanceof String ? (String) value : null;
  }

  private static void read(Object answer, Found into) {
    Result<?> result = (Result<?>) answer;
    Object error = result.getError();
    if (error != null) {
      Long status = OptionalGetter.number(error, "getStatusCode");
      if (status == null || status < 100) {
        into.failed("_OTHER", null); // no answer at all
      } else {
        into.failed(status < 400 ? "GraphQLError" : status.toString(), null);
      }
      return;
    }
    Object errors = OptionalGetter.get(result.getResult(), "getErrors");
    if (errors instanceof Object[] && ((Object[]) errors).length > 0) {
      into.failed("GraphQLError", null);
      return;
    }
    Object data = OptionalGetter.get(result.getResult(), "getData");
    Object classes = data instanceof Map ? ((Map<?, ?>) data).get("Get") : null;
    if (classes instanceof Map) {
      for (Object objects : ((Map<?, ?>) classes).values()) {
        if (objects instanceof List) {
          ((List<?>) objects).forEach(object -> object(object, into));
        }
      }
    }
  }

  private static void object(@Nullable Object object, Found into) {
    if (!(object instanceof Map)) {
      return;
    }
    Map<Object, Object> properties = new LinkedHashMap<>((Map<?, ?>) object);
    Object additional = properties.remove("_additional");
    Map<?, ?> facts =
        additional instanceof Map ? (Map<?, ?>) additional : new LinkedHashMap<Object, Object>();
    Object score = facts.get("score");
    if (score == null) {
      score = facts.get("certainty") == null ? facts.get("distance") : facts.get("certainty");
    }
    into.add(facts.get("id"), number(score), properties);
  }

  /** The store writes some scores as text. */
  private static @Nullable Object number(@Nullable Object score) {
    if (score instanceof String) {
      try {
        return Double.valueOf((String) score);
      } catch (NumberFormatException none) {
        return null;
      }
    }
    return score;
  }
}
