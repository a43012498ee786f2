// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** What Bedrock's models answer, each vendor's in its own form. */
final class BedrockAnswers {

  private static final String USAGE =
      "{\"inputTokens\":20,\"outputTokens\":12,\"totalTokens\":41,"
          + "\"cacheReadInputTokens\":6,\"cacheWriteInputTokens\":3}";

  private BedrockAnswers() {}

  static String converse(String model, boolean afterTool) {
    String content = "[{\"text\":\"Sunny.\"}]";
    String reason = "end_turn";
    if (model.endsWith("loop") && !afterTool) {
      content =
          "[{\"text\":\"Let me look.\"},{\"toolUse\":{\"toolUseId\":\"t1\",\"name\":\"weather\","
              + "\"input\":{\"city\":\"Paris\",\"days\":2}}}]";
      reason = "tool_use";
    } else if (model.endsWith("guarded")) {
      reason = "guardrail_intervened";
    }
    return "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":"
        + content
        + "}},\"stopReason\":\""
        + reason
        + "\",\"usage\":"
        + USAGE
        + ",\"metrics\":{\"latencyMs\":320},\"later\":{\"member\":1}}";
  }

  static List<byte[]> converseEvents(String model) {
    List<byte[]> events = new ArrayList<>();
    events.add(EventStream.event("messageStart", "{\"role\":\"assistant\",\"p\":\"abc\"}"));
    for (String text : List.of("Sun", "ny", ".")) {
      events.add(
          EventStream.event(
              "contentBlockDelta",
              "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"" + text + "\"},\"p\":\"a\"}"));
    }
    events.add(EventStream.event("contentBlockStop", "{\"contentBlockIndex\":0}"));
    String reason = "end_turn";
    if (model.endsWith("tools")) {
      reason = "tool_use";
      events.add(
          EventStream.event(
              "contentBlockStart",
              "{\"contentBlockIndex\":1,\"start\":{\"toolUse\":{\"toolUseId\":\"t1\",\"name\":\"weather\"}}}"));
      for (String piece : List.of("{\\\"city\\\":", "\\\"Paris\\\"}")) {
        events.add(
            EventStream.event(
                "contentBlockDelta",
                "{\"contentBlockIndex\":1,\"delta\":{\"toolUse\":{\"input\":\"" + piece + "\"}}}"));
      }
      events.add(EventStream.event("contentBlockStop", "{\"contentBlockIndex\":1}"));
    }
    events.add(EventStream.event("laterEvent", "{\"any\":1}"));
    events.add(EventStream.event("messageStop", "{\"stopReason\":\"" + reason + "\"}"));
    events.add(
        EventStream.event("metadata", "{\"usage\":" + USAGE + ",\"metrics\":{\"latencyMs\":320}}"));
    return events;
  }

  /** One piece, by the family that the id begins with. */
  static String invoke(String model) {
    String[] vendor = model.split("-", 2);
    switch (vendor[0]) {
      case "anthropic.claude":
        return "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-x\","
            + "\"content\":[{\"type\":\"text\",\"text\":\"Sunny.\"}],\"stop_reason\":\"end_turn\","
            + "\"usage\":{\"input_tokens\":11,\"output_tokens\":4}}";
      case "amazon.titan":
        return model.contains("embed")
            ? "{\"embedding\":[0.25,-0.5,0.125],\"inputTextTokenCount\":5}"
            : "{\"inputTextTokenCount\":11,\"results\":[{\"tokenCount\":4,"
                + "\"outputText\":\"Sunny.\",\"completionReason\":\"FINISH\"}]}";
      case "amazon.nova":
        return converse(model, true);
      case "meta.llama":
        return "{\"generation\":\"Sunny.\",\"prompt_token_count\":11,"
            + "\"generation_token_count\":4,\"stop_reason\":\"stop\"}";
      case "mistral.text":
        return "{\"outputs\":[{\"text\":\"Sunny.\",\"stop_reason\":\"stop\"}]}";
      case "mistral.chat":
        return "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
            + "\"content\":\"Sunny.\"},\"stop_reason\":\"stop\"}]}";
      case "cohere.command":
        return "{\"response_id\":\"r1\",\"text\":\"Sunny.\",\"generation_id\":\"g1\","
            + "\"chat_history\":[],\"finish_reason\":\"COMPLETE\"}";
      case "ai21.jamba":
      case "openai.gpt":
        return "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
            + "\"content\":\"Sunny.\"},\"finish_reason\":\"stop\"}],"
            + "\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":4,\"total_tokens\":15}}";
      case "deepseek.r1":
        return "{\"choices\":[{\"text\":\"Sunny.\",\"stop_reason\":\"stop\"}]}";
      default:
        return "{\"images\":[\"QUJD\"]}";
    }
  }

  static List<byte[]> invokeEvents(String model) {
    List<byte[]> events = new ArrayList<>();
    for (String chunk : chunks(model)) {
      String bytes = Base64.getEncoder().encodeToString(chunk.getBytes(StandardCharsets.UTF_8));
      events.add(EventStream.event("chunk", "{\"bytes\":\"" + bytes + "\",\"p\":\"abc\"}"));
    }
    return events;
  }

  private static List<String> chunks(String model) {
    String metrics =
        "\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":11,\"outputTokenCount\":4,"
            + "\"invocationLatency\":400,\"firstByteLatency\":100}}";
    switch (model.split("-", 2)[0]) {
      case "anthropic.claude":
        return List.of(
            "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\","
                + "\"role\":\"assistant\",\"model\":\"claude-x\",\"content\":[],"
                + "\"usage\":{\"input_tokens\":11,\"output_tokens\":1}}}",
            "{\"type\":\"content_block_start\",\"index\":0,"
                + "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
            "{\"type\":\"content_block_delta\",\"index\":0,"
                + "\"delta\":{\"type\":\"text_delta\",\"text\":\"Sunny.\"}}",
            "{\"type\":\"content_block_stop\",\"index\":0}",
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
                + "\"usage\":{\"output_tokens\":4}}",
            "{\"type\":\"message_stop\"," + metrics);
      case "amazon.titan":
        return List.of(
            "{\"outputText\":\"Sun\",\"index\":0,\"totalOutputTextTokenCount\":null,"
                + "\"completionReason\":null,\"inputTextTokenCount\":11}",
            "{\"outputText\":\"ny.\",\"index\":0,\"totalOutputTextTokenCount\":4,"
                + "\"completionReason\":\"FINISH\",\"inputTextTokenCount\":11,"
                + metrics);
      case "meta.llama":
        return List.of(
            "{\"generation\":\"Sun\",\"prompt_token_count\":11,\"generation_token_count\":1,"
                + "\"stop_reason\":null}",
            "{\"generation\":\"ny.\",\"prompt_token_count\":null,\"generation_token_count\":4,"
                + "\"stop_reason\":\"stop\","
                + metrics);
      case "cohere.command":
        return List.of(
            "{\"is_finished\":false,\"event_type\":\"text-generation\",\"text\":\"Sun\"}",
            "{\"is_finished\":false,\"event_type\":\"text-generation\",\"text\":\"ny.\"}",
            "{\"is_finished\":true,\"event_type\":\"stream-end\",\"finish_reason\":\"COMPLETE\","
                + "\"response\":{\"response_id\":\"r1\",\"text\":\"Sunny.\"},"
                + metrics);
      default:
        return List.of(
            "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Sun\"},"
                + "\"stop_reason\":null}]}",
            "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"ny.\"},"
                + "\"stop_reason\":\"stop\"}],"
                + metrics);
    }
  }
}
