// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace.trajectory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What happened in one trace, in order: parent links first, clocks second. Immutable.
 *
 * @param root the outermost agent, or all that is outermost when that is not one agent
 * @param rootSpan the span that scores of the trajectory belong to: that of the root agent, else
 *     the earliest outermost GenAI span
 */
public record Trajectory(
    String traceId,
    Activity root,
    SpanProjection rootSpan,
    Totals totals,
    Completeness completeness) {

  /**
   * Builds the trajectory of one trace.
   *
   * @param spans projections of its GenAI spans, in any order; of two with one span id the later
   *     counts
   * @param others its other spans, as far as known: they connect GenAI spans
   * @throws IllegalArgumentException if there is no span, or the spans are of several traces
   */
  public static Trajectory of(Collection<SpanProjection> spans, Collection<SpanLink> others) {
    return new TrajectoryBuilder(new SpanTree(spans, others)).build();
  }

  /**
   * The spans of one trace.
   *
   * @param spans projections of its GenAI spans
   * @param others its other spans, as far as known
   */
  public record TraceSpans(Collection<SpanProjection> spans, Collection<SpanLink> others) {}

  /**
   * Builds the trajectory of several traces that belong together, such as those of a conversation:
   * one after the other by their clocks. Its trace id is the session's, and its span ids have their
   * trace id and a colon before them.
   *
   * @param id of the session
   * @throws IllegalArgumentException if there is no GenAI span
   */
  public static Trajectory ofSession(String id, Collection<TraceSpans> traces) {
    List<SpanProjection> spans = new ArrayList<>();
    List<SpanLink> others = new ArrayList<>();
    for (TraceSpans trace : traces) {
      for (SpanProjection span : trace.spans()) {
        String prefix = span.traceId() + ":";
        spans.add(
            new SpanProjection(
                id,
                prefix + span.spanId(),
                span.parentSpanId() == null ? null : prefix + span.parentSpanId(),
                span.startUnixNano(),
                span.endUnixNano(),
                span.operation(),
                span.conversationId(),
                span.failed(),
                span.errorType(),
                span.detail()));
      }
      String prefix =
          trace.spans().stream().map(SpanProjection::traceId).findAny().orElse("") + ":";
      for (SpanLink link : trace.others()) {
        String parent = link.parentSpanId();
        others.add(new SpanLink(prefix + link.spanId(), parent == null ? null : prefix + parent));
      }
    }
    return of(spans, others);
  }

  /** The agents, outermost first, each before those inside it. */
  public List<Activity> activities() {
    List<Activity> all = new ArrayList<>();
    visit(root, all::add, step -> {}, group -> {});
    return all;
  }

  /** All steps, those of agents inside others after the step that started them. */
  public List<Step> steps() {
    List<Step> all = new ArrayList<>();
    visit(root, activity -> {}, all::add, group -> {});
    return all;
  }

  /** Groups of parallel tool calls, in the same order. */
  public List<List<ToolUse>> toolGroups() {
    List<List<ToolUse>> all = new ArrayList<>();
    visit(root, activity -> {}, step -> {}, all::add);
    return all;
  }

  /** All tool calls, in the same order. */
  public List<ToolUse> tools() {
    return toolGroups().stream().flatMap(List::stream).toList();
  }

  /** The words of the last answer of the root agent; empty when there is none or not captured. */
  public String finalAnswer() {
    if (root.agent() != null && root.agent().detail() instanceof Detail.Agent agent) {
      String answer = Texts.of(agent.content().output());
      if (!answer.isBlank()) {
        return answer;
      }
    }
    for (int i = root.turns().size() - 1; i >= 0; i--) {
      String answer = root.turns().get(i).answer();
      if (!answer.isBlank()) {
        return answer;
      }
    }
    return "";
  }

  /** Groups calls of one conversation; null when no span says. */
  public @Nullable String conversationId() {
    if (rootSpan.conversationId() != null) {
      return rootSpan.conversationId();
    }
    for (Step step : steps()) {
      if (step.model() != null && step.model().conversationId() != null) {
        return step.model().conversationId();
      }
    }
    return null;
  }

  private static void visit(
      Activity activity,
      Consumer<Activity> activities,
      Consumer<Step> steps,
      Consumer<List<ToolUse>> groups) {
    activities.accept(activity);
    for (Step step : activity.steps()) {
      steps.accept(step);
      for (List<ToolUse> group : step.toolGroups()) {
        groups.accept(group);
        for (ToolUse tool : group) {
          tool.inside().forEach(inner -> visit(inner, activities, steps, groups));
        }
      }
      step.subAgents().forEach(inner -> visit(inner, activities, steps, groups));
    }
  }
}
