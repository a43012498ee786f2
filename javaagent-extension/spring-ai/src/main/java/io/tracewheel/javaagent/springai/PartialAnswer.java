// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import io.tracewheel.javaagent.genai.Content;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Messages;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/** The text of a streamed answer so far, for streams that nobody puts together. */
final class PartialAnswer {

  private static final int MAX_CHARS = 1 << 20;

  private final boolean wanted = GenAiTelemetry.get().capturesContent();
  private final StringBuilder text = new StringBuilder();

  synchronized void add(@Nullable ChatResponse piece) {
    if (!wanted || piece == null || text.length() >= MAX_CHARS) {
      return;
    }
    Generation generation = piece.getResult();
    if (generation != null && generation.getOutput() != null) {
      String more = generation.getOutput().getText();
      text.append(more == null ? "" : more);
    }
  }

  synchronized void describe(GenAiResponse response) {
    if (text.length() > 0) {
      response.content(
          Content.OUTPUT_MESSAGES, Messages.listOf(Messages.message("assistant", text.toString())));
    }
  }
}
