// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.agentscope;

import io.agentscope.core.message.ContentBlock;
import io.agentscope.core.message.Msg;
import io.agentscope.core.message.TextBlock;
import io.agentscope.core.message.ThinkingBlock;
import io.agentscope.core.message.ToolResultBlock;
import io.agentscope.core.message.ToolUseBlock;
import io.agentscope.core.model.ToolSchema;
import io.tracewheel.javaagent.genai.Json;
import io.tracewheel.javaagent.genai.Messages;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** AgentScope's messages as the conventions have them. */
final class ScopeMessages {

  private ScopeMessages() {}

  static List<Object> of(List<Msg> messages) {
    List<Object> all = new ArrayList<>();
    for (Msg message : messages) {
      if (message != null) {
        String role =
            message.getRole() == null ? null : message.getRole().name().toLowerCase(Locale.ROOT);
        all.add(Messages.message(role, parts(message.getContent())));
      }
    }
    return all;
  }

  /** Pictures and sounds are left out. */
  static List<Object> parts(@Nullable List<ContentBlock> blocks) {
    List<Object> parts = new ArrayList<>();
    for (ContentBlock block : blocks == null ? List.<ContentBlock>of() : blocks) {
      if (block instanceof TextBlock text && text.getText() != null) {
        parts.add(Messages.text(text.getText()));
      } else if (block instanceof ThinkingBlock thinking && thinking.getThinking() != null) {
        parts.add(Messages.reasoning(thinking.getThinking()));
      } else if (block instanceof ToolUseBlock tool) {
        parts.add(Messages.toolCall(tool.getId(), tool.getName(), tool.getInput()));
      } else if (block instanceof ToolResultBlock result) {
        parts.add(Messages.toolCallResponse(result.getId(), result(result)));
      }
    }
    return parts;
  }

  /** The text of a tool's result, as a tree if it is JSON. */
  static @Nullable Object result(ToolResultBlock result) {
    StringBuilder all = new StringBuilder();
    if (result.getOutput() != null) {
      for (ContentBlock block : result.getOutput()) {
        if (block instanceof TextBlock text && text.getText() != null) {
          all.append(text.getText());
        }
      }
    }
    return all.length() == 0 ? null : Json.parseOrText(all.toString());
  }

  static List<Object> tools(List<ToolSchema> tools) {
    List<Object> all = new ArrayList<>();
    for (ToolSchema tool : tools) {
      all.add(Messages.function(tool.getName(), tool.getDescription(), tool.getParameters()));
    }
    return all;
  }
}
