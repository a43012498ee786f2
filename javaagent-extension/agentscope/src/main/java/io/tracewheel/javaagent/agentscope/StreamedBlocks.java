// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.agentscope;

import io.agentscope.core.message.ContentBlock;
import io.agentscope.core.message.TextBlock;
import io.agentscope.core.message.ThinkingBlock;
import io.agentscope.core.message.ToolUseBlock;
import io.tracewheel.javaagent.genai.Json;
import io.tracewheel.javaagent.genai.Messages;
import io.tracewheel.javaagent.genai.OptionalGetter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer put together from the pieces that it comes in. */
final class StreamedBlocks {

  /** Longer answers are cut when they are written, so there is no use in keeping more. */
  private static final int LONGEST = 1 << 20;

  private final StringBuilder text = new StringBuilder();
  private final StringBuilder thinking = new StringBuilder();
  private final List<Tool> tools = new ArrayList<>();

  void add(@Nullable List<ContentBlock> blocks) {
    for (ContentBlock block : blocks == null ? List.<ContentBlock>of() : blocks) {
      if (block instanceof TextBlock piece) {
        append(text, piece.getText());
      } else if (block instanceof ThinkingBlock piece) {
        append(thinking, piece.getThinking());
      } else if (block instanceof ToolUseBlock piece) {
        add(piece);
      }
    }
  }

  /** Later pieces of one call have no id, or the same. */
  private void add(ToolUseBlock piece) {
    Tool tool = tools.isEmpty() ? null : tools.get(tools.size() - 1);
    String id = piece.getId();
    if (tool == null || (id != null && !id.isEmpty() && !id.equals(tool.id))) {
      tool = new Tool(id, piece.getName());
      tools.add(tool);
    }
    if (piece.getInput() != null && !piece.getInput().isEmpty()) {
      tool.input = piece.getInput();
    }
    append(tool.arguments, OptionalGetter.text(piece, "getContent"));
  }

  private static void append(StringBuilder all, @Nullable String piece) {
    if (piece != null && all.length() < LONGEST) {
      all.append(piece);
    }
  }

  List<Object> parts() {
    List<Object> parts = new ArrayList<>();
    if (thinking.length() > 0) {
      parts.add(Messages.reasoning(thinking.toString()));
    }
    if (text.length() > 0) {
      parts.add(Messages.text(text.toString()));
    }
    for (Tool tool : tools) {
      Object arguments = tool.input;
      if (arguments == null) {
        arguments = Json.parseOrText(tool.arguments.toString());
      }
      parts.add(Messages.toolCall(tool.id, tool.name, arguments));
    }
    return parts;
  }

  private static final class Tool {
    private final @Nullable String id;
    private final @Nullable String name;
    private final StringBuilder arguments = new StringBuilder();
    private @Nullable Map<String, Object> input;

    Tool(@Nullable String id, @Nullable String name) {
      this.id = id;
      this.name = name;
    }
  }
}
