// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace.trajectory;

import java.util.ArrayList;
import java.util.List;

/** Turns a tree of spans into a trajectory. Used once. */
final class TrajectoryBuilder {
  private final SpanTree tree;
  private final ActivityBuilder activities;

  TrajectoryBuilder(SpanTree tree) {
    this.tree = tree;
    this.activities = new ActivityBuilder(tree);
  }

  Trajectory build() {
    List<SpanProjection> outermost = tree.outermost();
    boolean oneAgent = outermost.size() == 1 && outermost.get(0).detail() instanceof Detail.Agent;
    Activity root =
        oneAgent ? activities.ofAgent(outermost.get(0)) : activities.of(null, outermost);
    SpanProjection rootSpan =
        outermost.stream()
            .filter(span -> span.parentSpanId() == null)
            .filter(span -> span.detail() instanceof Detail.Agent)
            .findFirst()
            .orElse(outermost.get(0));
    Completeness none = new Completeness(false, 0, 0);
    Totals nothing = new Totals(0, 0, 0, 0, 0, List.of(), SpendTree.UNKNOWN, 0, 0, 0);
    Trajectory drawn = new Trajectory(rootSpan.traceId(), root, rootSpan, nothing, none);
    int open = (int) drawn.tools().stream().filter(tool -> !tool.answered()).count();
    return new Trajectory(
        rootSpan.traceId(),
        root,
        rootSpan,
        totals(drawn),
        new Completeness(tree.rootMissing(), tree.orphans(), open));
  }

  private Totals totals(Trajectory drawn) {
    List<SpanProjection> models = new ArrayList<>();
    for (Step step : drawn.steps()) {
      if (step.model() != null) {
        models.add(step.model());
      }
    }
    List<ToolUse> tools = drawn.tools();
    int agents = 0;
    long first = tree.spans().get(0).startUnixNano();
    long last = first;
    for (SpanProjection span : tree.spans()) {
      agents += span.detail() instanceof Detail.Agent ? 1 : 0;
      last = Long.compareUnsigned(span.endUnixNano(), last) > 0 ? span.endUnixNano() : last;
    }
    long toolNanos = 0;
    for (ToolUse tool : tools) {
      toolNanos += tool.run() == null ? 0 : tool.run().durationNanos();
    }
    List<Spend> spend = new SpendTree(tree).spend();
    return new Totals(
        models.size(),
        tools.size(),
        agents,
        (int) models.stream().filter(SpanProjection::failed).count(),
        (int) tools.stream().filter(ToolUse::failed).count(),
        spend,
        SpendTree.sum(spend),
        last - first,
        models.stream().mapToLong(SpanProjection::durationNanos).sum(),
        toolNanos);
  }
}
