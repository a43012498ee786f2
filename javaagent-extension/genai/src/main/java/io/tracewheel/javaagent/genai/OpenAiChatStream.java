// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Folds {@code chat.completion.chunk} objects into what the whole response would have been. */
public final class OpenAiChatStream implements ChunkDecoder {

  /** More choices or tool calls than any model gives; keeps a broken index from costing memory. */
  private static final int MAX_INDEX = 1024;

  private final boolean withContent;
  private final int maxText;
  private final GenAiResponse head = new GenAiResponse();
  private final Map<Long, Choice> choices = new TreeMap<>();
  private @Nullable String errorType;

  public OpenAiChatStream(GenAiTelemetry telemetry) {
    this(telemetry.capturesContent(), telemetry.settings.maxContentLength);
  }

  OpenAiChatStream(boolean withContent, int maxText) {
    this.withContent = withContent;
    this.maxText = maxText;
  }

  @Override
  public void chunk(String json) {
    chunk(Json.parseObject(json));
  }

  void chunk(Map<String, Object> body) {
    OpenAiChat.head(body, head);
    Map<String, Object> error = Json.object(body, "error");
    if (!error.isEmpty()) {
      errorType = ErrorBody.type(error);
    }
    for (Object element : Json.list(body, "choices")) {
      Map<String, Object> wire = Json.object(element);
      Choice choice = at(choices, Json.integer(wire, "index"), Choice::new);
      if (choice != null) {
        choice.add(wire);
      }
    }
  }

  /** As a chunk that brings nothing but more text of the only answer. */
  public synchronized void text(String text) {
    Choice choice = at(choices, 0L, Choice::new);
    if (withContent && choice != null) {
      append(choice.content, text);
    }
  }

  /** Also after an error: nothing follows it. */
  @Override
  public boolean complete() {
    return errorType != null
        || (!choices.isEmpty()
            && choices.values().stream().allMatch(choice -> choice.finishReason != null));
  }

  @Override
  public GenAiResponse response() {
    GenAiResponse response = new GenAiResponse();
    response.facts.putAll(head.facts);
    List<Object> messages = new ArrayList<>();
    List<@Nullable String> reasons = new ArrayList<>();
    for (Choice choice : choices.values()) {
      if (choice.finishReason != null || complete()) {
        reasons.add(choice.finishReason);
      }
      if (withContent) {
        messages.add(OpenAiChat.outputMessage(choice.message(), choice.finishReason));
      }
    }
    if (errorType != null) {
      response.failed(errorType);
    }
    return response.finishReasons(reasons).content(Content.OUTPUT_MESSAGES, messages);
  }

  private static <T> @Nullable T at(
      Map<Long, T> byIndex, @Nullable Long index, java.util.function.Supplier<T> create) {
    long key = index == null ? 0 : index;
    return key < 0 || key > MAX_INDEX ? null : byIndex.computeIfAbsent(key, k -> create.get());
  }

  private final class Choice {
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final Map<Long, ToolCall> toolCalls = new TreeMap<>();
    @Nullable String finishReason;

    void add(Map<String, Object> wire) {
      String reason = Json.string(wire, "finish_reason");
      if (reason != null) {
        finishReason = reason;
      }
      if (!withContent) {
        return;
      }
      Map<String, Object> delta = Json.object(wire, "delta");
      append(content, OpenAiRequests.textOf(delta.get("content"), false));
      append(reasoning, OpenAiRequests.textOf(delta.get("content"), true));
      append(refusal, Json.string(delta, "refusal"));
      append(reasoning, Json.string(delta, "reasoning_content"));
      for (Object element : Json.list(delta, "tool_calls")) {
        Map<String, Object> call = Json.object(element);
        ToolCall known = at(toolCalls, Json.integer(call, "index"), ToolCall::new);
        if (known != null) {
          known.add(call);
        }
      }
    }

    /** As the message of a response that came whole. */
    Map<String, Object> message() {
      Map<String, Object> message = new LinkedHashMap<>();
      message.put("content", content.toString());
      if (reasoning.length() > 0) {
        message.put("reasoning_content", reasoning.toString());
      }
      if (refusal.length() > 0) {
        message.put("refusal", refusal.toString());
      }
      List<Object> calls = new ArrayList<>();
      toolCalls.values().forEach(call -> calls.add(call.wire()));
      message.put("tool_calls", calls);
      return message;
    }
  }

  private final class ToolCall {
    private @Nullable String id;
    private final StringBuilder name = new StringBuilder();
    private final StringBuilder arguments = new StringBuilder();

    void add(Map<String, Object> wire) {
      String given = Json.string(wire, "id");
      if (given != null && !given.isEmpty()) {
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
      Map<String, Object> call = new LinkedHashMap<>();
      Messages.put(call, "id", id);
      call.put("function", function);
      return call;
    }
  }

  private void append(StringBuilder to, @Nullable String text) {
    if (text != null && to.length() <= maxText) {
      to.append(text);
    }
  }
}
