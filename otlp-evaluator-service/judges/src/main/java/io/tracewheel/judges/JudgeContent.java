// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges;

import io.tracewheel.judges.client.JudgeReply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What a judge was sent and said, as the attributes that the GenAI conventions have for it. */
final class JudgeContent {
  private JudgeContent() {}

  static Map<String, Object> of(
      String instructions, List<String> turns, @Nullable JudgeReply reply) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("gen_ai.system_instructions", json(List.of(text(instructions))));
    List<Object> messages = new ArrayList<>();
    for (int i = 0; i < turns.size(); i++) {
      messages.add(message(i % 2 == 0 ? "user" : "assistant", turns.get(i)));
    }
    attributes.put("gen_ai.input.messages", json(messages));
    if (reply != null) {
      attributes.put("gen_ai.output.messages", json(List.of(message("assistant", reply.text()))));
    }
    return attributes;
  }

  private static Map<String, Object> message(String role, String content) {
    return Map.of("role", role, "parts", List.of(text(content)));
  }

  private static Map<String, Object> text(String content) {
    return Map.of("type", "text", "content", content);
  }

  private static String json(Object value) {
    return JsonMapper.shared().writeValueAsString(value);
  }
}
