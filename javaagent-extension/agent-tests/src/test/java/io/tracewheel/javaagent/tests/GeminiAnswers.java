// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import java.util.ArrayList;
import java.util.List;

/** Bodies as the Gemini API and Vertex AI send them, with every field that the tests look for. */
final class GeminiAnswers {

  private GeminiAnswers() {}

  static String content(String model) {
    if (model.endsWith("bare")) {
      return "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hi\"}]}}]}";
    }
    if (model.endsWith("blocked")) {
      return "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"}," + tail(model);
    }
    if (model.endsWith("tools")) {
      return toolCall(model, "get_weather");
    }
    if (model.endsWith("thoughts")) {
      return candidate(
          "{\"text\":\"Which sky?\",\"thought\":true},{\"text\":\"Sunny.\"}", "MAX_TOKENS", model);
    }
    return candidate("{\"text\":\"Sunny.\"}", "STOP", model);
  }

  static String toolCall(String model, String tool) {
    return candidate(
        "{\"functionCall\":{\"name\":\"" + tool + "\",\"args\":{\"city\":\"Paris\"}}}",
        "STOP",
        model);
  }

  static List<String> chunks(String model) {
    List<String> events = new ArrayList<>();
    if (model.endsWith("empty")) {
      return events;
    }
    events.add("data: " + part("Sun") + tail(model));
    if (model.endsWith("error")) {
      events.add("data: " + error(503, "UNAVAILABLE", "The model is overloaded."));
      return events;
    }
    events.add("data: " + part("ny") + tail(model));
    events.add("data: " + candidate("{\"text\":\".\"}", "STOP", model));
    return events;
  }

  static String error(int code, String status, String message) {
    return "{\"error\":{\"code\":%d,\"message\":\"%s\",\"status\":\"%s\"}}"
        .formatted(code, message, status);
  }

  static String embeddings(int count) {
    return "{\"embeddings\":["
        + String.join(",", java.util.Collections.nCopies(count, "{\"values\":[0.25,-0.5,0.125]}"))
        + "]}";
  }

  static String predictions() {
    return "{\"predictions\":[{\"embeddings\":{\"statistics\":{\"token_count\":5,\"truncated\":false},"
        + "\"values\":[0.25,-0.5,0.125]}}],\"metadata\":{\"billableCharacterCount\":6}}";
  }

  private static String part(String text) {
    return "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\""
        + text
        + "\"}]},\"index\":0}],";
  }

  private static String candidate(String parts, String finishReason, String model) {
    return "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":["
        + parts
        + "]},\"finishReason\":\""
        + finishReason
        + "\",\"index\":0}],"
        + tail(model);
  }

  private static String tail(String model) {
    return """
    "usageMetadata":{"promptTokenCount":25,"candidatesTokenCount":8,"thoughtsTokenCount":4,\
    "cachedContentTokenCount":6,"toolUsePromptTokenCount":3,"totalTokenCount":40},\
    "modelVersion":"%s-001","responseId":"resp-%s"}\
    """
        .formatted(model, model);
  }
}
