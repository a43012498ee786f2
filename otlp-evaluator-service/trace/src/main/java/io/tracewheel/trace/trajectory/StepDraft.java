// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace.trajectory;

import io.tracewheel.trace.JsonValue;
import io.tracewheel.trace.Message;
import io.tracewheel.trace.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A step while its spans are being gathered. */
final class StepDraft {
  private final Step bare;
  private final List<Run> runs = new ArrayList<>();
  private final List<Activity> subAgents = new ArrayList<>();
  private final List<SpanProjection> others = new ArrayList<>();

  private record Run(SpanProjection span, Detail.Tool tool, List<Activity> inside) {}

  StepDraft(@Nullable SpanProjection model) {
    bare = new Step(model, List.of(), List.of(), List.of());
  }

  @Nullable SpanProjection model() {
    return bare.model();
  }

  List<Part.ToolRequest> requests() {
    return bare.requests();
  }

  List<Message> input() {
    List<Message> input = bare.content().input();
    return input == null ? List.of() : input;
  }

  void run(SpanProjection span, Detail.Tool tool, List<Activity> inside) {
    runs.add(new Run(span, tool, inside));
  }

  List<Activity> subAgents() {
    return subAgents;
  }

  List<SpanProjection> others() {
    return others;
  }

  /** The step; what the messages know of a call fills what its span does not say. */
  Step step(Function<String, Part.@Nullable ToolResponse> responses) {
    List<Run> left = new ArrayList<>(runs);
    List<ToolUse> asked = new ArrayList<>();
    for (Part.ToolRequest request : requests()) {
      Run run = take(left, request);
      asked.add(use(request, run, responses));
    }
    List<List<ToolUse>> groups = new ArrayList<>();
    if (!asked.isEmpty()) {
      groups.add(List.copyOf(asked));
    }
    List<ToolUse> group = new ArrayList<>();
    long groupEnd = 0;
    for (Run run : left) {
      boolean overlaps = Long.compareUnsigned(run.span().startUnixNano(), groupEnd) < 0;
      if (!group.isEmpty() && !overlaps) {
        groups.add(List.copyOf(group));
        group.clear();
      }
      long end = run.span().endUnixNano();
      groupEnd = group.isEmpty() || Long.compareUnsigned(end, groupEnd) > 0 ? end : groupEnd;
      group.add(use(null, run, responses));
    }
    if (!group.isEmpty()) {
      groups.add(List.copyOf(group));
    }
    return new Step(model(), List.copyOf(groups), List.copyOf(subAgents), List.copyOf(others));
  }

  /** The run of a request: by call id, else by name where one of them has no id. */
  private static @Nullable Run take(List<Run> runs, Part.ToolRequest request) {
    Run found = null;
    for (Run run : runs) {
      if (request.id() != null && Objects.equals(run.tool().callId(), request.id())) {
        found = run;
        break;
      }
      boolean noId = request.id() == null || run.tool().callId() == null;
      if (found == null && noId && run.tool().name().equals(request.name())) {
        found = run;
      }
    }
    runs.remove(found);
    return found;
  }

  private static ToolUse use(
      Part.@Nullable ToolRequest request,
      @Nullable Run run,
      Function<String, Part.@Nullable ToolResponse> responses) {
    String id = run == null ? null : run.tool().callId();
    id = id == null && request != null ? request.id() : id;
    Part.ToolResponse response = id == null ? null : responses.apply(id);
    String name = run == null ? "" : run.tool().name();
    name = name.isEmpty() && request != null ? request.name() : name;
    JsonValue arguments = run == null ? null : run.tool().arguments();
    arguments = arguments == null && request != null ? request.arguments() : arguments;
    JsonValue result = run == null ? null : run.tool().result();
    result = result == null && response != null ? response.response() : result;
    boolean failed =
        (run != null && run.span().failed()) || (response != null && response.markedAsError());
    return new ToolUse(
        name,
        id,
        arguments,
        result,
        failed,
        run != null || response != null,
        request != null,
        run == null ? null : run.span(),
        run == null ? List.of() : run.inside());
  }
}
