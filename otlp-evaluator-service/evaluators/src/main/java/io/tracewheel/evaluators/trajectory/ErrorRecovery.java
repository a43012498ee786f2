// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import io.tracewheel.evaluators.Fingerprint;
import io.tracewheel.evaluators.Outcome;
import io.tracewheel.evaluators.ScoreScale;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.trace.trajectory.ToolUse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code error_recovery}: tools that failed and later did what they were asked, over tools that
 * failed. A tool has recovered when a call of it after its last failure succeeds. Passes when all
 * have; not scored when no tool failed.
 */
record ErrorRecovery() implements TrajectoryEvaluator {

  @Override
  public String id() {
    return "error_recovery";
  }

  @Override
  public String version() {
    return Fingerprint.of(1, this);
  }

  @Override
  public ScoreScale scale() {
    return ScoreScale.SHARE;
  }

  @Override
  public Outcome evaluate(Run run) {
    List<ToolUse> uses = run.trajectory().tools();
    Set<String> failed = new HashSet<>();
    Set<String> broken = new HashSet<>();
    for (ToolUse use : uses) {
      if (Calls.failed(use)) {
        failed.add(use.name());
        broken.add(use.name());
      } else if (use.answered()) {
        broken.remove(use.name());
      }
    }
    if (failed.isEmpty()) {
      return Unscored.NOT_APPLICABLE;
    }
    double value = 1 - (double) broken.size() / failed.size();
    if (broken.isEmpty()) {
      return Verdict.pass(this, value);
    }
    String names = String.join(", ", broken.stream().sorted().limit(5).map(Named::safe).toList());
    return Verdict.fail(this, value, "Failed and did not succeed afterwards: " + names + ".");
  }
}
