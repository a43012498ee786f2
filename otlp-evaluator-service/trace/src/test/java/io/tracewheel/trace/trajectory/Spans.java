// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace.trajectory;

import io.tracewheel.trace.JsonValue;
import io.tracewheel.trace.Message;
import io.tracewheel.trace.Part;
import io.tracewheel.trace.Role;
import io.tracewheel.trace.TokenUsage;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Projections for tests; ids are plain words, times are small numbers. */
final class Spans {
  private Spans() {}

  static SpanProjection model(String id, @Nullable String parent, long start, long end) {
    return model(id, parent, start, end, usage(-1, -1), Content.NONE);
  }

  static SpanProjection model(
      String id, @Nullable String parent, long start, long end, TokenUsage usage, Content content) {
    return span(id, parent, start, end, new Detail.Model("p", "m", usage, content));
  }

  static SpanProjection tool(
      String id, @Nullable String parent, long start, long end, String name) {
    return span(id, parent, start, end, new Detail.Tool(name, null, null, null));
  }

  static SpanProjection call(
      String id, @Nullable String parent, long start, long end, String name, String callId) {
    return span(id, parent, start, end, new Detail.Tool(name, callId, null, null));
  }

  static SpanProjection agent(String id, @Nullable String parent, long start, long end) {
    return agent(id, parent, start, end, usage(-1, -1));
  }

  static SpanProjection agent(
      String id, @Nullable String parent, long start, long end, TokenUsage usage) {
    return span(id, parent, start, end, new Detail.Agent(id, usage, Content.NONE));
  }

  static SpanProjection span(
      String id, @Nullable String parent, long start, long end, Detail detail) {
    return new SpanProjection("t", id, parent, start, end, "op", null, false, null, detail);
  }

  static TokenUsage usage(long input, long output) {
    return new TokenUsage(input, output, -1, -1, -1);
  }

  static Content said(List<Message> input, Message... output) {
    return new Content(null, input, List.of(output));
  }

  static Message user(String text) {
    return new Message(Role.USER, List.of(text(text)), null);
  }

  static Message assistant(Part... parts) {
    return new Message(Role.ASSISTANT, List.of(parts), null);
  }

  static Message response(String id, String result) {
    return new Message(
        Role.TOOL, List.of(new Part.ToolResponse(id, JsonValue.of(result), false)), null);
  }

  static Part text(String text) {
    return new Part.Text(JsonValue.of('"' + text + '"'));
  }

  static Part request(String id, String name) {
    return new Part.ToolRequest(id, name, JsonValue.of("{}"));
  }

  static Trajectory trajectory(SpanProjection... spans) {
    return Trajectory.of(Arrays.asList(spans), List.of());
  }

  /** Steps as text: the model call, its tool groups, and agents inside. */
  static String draw(Activity activity) {
    StringBuilder out =
        new StringBuilder(activity.agent() == null ? "-" : activity.agent().spanId());
    out.append('[');
    String turnSeparator = "";
    for (Turn turn : activity.turns()) {
      out.append(turnSeparator);
      turnSeparator = " | ";
      String separator = "";
      for (Step step : turn.steps()) {
        out.append(separator).append(step.model() == null ? "-" : step.model().spanId());
        separator = " ";
        for (List<ToolUse> group : step.toolGroups()) {
          out.append("(");
          for (ToolUse tool : group) {
            out.append(tool == group.get(0) ? "" : "+").append(tool.name());
            tool.inside().forEach(inner -> out.append(draw(inner)));
          }
          out.append(")");
        }
        step.subAgents().forEach(inner -> out.append('>').append(draw(inner)));
        step.others().forEach(other -> out.append('~').append(other.spanId()));
      }
    }
    return out.append(']').toString();
  }
}
