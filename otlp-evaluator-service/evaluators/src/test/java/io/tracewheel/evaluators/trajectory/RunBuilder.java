// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.Score;
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

/** Builds runs of one agent for tests: model calls and tools, one second each. */
final class RunBuilder {
  private static final TrajectoryEvaluators CATALOGUE =
      new TrajectoryEvaluators(PriceTable.builtIn());

  private final List<SpanProjection> spans = new ArrayList<>();
  private final List<Message> history = new ArrayList<>();
  private @Nullable Reference reference;
  private long seconds;

  RunBuilder user(String text) {
    history.add(new Message(Role.USER, List.of(text(text)), null));
    return this;
  }

  RunBuilder says(String text) {
    return says(text, new TokenUsage(-1, -1, -1, -1, -1), "gpt-4o");
  }

  RunBuilder says(String text, TokenUsage usage, String model) {
    Message answer = new Message(Role.ASSISTANT, List.of(text(text)), null);
    Content content = new Content(null, List.copyOf(history), List.of(answer));
    span(new Detail.Model("openai", model, usage, content), false);
    history.add(answer);
    return this;
  }

  RunBuilder calls(String tool, String arguments, String result) {
    return calls(tool, arguments, result, false);
  }

  RunBuilder fails(String tool, String arguments) {
    return calls(tool, arguments, "no luck", true);
  }

  private RunBuilder calls(String tool, String arguments, String result, boolean failed) {
    span(
        new Detail.Tool(
            tool, null, JsonValue.of(arguments.replace('\'', '"')), JsonValue.of(result)),
        failed);
    return this;
  }

  /** A retrieval with these documents, as JSON with single quotes. */
  RunBuilder retrieves(String documents) {
    span(new Detail.Other(List.of(JsonValue.of(documents.replace('\'', '"')))), false);
    return this;
  }

  RunBuilder toolWithoutContent(String tool) {
    span(new Detail.Tool(tool, null, null, null), false);
    return this;
  }

  RunBuilder expecting(Call... calls) {
    reference = Reference.ofCalls(List.of(calls));
    return this;
  }

  RunBuilder expecting(Reference given) {
    reference = given;
    return this;
  }

  private void span(Detail detail, boolean failed) {
    seconds++;
    spans.add(
        new SpanProjection(
            "t",
            "s" + seconds,
            null,
            seconds * 1_000_000_000L,
            (seconds + 1) * 1_000_000_000L,
            "op",
            null,
            failed,
            null,
            detail));
  }

  Run build() {
    return new Run(Trajectory.of(spans, List.of()), reference);
  }

  /** What an evaluator of the catalogue says; parameters with single quotes. */
  Outcome by(String id, String parameters) {
    return evaluator(id, parameters).evaluate(build());
  }

  Score score(String id, String parameters) {
    return (Score) by(id, parameters);
  }

  static TrajectoryEvaluator evaluator(String id, String parameters) {
    return CATALOGUE.create(id, JsonMapper.shared().readTree(parameters.replace('\'', '"')));
  }

  private static Part text(String text) {
    return new Part.Text(JsonValue.of(JsonMapper.shared().writeValueAsString(text)));
  }
}
