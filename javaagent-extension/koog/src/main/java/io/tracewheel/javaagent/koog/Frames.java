// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.koog;

import ai.koog.prompt.streaming.StreamFrame;
import io.tracewheel.javaagent.genai.Content;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Json;
import io.tracewheel.javaagent.genai.Messages;
import java.util.ArrayList;
import java.util.List;

/** An answer put together from its frames. */
final class Frames {

  private final GenAiCall call;
  private final GenAiResponse response = new GenAiResponse();
  private final StringBuilder text = new StringBuilder();
  private final List<Object> tools = new ArrayList<>();

  Frames(GenAiCall call) {
    this.call = call;
  }

  void seen(Object frame) {
    try {
      call.chunk();
      if (frame instanceof StreamFrame.End end) {
        if (end.getFinishReason() != null) {
          response.finishReasons(List.of(end.getFinishReason()));
        }
        KoogMessages.usage(end.getMetaInfo(), response);
      } else if (GenAiTelemetry.get().capturesContent()) {
        if (frame instanceof StreamFrame.TextDelta delta) {
          text.append(delta.getText());
        } else if (frame instanceof StreamFrame.ToolCallComplete tool) {
          tools.add(
              Messages.toolCall(tool.getId(), tool.getName(), Json.parseOrText(tool.getContent())));
        }
      }
    } catch (RuntimeException | LinkageError unreadable) {
      // the frame goes to the application all the same
    }
  }

  GenAiResponse answer() {
    List<Object> parts = new ArrayList<>();
    if (text.length() > 0) {
      parts.add(Messages.text(text.toString()));
    }
    parts.addAll(tools);
    return parts.isEmpty()
        ? response
        : response.content(
            Content.OUTPUT_MESSAGES, Messages.listOf(Messages.message("assistant", parts)));
  }
}
