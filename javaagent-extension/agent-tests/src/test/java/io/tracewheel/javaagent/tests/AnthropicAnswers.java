// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import java.util.ArrayList;
import java.util.List;

/** Bodies as Anthropic sends them, with every field that the tests look for. */
final class AnthropicAnswers {

  private static final String INPUT =
      "\"input_tokens\":10,\"cache_read_input_tokens\":300,\"cache_creation_input_tokens\":20";

  private AnthropicAnswers() {}

  static String error(String type, String message) {
    return "{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":\"%s\"}}"
        .formatted(type, message);
  }

  static String message(String model) {
    if (model.endsWith("bare")) {
      return "{\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]}";
    }
    return message(model, model.endsWith("tools"));
  }

  static String message(String model, boolean tool) {
    String content =
        tool
            ? """
            {"type":"tool_use","id":"toolu_1","name":"get_weather","input":{"city":"Paris"}}\
            """
            : "{\"type\":\"text\",\"text\":\"Sunny.\",\"citations\":null}";
    return head(
        model,
        content,
        "\"" + (tool ? "tool_use" : "end_turn") + "\"",
        INPUT + ",\"output_tokens\":12");
  }

  private static String head(String model, String content, String reason, String usage) {
    return """
    {"id":"msg_%s","type":"message","role":"assistant","model":"%s-20260101","content":[%s],\
    "stop_reason":%s,"stop_sequence":null,"usage":{%s,"service_tier":"standard"}}\
    """
        .formatted(model, model, content, reason, usage);
  }

  static List<String> events(String model) {
    boolean tools = model.endsWith("tools");
    List<String> events = new ArrayList<>();
    events.add(
        event(
            "message_start",
            "\"message\":" + head(model, "", "null", INPUT + ",\"output_tokens\":1")));
    events.add(
        event(
            "content_block_start",
            "\"index\":0,\"content_block\":"
                + (tools
                    ? "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"get_weather\",\"input\":{}}"
                    : "{\"type\":\"text\",\"text\":\"\"}")));
    events.add(event("ping", "\"index\":0"));
    events.add(delta(tools, tools ? "{\\\"city\\\":" : "Sun"));
    if (model.endsWith("error")) {
      events.add("event: error\ndata: " + error("overloaded_error", "Overloaded"));
      return events;
    }
    events.add(delta(tools, tools ? "\\\"Paris\\\"}" : "ny."));
    events.add(event("content_block_stop", "\"index\":0"));
    events.add(
        event(
            "message_delta",
            "\"delta\":{\"stop_reason\":\""
                + (tools ? "tool_use" : "end_turn")
                + "\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":12}"));
    events.add("event: message_stop\ndata: {\"type\":\"message_stop\"}");
    return events;
  }

  private static String delta(boolean tools, String text) {
    return event(
        "content_block_delta",
        "\"index\":0,\"delta\":{"
            + (tools
                ? "\"type\":\"input_json_delta\",\"partial_json\":\""
                : "\"type\":\"text_delta\",\"text\":\"")
            + text
            + "\"}");
  }

  private static String event(String type, String members) {
    return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + members + "}";
  }
}
