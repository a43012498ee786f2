// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Folds the events of an agent's answer. Traces are no spans: they come after what they tell of,
 * and most say not when it was; the tokens that they count are those of the whole run.
 */
public final class BedrockAgentStream implements ChunkDecoder {

  private final boolean withContent;
  private final int maxText;
  private final StringBuilder text = new StringBuilder();
  private final List<Object> toolCalls = new ArrayList<>();
  private @Nullable String version;
  private boolean counted;
  private long inputTokens;
  private long outputTokens;

  public BedrockAgentStream(GenAiTelemetry telemetry) {
    this(telemetry.capturesContent(), telemetry.settings.maxContentLength);
  }

  BedrockAgentStream(boolean withContent, int maxText) {
    this.withContent = withContent;
    this.maxText = maxText;
  }

  @Override
  public void chunk(String json) {
    Map<String, Object> event = Json.parseObject(json);
    Map<String, Object> trace = Json.object(event, "trace");
    String known = Json.string(trace, "agentVersion");
    if (known != null) {
      version = known;
    }
    Map<String, Object> usage = Json.object(trace, "usage");
    Long input = Json.integer(usage, "inputTokens");
    Long output = Json.integer(usage, "outputTokens");
    if (input != null && output != null) {
      counted = true;
      inputTokens += input;
      outputTokens += output;
    }
    if (withContent) {
      content(event);
    }
  }

  private void content(Map<String, Object> event) {
    String bytes = Json.string(Json.object(event, "chunk"), "bytes");
    if (bytes != null && text.length() <= maxText) {
      text.append(new String(Base64.getDecoder().decode(bytes), StandardCharsets.UTF_8));
    }
    Map<String, Object> control = Json.object(event, "returnControl");
    for (Object each : Json.list(control, "invocationInputs")) {
      if (toolCalls.size() < maxText) {
        toolCalls.add(toolCall(Json.string(control, "invocationId"), Json.object(each)));
      }
    }
  }

  /** A function, or an operation of an interface, that the application is to call. */
  private static Object toolCall(@Nullable String id, Map<String, Object> wire) {
    Map<String, Object> function = Json.object(wire, "functionInvocationInput");
    Map<String, Object> operation = Json.object(wire, "apiInvocationInput");
    Map<String, Object> called = function.isEmpty() ? operation : function;
    Map<String, Object> arguments = new LinkedHashMap<>();
    for (Object element : Json.list(called, "parameters")) {
      Map<String, Object> parameter = Json.object(element);
      String name = Json.string(parameter, "name");
      if (name != null) {
        Messages.put(arguments, name, Json.string(parameter, "value"));
      }
    }
    return Messages.toolCall(
        id,
        function.isEmpty() ? Json.string(operation, "apiPath") : Json.string(function, "function"),
        arguments);
  }

  /** No event says so: the end is the end of the stream. */
  @Override
  public boolean complete() {
    return false;
  }

  @Override
  public GenAiResponse response() {
    GenAiResponse response = new GenAiResponse().set(GenAiAttributes.AGENT_VERSION, version);
    if (counted) {
      response.usage(inputTokens, outputTokens);
    }
    if (text.length() > 0 || !toolCalls.isEmpty()) {
      List<Object> parts = new ArrayList<>();
      if (text.length() > 0) {
        parts.add(Messages.text(text.toString()));
      }
      parts.addAll(toolCalls);
      Map<String, Object> message = Messages.message("assistant", parts);
      message.put("finish_reason", toolCalls.isEmpty() ? "stop" : "tool_call");
      response.content(Content.OUTPUT_MESSAGES, Messages.listOf(message));
    }
    return response;
  }
}
