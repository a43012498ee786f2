// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.rubric;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tracewheel.evaluators.trajectory.Call;
import io.tracewheel.evaluators.trajectory.Reference;
import io.tracewheel.evaluators.trajectory.Run;
import io.tracewheel.trace.JsonValue;
import io.tracewheel.trace.Message;
import io.tracewheel.trace.Part;
import io.tracewheel.trace.Role;
import io.tracewheel.trace.trajectory.Activity;
import io.tracewheel.trace.trajectory.Content;
import io.tracewheel.trace.trajectory.Detail;
import io.tracewheel.trace.trajectory.SpanProjection;
import io.tracewheel.trace.trajectory.Step;
import io.tracewheel.trace.trajectory.ToolUse;
import io.tracewheel.trace.trajectory.Trajectory;
import io.tracewheel.trace.trajectory.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A run in words, as a judge is to read it: lists of entries that can be left out one by one. */
final class RunText {
  private final Run run;
  private final List<String> assertions;

  /**
   * A run.
   *
   * @param assertions of the rule; empty for those of the reference
   */
  RunText(Run run, List<String> assertions) {
    this.run = run;
    this.assertions = assertions;
  }

  /** The entries of a source; none when they are not known. */
  List<String> of(Source source) {
    Trajectory trajectory = run.trajectory();
    Reference reference = run.reference();
    return switch (source) {
      case FINAL_ANSWER -> one(trajectory.finalAnswer());
      case INPUT -> input(trajectory.root());
      case INSTRUCTIONS -> one(instructions(trajectory.root()));
      case TRAJECTORY -> trajectory(trajectory);
      case TOOL_CALLS -> trajectory.tools().stream().map(RunText::call).toList();
      case CONTEXT -> context(trajectory);
      case REFERENCE -> one(reference == null ? null : reference.answer());
      case REFERENCE_CALLS ->
          reference == null || reference.calls() == null
              ? List.of()
              : reference.calls().stream().map(RunText::call).toList();
      case ASSERTIONS -> numbered(assertions());
    };
  }

  /** What must be true of the run. */
  List<String> assertions() {
    Reference reference = run.reference();
    List<String> given = reference == null ? null : reference.assertions();
    return !assertions.isEmpty() || given == null ? assertions : given;
  }

  private static List<String> numbered(List<String> texts) {
    List<String> numbered = new ArrayList<>();
    for (String text : texts) {
      numbered.add(numbered.size() + 1 + ". " + text);
    }
    return numbered;
  }

  private static List<String> one(@Nullable String text) {
    return text == null || text.isBlank() ? List.of() : List.of(text);
  }

  private static List<String> input(Activity root) {
    if (root.agent() != null && root.agent().detail() instanceof Detail.Agent agent) {
      List<String> own = users(agent.content());
      if (!own.isEmpty()) {
        return own;
      }
    }
    List<String> longest = List.of();
    for (Step step : root.steps()) {
      List<String> said = users(step.content());
      longest = said.size() >= longest.size() ? said : longest;
    }
    return longest;
  }

  private static List<String> users(Content content) {
    List<Message> messages = content.input();
    return messages == null
        ? List.of()
        : messages.stream()
            .filter(message -> message.role() == Role.USER)
            .map(RunText::words)
            .filter(words -> !words.isBlank())
            .toList();
  }

  private static String words(Message message) {
    return message.parts().stream()
        .filter(Part.Text.class::isInstance)
        .map(part -> ((Part.Text) part).content().text())
        .filter(Objects::nonNull)
        .collect(Collectors.joining("\n"));
  }

  private static @Nullable String instructions(Activity root) {
    String found = null;
    for (Step step : root.steps()) {
      JsonValue apart = step.content().instructions();
      List<Message> input = step.content().input();
      if (apart != null) {
        found = text(apart);
      } else if (input != null) {
        String system =
            input.stream()
                .filter(message -> message.role() == Role.SYSTEM)
                .map(RunText::words)
                .collect(Collectors.joining("\n"));
        found = system.isBlank() ? found : system;
      }
    }
    return found;
  }

  private static List<String> trajectory(Trajectory trajectory) {
    List<String> entries = new ArrayList<>();
    activity(trajectory.root(), "", entries);
    return entries;
  }

  private static void activity(Activity activity, String who, List<String> entries) {
    List<String> asked = input(activity);
    int turns = activity.turns().size();
    for (int i = 0; i < turns; i++) {
      Turn turn = activity.turns().get(i);
      // Where messages and turns do not pair, the last ones do: a history may be cut short.
      int message = asked.size() - turns + i;
      if (i == 0) {
        for (int before = 0; before < Math.min(message, asked.size()); before++) {
          entries.add(who + "user: " + asked.get(before));
        }
      }
      if (message >= 0 && message < asked.size()) {
        entries.add(who + "user: " + asked.get(message));
      }
      turn.steps().forEach(step -> step(step, who, entries));
    }
  }

  private static void step(Step step, String who, List<String> entries) {
    SpanProjection model = step.model();
    if (!step.answer().isBlank()) {
      entries.add(who + "assistant: " + step.answer());
    }
    if (model != null && model.failed()) {
      entries.add(
          who
              + "the model call failed"
              + (model.errorType() == null ? "" : ": " + model.errorType()));
    }
    for (List<ToolUse> group : step.toolGroups()) {
      for (ToolUse tool : group) {
        entries.add(who + "tool call " + call(tool));
        tool.inside().forEach(inner -> inside(inner, who, entries));
      }
    }
    for (SpanProjection other : step.others()) {
      documents(other).forEach(text -> entries.add(who + "retrieved: " + text));
    }
    step.subAgents().forEach(inner -> inside(inner, who, entries));
  }

  private static void inside(Activity inner, String who, List<String> entries) {
    String name = inner.name();
    activity(inner, who + "[agent " + (name == null ? "inside" : name) + "] ", entries);
  }

  private static String call(ToolUse tool) {
    String arguments = tool.arguments() == null ? "(arguments not known)" : text(tool.arguments());
    String result;
    if (tool.result() != null) {
      result = (tool.failed() ? "failed: " : "") + text(tool.result());
    } else if (tool.failed()) {
      result = "failed";
    } else {
      result = tool.answered() ? "(result not known)" : "(no result)";
    }
    return tool.name() + " " + arguments + "\n  result: " + result;
  }

  private static String call(Call call) {
    return call.tool() + " " + call.arguments();
  }

  private static List<String> context(Trajectory trajectory) {
    List<String> found = new ArrayList<>();
    for (Step step : trajectory.steps()) {
      step.others().forEach(other -> found.addAll(documents(other)));
    }
    if (found.isEmpty()) {
      for (ToolUse tool : trajectory.tools()) {
        if (tool.result() != null && !tool.failed()) {
          found.add(tool.name() + ": " + text(tool.result()));
        }
      }
    }
    return found;
  }

  private static List<String> documents(SpanProjection span) {
    return span.detail() instanceof Detail.Other other
        ? other.documents().stream().map(RunText::text).toList()
        : List.of();
  }

  /** A JSON string as what it holds, other JSON as it is written. */
  private static String text(JsonValue value) {
    String text = value.text();
    return text != null ? text : new String(value.toByteArray(), UTF_8);
  }
}
