// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.clients;

import io.tracewheel.evaluators.trajectory.Run;
import io.tracewheel.trace.JsonValue;
import io.tracewheel.trace.Message;
import io.tracewheel.trace.Part;
import io.tracewheel.trace.Role;
import io.tracewheel.trace.TokenUsage;
import io.tracewheel.trace.trajectory.Content;
import io.tracewheel.trace.trajectory.Detail;
import io.tracewheel.trace.trajectory.SpanProjection;
import io.tracewheel.trace.trajectory.Trajectory;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Runs of one model call. */
final class Answers {
  private Answers() {}

  static Run answer(String answer) {
    return answer("0af7651916cd43dd8448eb211c80319c", answer);
  }

  static Run answer(String traceId, String answer) {
    Content content =
        new Content(
            null, List.of(message(Role.USER, "q")), List.of(message(Role.ASSISTANT, answer)));
    SpanProjection span =
        new SpanProjection(
            traceId,
            "b7ad6b7169203331",
            null,
            1_000_000_000L,
            2_000_000_000L,
            "chat",
            null,
            false,
            null,
            new Detail.Model("openai", "m", new TokenUsage(1, 1, -1, -1, -1), content));
    return new Run(Trajectory.of(List.of(span), List.of()), null);
  }

  private static Message message(Role role, String text) {
    String json = JsonMapper.shared().writeValueAsString(text);
    return new Message(role, List.of(new Part.Text(JsonValue.of(json))), null);
  }
}
