// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import static io.tracewheel.trace.Field.*;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** LiveKit Agents. */
final class LiveKitDialect {
  static final Dialect TABLE =
      Dialect.named("livekit")
          .scopes("livekit-agents")
          .keys("lk.*")
          .kindOtherwise(LiveKitDialect::kind)
          .then(
              INPUT_MESSAGES, "lk.chat_ctx", "lk.input_text", "lk.user_transcript", "lk.user_input")
          .then(OUTPUT_MESSAGES, Source.code(LiveKitDialect::answer))
          .then(TOOL_NAME, "lk.function_tool.name")
          .then(TOOL_CALL_ID, "lk.function_tool.id")
          .then(TOOL_ARGUMENTS, "lk.function_tool.arguments")
          .then(TOOL_RESULT, "lk.function_tool.output")
          .then(AGENT_NAME, "lk.agent_name")
          .build();

  private LiveKitDialect() {}

  private static @Nullable String kind(Look look) {
    if (look.has("lk.function_tool.name") || look.has("lk.function_tool.output")) {
      return "execute_tool";
    }
    return switch (look.spanName()) {
      case "function_tool" -> "execute_tool";
      case "agent_turn", "start_agent_activity" -> "invoke_agent";
      default -> null;
    };
  }

  private static @Nullable JsonNode answer(SpanFields fields) {
    String text = fields.text("lk.response.text");
    JsonNode calls = fields.tree("lk.response.function_calls");
    boolean called = calls != null && calls.isArray() && !calls.isEmpty();
    if (text == null && !called) {
      return null;
    }
    ObjectNode message = Trees.NODES.objectNode().put("role", "assistant").put("content", text);
    if (called) {
      message.set("tool_calls", calls);
    }
    return message;
  }
}
