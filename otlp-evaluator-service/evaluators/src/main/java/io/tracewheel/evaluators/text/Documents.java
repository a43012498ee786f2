// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.text;

import io.tracewheel.trace.JsonValue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** JSON documents in answers. */
final class Documents {
  private Documents() {}

  /**
   * The document that an answer is; null when it is none.
   *
   * @param fence whether it may stand in one Markdown code fence with nothing around it
   */
  static @Nullable JsonNode in(String answer, boolean fence) {
    String text = fence ? withoutFence(answer) : answer;
    return JsonValue.of(text).tree().value();
  }

  private static String withoutFence(String answer) {
    String text = answer.strip();
    int line = text.indexOf('\n');
    return text.startsWith("```") && text.endsWith("```") && line > 0 && line < text.length() - 3
        ? text.substring(line + 1, text.length() - 3)
        : answer;
  }
}
