// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import io.tracewheel.evaluators.Fingerprint;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.ScoreScale.Direction;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.trace.trajectory.ToolUse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code tool_error_rate}: tool calls that failed, over those that were run.
 *
 * @param max the largest share that passes; null to only measure
 */
record ToolErrorRate(@Nullable Double max) implements TrajectoryEvaluator {

  @Override
  public String id() {
    return "tool_error_rate";
  }

  @Override
  public String version() {
    return Fingerprint.of(1, this);
  }

  @Override
  public ScoreScale scale() {
    return ScoreScale.numeric(0, 1, Direction.MINIMIZE);
  }

  @Override
  public Outcome evaluate(Run run) {
    List<ToolUse> ran = run.trajectory().tools().stream().filter(ToolUse::answered).toList();
    if (ran.isEmpty()) {
      return Unscored.NOT_APPLICABLE;
    }
    long failed = ran.stream().filter(Calls::failed).count();
    return Verdict.limited(
        this,
        (double) failed / ran.size(),
        max,
        failed + " of " + ran.size() + " tool calls failed.");
  }
}
