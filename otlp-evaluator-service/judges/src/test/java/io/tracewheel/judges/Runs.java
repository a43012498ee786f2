// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges;

import io.tracewheel.evaluators.trajectory.Reference;
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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Runs of one agent for tests. */
public final class Runs {
  private final List<SpanProjection> spans = new ArrayList<>();
  private final List<Message> history = new ArrayList<>();
  private final String traceId;
  private @Nullable Reference reference;

  private Runs(String traceId) {
    this.traceId = traceId;
  }

  /** A run of a trace, without anything yet. */
  public static Runs of(String traceId) {
    return new Runs(traceId);
  }

  /** A question and its answer. */
  public static Run answer(String question, String answer) {
    return of("0af7651916cd43dd8448eb211c80319c").user(question).says(answer).build();
  }

  /** The user says something. */
  public Runs user(String text) {
    history.add(message(Role.USER, text));
    return this;
  }

  /** The model answers. */
  public Runs says(String text) {
    Message answer = message(Role.ASSISTANT, text);
    span(
        new Detail.Model(
            "openai",
            "m",
            new TokenUsage(1, 1, -1, -1, -1),
            new Content(null, List.copyOf(history), List.of(answer))));
    history.add(answer);
    return this;
  }

  /** A tool runs. */
  public Runs tool(String name, String arguments, String result) {
    span(new Detail.Tool(name, null, JsonValue.of(arguments), text(result)));
    return this;
  }

  /** What is known of how it should have gone. */
  public Runs expecting(Reference expected) {
    reference = expected;
    return this;
  }

  private void span(Detail detail) {
    long second = spans.size() + 1;
    spans.add(
        new SpanProjection(
            traceId,
            String.format(java.util.Locale.ROOT, "%016x", second),
            null,
            second * 1_000_000_000L,
            (second + 1) * 1_000_000_000L,
            "op",
            null,
            false,
            null,
            detail));
  }

  /** The run. */
  public Run build() {
    return new Run(Trajectory.of(spans, List.of()), reference);
  }

  private static Message message(Role role, String text) {
    return new Message(role, List.of(new Part.Text(text(text))), null);
  }

  private static JsonValue text(String text) {
    return JsonValue.of(JsonMapper.shared().writeValueAsString(text));
  }
}
