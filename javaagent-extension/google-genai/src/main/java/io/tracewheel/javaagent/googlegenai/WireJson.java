// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.googlegenai;

import com.google.genai.JsonSerializable;
import com.google.genai.types.Content;
import com.google.genai.types.ContentEmbedding;
import com.google.genai.types.EmbedContentConfig;
import com.google.genai.types.EmbedContentResponse;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.Tool;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The library's objects as the JSON that goes over the wire, written by the library itself. */
final class WireJson {

  private WireJson() {}

  /** {@code null} if the library cannot write it. */
  static @Nullable String of(@Nullable Object value) {
    try {
      return value instanceof JsonSerializable ? ((JsonSerializable) value).toJson() : null;
    } catch (RuntimeException unwritable) {
      return null;
    }
  }

  /**
   * The body of {@code generateContent}. The library's configuration holds what the wire has on two
   * levels.
   */
  static String request(
      @Nullable List<Content> contents,
      @Nullable GenerateContentConfig config,
      boolean withContent) {
    StringBuilder json = new StringBuilder("{\"generationConfig\":").append(of(config));
    if (withContent) {
      json.append(",\"contents\":");
      list(contents, json);
      if (config != null) {
        json.append(",\"systemInstruction\":").append(of(config.systemInstruction().orElse(null)));
        json.append(",\"tools\":");
        list(config.tools().orElse(Collections.<Tool>emptyList()), json);
      }
    }
    return json.append('}').toString();
  }

  /** The body of {@code embedContent} without what is to be embedded. */
  static @Nullable String request(@Nullable EmbedContentConfig config) {
    return of(config);
  }

  /** Thousands of numbers would take longer to write than the call took: without the vectors. */
  static String withoutVectors(EmbedContentResponse answer) {
    StringBuilder json = new StringBuilder("{\"embeddings\":[");
    String separator = "";
    for (ContentEmbedding each :
        answer.embeddings().orElse(Collections.<ContentEmbedding>emptyList())) {
      json.append(separator).append("{\"statistics\":");
      json.append(of(each.statistics().orElse(null))).append('}');
      separator = ",";
    }
    return json.append("]}").toString();
  }

  private static void list(
      @Nullable List<? extends JsonSerializable> elements, StringBuilder json) {
    String separator = "[";
    if (elements != null) {
      for (JsonSerializable element : elements) {
        json.append(separator).append(of(element));
        separator = ",";
      }
    }
    json.append(separator.equals("[") ? "[]" : "]");
  }
}
