// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.instrumentation.api.instrumenter.LocalRootSpan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Whose conversation, session and user an operation belongs to, and its tags: what the application
 * put into the baggage, else what a header of the enclosing HTTP request says. What a library knows
 * itself comes first.
 */
final class Correlation {

  static final String DEFAULT_BAGGAGE = "gen_ai.conversation.id,session.id,user.id,tracewheel.tags";

  /** A list; its values have commas between in the baggage. */
  private static final String TAGS = "tracewheel.tags";

  private static final int LONGEST = 256;
  private static final int MOST_TAGS = 32;

  private final List<String> baggage;
  private final Map<AttributeKey<List<String>>, String> headers;

  private Correlation(List<String> baggage, Map<AttributeKey<List<String>>, String> headers) {
    this.baggage = baggage;
    this.headers = headers;
  }

  /**
   * @param setting answers {@code baggage-attributes} and {@code header-attributes}
   */
  static Correlation read(UnaryOperator<@Nullable String> setting) {
    String keys = setting.apply("baggage-attributes");
    List<String> baggage = new ArrayList<>();
    for (String key : (keys == null ? DEFAULT_BAGGAGE : keys).split(",")) {
      if (!key.trim().isEmpty() && !key.trim().equals("none")) {
        baggage.add(key.trim());
      }
    }
    Map<AttributeKey<List<String>>, String> headers = new LinkedHashMap<>();
    pairs(setting.apply("header-attributes"))
        .forEach(
            (header, attribute) ->
                headers.put(
                    AttributeKey.stringArrayKey("http.request.header." + header), attribute));
    return new Correlation(baggage, headers);
  }

  /** Header (lower case) to attribute; what is no pair is left out. */
  static Map<String, String> pairs(@Nullable String setting) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : setting == null ? new String[0] : setting.split(",")) {
      int equals = pair.indexOf('=');
      String header = equals < 0 ? "" : pair.substring(0, equals).trim().toLowerCase(Locale.ROOT);
      String attribute = pair.substring(equals + 1).trim();
      if (!header.isEmpty() && !attribute.isEmpty()) {
        pairs.put(header, attribute);
      }
    }
    return pairs;
  }

  void addTo(GenAiRequest request, Context context) {
    if (!baggage.isEmpty()) {
      Baggage carried = Baggage.fromContext(context);
      if (!carried.isEmpty()) {
        for (String key : baggage) {
          add(request, key, carried.getEntryValue(key));
        }
      }
    }
    if (!headers.isEmpty()) {
      Span server = LocalRootSpan.fromContextOrNull(context);
      if (server != null) {
        headers.forEach((key, attribute) -> add(request, attribute, first(server, key)));
      }
    }
  }

  private static @Nullable String first(Span server, AttributeKey<List<String>> key) {
    Object values = SdkSpan.attribute(server, key);
    return values instanceof List && !((List<?>) values).isEmpty()
        ? String.valueOf(((List<?>) values).get(0))
        : null;
  }

  private static void add(GenAiRequest request, String attribute, @Nullable String value) {
    if (value == null || value.trim().isEmpty()) {
      return;
    }
    String family = request.operation.family;
    if (attribute.equals(TAGS)) {
      List<String> tags = new ArrayList<>();
      for (String tag : value.split(",")) {
        if (!tag.trim().isEmpty() && tags.size() < MOST_TAGS) {
          tags.add(bounded(tag));
        }
      }
      request.setIfAbsent(AttributeKey.stringArrayKey(TAGS), tags);
    } else if (!attribute.equals(GenAiAttributes.CONVERSATION_ID.getKey())
        || !(family.equals(OpenCall.EMBEDDINGS) || family.equals(OpenCall.RETRIEVAL))) {
      request.setIfAbsent(AttributeKey.stringKey(attribute), bounded(value));
    }
  }

  private static String bounded(String value) {
    String trimmed = value.trim();
    return trimmed.substring(0, Truncation.end(trimmed, LONGEST));
  }
}
