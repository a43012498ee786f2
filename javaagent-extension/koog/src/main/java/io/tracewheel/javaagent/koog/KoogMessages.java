// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.koog;

import ai.koog.prompt.message.Message;
import ai.koog.prompt.message.MessagePart;
import ai.koog.prompt.message.ResponseMetaInfo;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.Json;
import io.tracewheel.javaagent.genai.Messages;
import io.tracewheel.javaagent.genai.OptionalGetter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Koog's messages as the conventions have them. */
final class KoogMessages {

  private KoogMessages() {}

  static List<Object> of(List<Message> messages) {
    List<Object> all = new ArrayList<>();
    for (Message message : messages) {
      String role = message.getRole().name().toLowerCase(Locale.ROOT);
      all.add(Messages.message(role, parts(message.getParts())));
    }
    return all;
  }

  /** Attachments are left out. */
  static List<Object> parts(List<? extends MessagePart> given) {
    List<Object> parts = new ArrayList<>();
    for (MessagePart part : given) {
      if (part instanceof MessagePart.Text text) {
        parts.add(Messages.text(text.getText()));
      } else if (part instanceof MessagePart.Tool.Call call) {
        parts.add(
            Messages.toolCall(call.getId(), call.getTool(), Json.parseOrText(call.getArgs())));
      } else if (part instanceof MessagePart.Tool.Result result) {
        parts.add(
            Messages.toolCallResponse(
                OptionalGetter.text(result, "getId"), OptionalGetter.text(result, "getOutput")));
      }
    }
    return parts;
  }

  static void usage(@Nullable ResponseMetaInfo info, GenAiResponse response) {
    if (info != null) {
      response.usage(
          ModelCall.asLong(info.getInputTokensCount()),
          ModelCall.asLong(info.getOutputTokensCount()));
      response.set(GenAiAttributes.RESPONSE_MODEL, OptionalGetter.text(info, "getModelId"));
    }
  }
}
