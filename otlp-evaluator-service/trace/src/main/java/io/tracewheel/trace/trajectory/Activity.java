// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace.trajectory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one agent did.
 *
 * @param agent the span of its run; null for calls that belong to no agent span
 * @param turns its turns, at least one unless it did nothing
 */
public record Activity(@Nullable SpanProjection agent, List<Turn> turns) {

  /** Name of the agent; null when nobody says. */
  public @Nullable String name() {
    return agent != null && agent.detail() instanceof Detail.Agent detail ? detail.name() : null;
  }

  /** The steps of all turns, those of agents inside not included. */
  public List<Step> steps() {
    return turns.stream().flatMap(turn -> turn.steps().stream()).toList();
  }
}
