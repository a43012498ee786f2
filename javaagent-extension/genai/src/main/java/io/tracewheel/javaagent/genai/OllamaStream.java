// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Folds the lines of a streamed answer of Ollama's {@code /api/chat} or {@code /api/generate}. */
public final class OllamaStream implements ChunkDecoder {

  /** More than any model calls at once. */
  private static final int MAX_CALLS = 1024;

  private final boolean withContent;
  private final int maxText;
  private final GenAiResponse head = new GenAiResponse();
  private final StringBuilder content = new StringBuilder();
  private final StringBuilder thinking = new StringBuilder();
  private final List<Object> toolCalls = new ArrayList<>();
  private @Nullable String reason;
  private boolean done;

  public OllamaStream(GenAiTelemetry telemetry) {
    this(telemetry.capturesContent(), telemetry.settings.maxContentLength);
  }

  OllamaStream(boolean withContent, int maxText) {
    this.withContent = withContent;
    this.maxText = maxText;
  }

  @Override
  public void chunk(String json) {
    Map<String, Object> body = Json.parseObject(json);
    Ollama.head(body, head);
    done |= Boolean.TRUE.equals(body.get("done"));
    String given = Json.string(body, "done_reason");
    if (given != null) {
      reason = given;
    }
    Map<String, Object> message =
        body.get("message") instanceof Map
            ? Json.object(body, "message")
            : Ollama.completion(Json.string(body, "response"), Json.string(body, "thinking"));
    append(content, Json.string(message, "content"));
    append(thinking, Json.string(message, "thinking"));
    for (Object call : Json.list(message, "tool_calls")) {
      if (toolCalls.size() < MAX_CALLS) {
        toolCalls.add(withContent ? call : "");
      }
    }
  }

  @Override
  public boolean complete() {
    return done;
  }

  @Override
  public GenAiResponse response() {
    GenAiResponse response = new GenAiResponse();
    response.facts.putAll(head.facts);
    Map<String, Object> message =
        Ollama.completion(content.toString(), thinking.length() == 0 ? null : thinking.toString());
    if (!toolCalls.isEmpty()) {
      message.put("tool_calls", new ArrayList<>(toolCalls));
    }
    Ollama.answer(message, reason == null && done ? "stop" : reason, withContent, response);
    return response;
  }

  private void append(StringBuilder to, @Nullable String text) {
    if (withContent && text != null && to.length() <= maxText) {
      to.append(text);
    }
  }
}
