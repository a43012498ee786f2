// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Folds the events of a streamed {@code /responses} answer. The last event carries the whole
 * response; the ones before matter only if it never comes.
 */
public final class OpenAiResponsesStream implements ChunkDecoder {

  private static final int MAX_ITEMS = 1024;

  private final boolean withContent;
  private final int maxText;
  private final Map<Long, Map<String, Object>> items = new TreeMap<>();
  private final Map<Long, StringBuilder> deltas = new TreeMap<>();
  private Map<String, Object> response = new LinkedHashMap<>();
  private @Nullable String errorType;
  private boolean complete;

  public OpenAiResponsesStream(GenAiTelemetry telemetry) {
    this(telemetry.capturesContent(), telemetry.settings.maxContentLength);
  }

  OpenAiResponsesStream(boolean withContent, int maxText) {
    this.withContent = withContent;
    this.maxText = maxText;
  }

  @Override
  public void chunk(String json) {
    Map<String, Object> event = Json.parseObject(json);
    String named = Json.string(event, "type");
    String type = named == null ? "" : named;
    switch (type) {
      case "response.completed":
      case "response.failed":
      case "response.incomplete":
        response = Json.object(event, "response");
        complete = true;
        break;
      case "response.created":
      case "response.queued":
      case "response.in_progress":
        response = Json.object(event, "response");
        break;
      case "response.output_item.added":
      case "response.output_item.done":
        Long index = index(event);
        if (withContent && index != null && event.get("item") instanceof Map) {
          items.put(index, Json.object(event, "item"));
          if (type.endsWith(".done")) {
            deltas.remove(index);
          }
        }
        break;
      case "response.output_text.delta":
      case "response.function_call_arguments.delta":
        delta(index(event), Json.string(event, "delta"));
        break;
      case "error":
        String code = Json.string(event, "code");
        errorType = code == null ? "_OTHER" : code;
        complete = true;
        break;
      default:
        // Parts of what the events above repeat.
    }
  }

  private static @Nullable Long index(Map<String, Object> event) {
    Long index = Json.integer(event, "output_index");
    return index == null || index < 0 || index > MAX_ITEMS ? null : index;
  }

  private void delta(@Nullable Long index, @Nullable String text) {
    if (withContent && index != null && text != null) {
      StringBuilder so = deltas.computeIfAbsent(index, i -> new StringBuilder());
      if (so.length() <= maxText) {
        so.append(text);
      }
    }
  }

  @Override
  public boolean complete() {
    return complete;
  }

  @Override
  public GenAiResponse response() {
    Map<String, Object> body = new LinkedHashMap<>(response);
    if (withContent && Json.list(body, "output").isEmpty()) {
      body.put("output", partialOutput());
    }
    GenAiResponse decoded = OpenAiResponses.response(body, withContent);
    if (errorType != null) {
      decoded.failed(errorType);
    }
    return decoded;
  }

  private List<Object> partialOutput() {
    List<Object> output = new ArrayList<>();
    items.forEach(
        (index, item) -> {
          Map<String, Object> partial = new LinkedHashMap<>(item);
          StringBuilder text = deltas.get(index);
          if (text != null) {
            partial.put(
                "message".equals(item.get("type")) ? "content" : "arguments", text.toString());
          }
          output.add(partial);
        });
    return output;
  }
}
