// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Folds the events of a streamed answer of Cohere's {@code /v2/chat}. */
public final class CohereStream implements ChunkDecoder {

  /** More tool calls than any model makes; keeps a broken index from costing memory. */
  private static final int MAX_INDEX = 1024;

  private final boolean withContent;
  private final int maxText;
  private final GenAiResponse head = new GenAiResponse();
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder thinking = new StringBuilder();
  private final StringBuilder plan = new StringBuilder();
  private final Map<Long, ToolCall> toolCalls = new TreeMap<>();
  private @Nullable String reason;
  private boolean ended;

  public CohereStream(GenAiTelemetry telemetry) {
    this(telemetry.capturesContent(), telemetry.settings.maxContentLength);
  }

  CohereStream(boolean withContent, int maxText) {
    this.withContent = withContent;
    this.maxText = maxText;
  }

  @Override
  public void chunk(String json) {
    Map<String, Object> event = Json.parseObject(json);
    Map<String, Object> delta = Json.object(event, "delta");
    Map<String, Object> message = Json.object(delta, "message");
    String type = Json.string(event, "type");
    switch (type == null ? "" : type) {
      case "message-start":
        head.set(GenAiAttributes.RESPONSE_ID, Json.string(event, "id"));
        break;
      case "content-start":
      case "content-delta":
        Map<String, Object> content = Json.object(message, "content");
        append(text, Json.string(content, "text"));
        append(thinking, Json.string(content, "thinking"));
        break;
      case "tool-plan-delta":
        append(plan, Json.string(message, "tool_plan"));
        break;
      case "tool-call-start":
      case "tool-call-delta":
        Long index = Json.integer(event, "index");
        long key = index == null ? 0 : index;
        if (withContent && key >= 0 && key <= MAX_INDEX) {
          toolCalls
              .computeIfAbsent(key, k -> new ToolCall())
              .add(Json.object(message, "tool_calls"));
        }
        break;
      case "message-end":
        ended = true;
        reason = Json.string(delta, "finish_reason");
        Cohere.usage(Json.object(delta, "usage"), head);
        break;
      default:
        break; // citations and what may come
    }
  }

  @Override
  public boolean complete() {
    return ended;
  }

  @Override
  public GenAiResponse response() {
    GenAiResponse response = new GenAiResponse();
    response.facts.putAll(head.facts);
    if (!ended && !withContent) {
      return response;
    }
    Map<String, Object> message = new LinkedHashMap<>();
    List<Object> content = new ArrayList<>();
    if (thinking.length() > 0) {
      content.add(Messages.part("thinking", "thinking", thinking.toString()));
    }
    if (text.length() > 0) {
      content.add(Messages.part("text", "text", text.toString()));
    }
    message.put("content", content);
    message.put("tool_plan", plan.toString());
    List<Object> calls = new ArrayList<>();
    toolCalls.values().forEach(call -> calls.add(call.wire()));
    message.put("tool_calls", calls);
    Cohere.answer(message, reason, withContent, response);
    if (!ended) {
      response.facts.remove(GenAiAttributes.RESPONSE_FINISH_REASONS);
    }
    return response;
  }

  private final class ToolCall {
    private @Nullable String id;
    private final StringBuilder name = new StringBuilder();
    private final StringBuilder arguments = new StringBuilder();

    void add(Map<String, Object> wire) {
      String given = Json.string(wire, "id");
      if (given != null) {
        id = given;
      }
      Map<String, Object> function = Json.object(wire, "function");
      append(name, Json.string(function, "name"));
      append(arguments, Json.string(function, "arguments"));
    }

    Map<String, Object> wire() {
      Map<String, Object> function = new LinkedHashMap<>();
      function.put("name", name.toString());
      function.put("arguments", arguments.toString());
      Map<String, Object> call = Messages.part("function", "function", function);
      Messages.put(call, "id", id);
      return call;
    }
  }

  private void append(StringBuilder to, @Nullable String more) {
    if (withContent && more != null && to.length() <= maxText) {
      to.append(more);
    }
  }
}
