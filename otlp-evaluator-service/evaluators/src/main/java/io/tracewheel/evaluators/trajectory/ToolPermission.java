// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import io.tracewheel.evaluators.Fingerprint;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.trace.trajectory.ToolUse;
import java.util.List;

/**
 * {@code tool_permission}: no tool was called that may not be.
 *
 * @param allowed names or globs of tools that may be called; none for all
 * @param denied names or globs of tools that may not, whatever is allowed
 */
record ToolPermission(List<String> allowed, List<String> denied) implements TrajectoryEvaluator {

  @Override
  public String id() {
    return "tool_permission";
  }

  @Override
  public String version() {
    return Fingerprint.of(1, this);
  }

  @Override
  public ScoreScale scale() {
    return ScoreScale.PASS_FAIL;
  }

  @Override
  public Outcome evaluate(Run run) {
    List<ToolUse> uses = run.trajectory().tools();
    if (uses.isEmpty()) {
      return Unscored.NOT_APPLICABLE;
    }
    List<String> wrong =
        uses.stream().map(ToolUse::name).filter(name -> !permitted(name)).distinct().toList();
    if (wrong.isEmpty()) {
      return Verdict.pass(this, 1);
    }
    String names = String.join(", ", wrong.stream().limit(5).map(Named::safe).toList());
    return Verdict.fail(this, 0, "Called without permission: " + names + ".");
  }

  private boolean permitted(String name) {
    return (allowed.isEmpty() || Calls.any(allowed, name)) && !Calls.any(denied, name);
  }
}
